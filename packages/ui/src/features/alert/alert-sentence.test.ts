import { describe, expect, it } from "vitest";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { sentencePieces } from "../../shared/event/sentence.ts";
import en from "../../shared/locales/en.json" with { type: "json" };
import zh from "../../shared/locales/zh-CN.json" with { type: "json" };
import { alertSentence } from "./alert-sentence.ts";

function told(documents: readonly Record<string, unknown>[], texts: object): string {
  const events = documents.map((document) => ({
    fields: readEventFields(document),
    timeMs: document["@timestamp"] === undefined ? undefined : Date.parse(String(document["@timestamp"])),
  }));
  const sentence = alertSentence(events);
  if (sentence === undefined) return "";
  const template = (key: string): string =>
    String(key.split(".").reduce((at: unknown, step) => (at as Record<string, unknown>)[step], texts));
  return sentencePieces(sentence, template)
    .map((piece) =>
      typeof piece === "string"
        ? piece
        : piece.kind === "value"
          ? piece.text
          : `${piece.kind}:${piece.ms % 60_000}`,
    )
    .join("");
}

const host = { name: "CDB", os: { type: "windows" } };
const written = {
  "@timestamp": "2026-06-08T12:00:01.000Z",
  event: { category: "file", type: "creation" },
  host,
  process: { pid: 4 },
  file: { path: "C:\\x.exe" },
};
const started = {
  "@timestamp": "2026-06-08T12:00:02.300Z",
  event: { category: "process", type: "start" },
  host,
  process: { executable: "c:\\X.exe", name: "x.exe", parent: { name: "cmd.exe" } },
  user: { name: "SYSTEM" },
};

describe("alertSentence", () => {
  it("tells of a file that came over a share and was started as of one story", () => {
    expect(told([written, started], en)).toBe(
      "On CDB, the file C:\\x.exe, written over a file share at time:1000, was started distance:1300 later as x.exe by cmd.exe, by user SYSTEM.",
    );
    expect(told([written, started], zh)).toBe(
      "在 CDB 上，文件 C:\\x.exe 于 time:1000 通过文件共享写入，distance:1300后被 cmd.exe 启动，进程为 x.exe，用户 SYSTEM。",
    );
  });

  it("tells of other events one after the other, and of many how many more", () => {
    const other = { ...started, process: { name: "y.exe" }, user: {} };
    expect(told([written, other], en)).toBe(
      "On CDB, the file C:\\x.exe was written over a file share at time:1000; distance:1300 later, y.exe was started.",
    );
    expect(told([other, other, other, other, other, other], en)).toMatch(/; and 2 more events\.$/);
    expect(told([{ event: {} }], en)).toBe("On a host without a name, something unnamed.");
    expect(told([], en)).toBe("");
  });
});
