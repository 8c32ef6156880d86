import { describe, expect, it } from "vitest";
import en from "../locales/en.json" with { type: "json" };
import zh from "../locales/zh-CN.json" with { type: "json" };
import { describeEvent } from "./describe-event.ts";
import { readEventFields } from "./flatten-event.ts";
import { type Sentence, sentencePieces } from "./sentence.ts";
import { summarizeEvent } from "./summarize-event.ts";

function inWords(sentence: Sentence, texts: object): string {
  const template = (key: string): string =>
    String(key.split(".").reduce((at: unknown, step) => (at as Record<string, unknown>)[step], texts));
  return sentencePieces(sentence, template)
    .map((piece) =>
      typeof piece === "string" ? piece : piece.kind === "value" ? `‹${piece.text}›` : String(piece.ms),
    )
    .join("");
}

const events = {
  start: {
    event: { category: ["process"], type: ["start"] },
    process: { executable: "C:\\a.exe", parent: { name: "cmd.exe" } },
    user: { name: "mia", domain: "CORP" },
  },
  remote: {
    event: { category: "file", type: "creation" },
    host: { os: { type: "windows" } },
    process: { pid: 4 },
    file: { path: "C:\\{{process}}.exe" },
  },
  connection: {
    event: { category: ["network"], type: ["start"] },
    process: { name: "curl" },
    destination: { ip: "2001:db8::1", port: 443 },
  },
  failed: {
    event: { category: ["authentication"], outcome: "failure" },
    user: { name: "root" },
    source: { ip: "10.0.0.9" },
  },
  registry: {
    event: { category: "registry", type: "change" },
    registry: { path: "HKLM\\Run\\x", data: { strings: ["evil.exe"] } },
    process: { name: "reg.exe" },
  },
  unknown: { event: { action: "something-new" } },
} as const;

const cases: readonly (readonly [keyof typeof events, string, string])[] = [
  [
    "start",
    "‹C:\\a.exe› was started by ‹cmd.exe›, by user ‹CORP\\mia›",
    "‹C:\\a.exe› 被 ‹cmd.exe› 启动，用户 ‹CORP\\mia›",
  ],
  // What looks like a slot in a value stays what it is.
  [
    "remote",
    "the file ‹C:\\{{process}}.exe› was written over a file share",
    "文件 ‹C:\\{{process}}.exe› 通过文件共享写入",
  ],
  ["connection", "‹curl› connected to ‹[2001:db8::1]:443›", "‹curl› 连接到 ‹[2001:db8::1]:443›"],
  ["failed", "log-on of ‹root› from ‹10.0.0.9› failed", "‹root› 从 ‹10.0.0.9› 登录失败"],
  [
    "registry",
    "registry value ‹HKLM\\Run\\x› was set to ‹evil.exe› by ‹reg.exe›",
    "注册表值 ‹HKLM\\Run\\x› 被 ‹reg.exe› 设为 ‹evil.exe›",
  ],
  ["unknown", "‹something-new›", "‹something-new›"],
];

describe("describeEvent", () => {
  it.each(cases)("%s", (name, english, chinese) => {
    const sentence = describeEvent(readEventFields(events[name]));
    expect(inWords(sentence, en)).toBe(english);
    expect(inWords(sentence, zh)).toBe(chinese);
  });
});

describe("summarizeEvent", () => {
  it("has a text for each of its lines and only lines with values", () => {
    const found = summarizeEvent(readEventFields(events.registry));
    expect(found.map(({ label, values }) => [label, ...values])).toEqual([
      ["process", "reg.exe"],
      ["registryPath", "HKLM\\Run\\x"],
      ["registryData", "evil.exe"],
    ]);
    for (const { label } of found) {
      expect(Object.keys(en.event.label)).toContain(label);
      expect(Object.keys(zh.event.label)).toContain(label);
    }
  });
});
