import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { responseSubjects, responseText } from "./response-texts.ts";
import { responseTarget } from "./target.ts";

function target(value: string, os: string) {
  const host = { name: `${value}.corp.example`, os: { type: os } };
  return responseTarget(
    [
      {
        event: { category: "file", type: "creation" },
        host,
        process: { pid: 4 },
        file: { path: `/tmp/${value}` },
      },
      {
        event: { category: "process", type: "start" },
        host,
        process: { pid: 70_000, executable: `/tmp/${value}`, hash: { sha256: "a".repeat(64) } },
      },
      {
        event: { category: "network" },
        host,
        process: { pid: value },
        destination: {
          ip: ["203.0.113.9", "10.0.0.5", value, "2001:db8::9"],
          domain: ["evil.example", value],
        },
      },
    ].map(readEventFields),
  );
}

const hostile = fc.oneof(
  fc.constantFrom(
    "'; touch broken #",
    "$(touch broken)",
    "`touch broken`",
    "a\ntouch broken\n",
    "' \"$(touch broken)\" '",
  ),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        "`",
        "$(touch broken)",
        "\n",
        ";",
        "#",
        "\\",
        "END\n",
        "&",
        "\u2019",
        "<",
        ">",
      ),
      { minLength: 1 },
    )
    .map((parts) => parts.join("")),
);

describe("responseText", () => {
  it("has values of the alert in it, and leaves out what is not of its kind or one's own", () => {
    const { processes, files, hostNames } = target("x.exe", "windows");
    expect(processes).toEqual([{ pid: 70_000, path: "/tmp/x.exe" }]);
    expect(files).toEqual([{ path: "/tmp/x.exe", sha256: "a".repeat(64) }]);
    expect(hostNames).toEqual(["x.exe.corp.example"]);
    const block = responseText("block", target("x.exe", "windows")) ?? "";
    expect(block).toContain("$addresses = @('203.0.113.9', '2001:db8::9')");
    expect(block).toContain("'evil.example'");
    expect(block).not.toContain("10.0.0.5");
    for (const subject of responseSubjects) {
      expect(
        responseText(subject, {
          ...target("x", "linux"),
          hostNames: [],
          processes: [],
          files: [],
          indicators: [],
        }),
      ).toBeUndefined();
    }
  });

  it("never lets a value become a command of a shell", () => {
    const folder = mkdtempSync(join(tmpdir(), "response-"));
    // All that these texts call is replaced by nothing, so that only what breaks out does anything.
    const harmless = [
      "hostname",
      "nft",
      "pgrep",
      "xargs",
      "kill",
      "iptables",
      "ip6tables",
      "mkdir",
      "chmod",
      "mv",
      "cut",
      "sha256sum",
      "shasum",
      "readlink",
      "ps",
    ]
      .map((name) => `${name}() { :; }`)
      .join("\n");
    try {
      const texts = fc
        .sample(hostile, 60)
        .flatMap((value) =>
          responseSubjects.map((subject) =>
            (responseText(subject, target(value, "linux")) ?? "").replaceAll("/etc/hosts", "/dev/null"),
          ),
        );
      execFileSync("bash", ["--norc", "-e", "-c", [harmless, ...texts, "echo end"].join("\n")], {
        cwd: folder,
        stdio: "pipe",
      });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);

  it("keeps values of PowerShell within their quotes, on one line", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        for (const subject of responseSubjects) {
          const [written, plain] = [value, "x"].map(
            (one) => responseText(subject, target(one, "windows")) ?? "",
          );
          // As many lines as with a harmless value, and the same when all in quotes is taken out.
          expect(written?.split(/[\n\r\u2028\u2029]/).length).toBe(plain?.split("\n").length);
          expect(withoutTexts(written ?? "")).toBe(withoutTexts(plain ?? ""));
        }
      }),
      { numRuns: 60 },
    );
  });
});

const quotes = "'\u2018\u2019\u201a\u201b";

function withoutTexts(script: string): string {
  const text = new RegExp(`[${quotes}](?:[^${quotes}]|([${quotes}])\\1)*[${quotes}]`, "g");
  return script
    .split("\n")
    .map((line) => (line.startsWith("#") ? line : line.replace(text, "T")))
    .join("\n")
    .replace(/\(T(?: \+ (?:T|\[char\]\d+))+\)/g, "T");
}
