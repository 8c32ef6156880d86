import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("check-docs.js", import.meta.url));

function check(...folder: string[]): { readonly code: number | null; readonly lines: readonly string[] } {
  const { status, stdout } = spawnSync(process.execPath, [script, ...folder], { encoding: "utf8" });
  return { code: status, lines: stdout.trim().split("\n") };
}

let folder: string | undefined;

afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

function pages(files: Readonly<Record<string, string>>): string {
  folder = mkdtempSync(join(tmpdir(), "eqlite-docs-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

it("the pages of this repository lead somewhere, are listed, and have their translations", () => {
  expect(check()).toEqual({ code: 0, lines: ["docs: nothing to put right"] });
});

describe("a page", () => {
  it.each([
    ["[a](b.md)", ["a.md:1: there is no b.md"]],
    ["[a](#one-two)\n# One: *two*!", []],
    ["# Same\n# Same\n[a](#same-1) [b](#same-2)", ["a.md:3: a.md has no heading #same-2"]],
    ["[a](docs/x.md#there) [b](docs/x.md#gone)", ["a.md:1: docs/x.md has no heading #gone"]],
    ["![a](docs) [b](https://example.org/x.md#y)", []],
    [
      "`[a](b.md)` ``x ` [a](b.md)``\n```\n[a](b.md)\n# no heading\n```\n[a](#no-heading)",
      ["a.md:6: a.md has no heading #no-heading"],
    ],
    ["[a][b]\n\n[b]: c.md", ["a.md:3: there is no c.md"]],
    ["[a](../b.md)", ["a.md:1: ../b.md leads out of the repository"]],
    ["[a](#标题一)\n## 标题（一）", []],
  ])("%j", (text, problems) => {
    const files = { "a.md": text, "docs/x.md": "# There", "docs/README.md": "[x](x.md)" };
    const { code, lines } = check(pages(files));
    expect(lines.slice(0, -1)).toEqual(problems);
    expect(code).toBe(problems.length === 0 ? 0 : 1);
  });

  it("of docs/ is listed", () => {
    const { lines } = check(pages({ "docs/README.md": "[a](a.md)", "docs/a.md": "", "docs/b.md": "" }));
    expect(lines).toContain("docs/README.md: docs/b.md is not listed");
  });

  it("of the guide is there in both languages, with the same headings", () => {
    const { lines } = check(
      pages({
        "docs/README.md": ["a", "a.zh-CN", "b", "c.zh-CN"].map((name) => `[x](guide/${name}.md)`).join(" "),
        "docs/guide/a.md": "# A\n## B",
        "docs/guide/a.zh-CN.md": "# 甲\n### 乙",
        "docs/guide/b.md": "",
        "docs/guide/c.zh-CN.md": "",
      }),
    );
    expect(lines.slice(0, -1).toSorted()).toEqual([
      "docs/guide/a.zh-CN.md: its headings are others than those of docs/guide/a.md",
      "docs/guide/b.md: there is no docs/guide/b.zh-CN.md",
      "docs/guide/c.zh-CN.md: there is no docs/guide/c.md",
    ]);
  });
});
