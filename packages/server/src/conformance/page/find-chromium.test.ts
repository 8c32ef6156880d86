import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { findChromium } from "./find-chromium.ts";

const folder = scratchFolder();
/** A file on the path; only a program may be found. */
function place(name: string, mode: number): void {
  chmodSync(folder.write(name, "#!/bin/sh\n"), mode);
}
place("first/google-chrome", 0o755);
place("second/chromium", 0o755);
place("other/readme/chromium", 0o755);
place("text/chromium", 0o644);
const path = (...names: readonly string[]): string =>
  names.map((name) => (name === "" ? "" : `${folder.path}/${name}`)).join(delimiter);

describe("findChromium", () => {
  it.each([
    [
      "the program of EQLITE_CHROMIUM, there or not",
      { EQLITE_CHROMIUM: "/x/y", PATH: path("second") },
      "/x/y",
    ],
    ["chromium before google-chrome", { PATH: path("first", "second") }, `${folder.path}/second/chromium`],
    ["google-chrome", { EQLITE_CHROMIUM: "", PATH: path("", "first") }, `${folder.path}/first/google-chrome`],
    [
      "nothing where there is no program",
      { PATH: path("text", "other/readme/chromium", "missing") },
      undefined,
    ],
    ["nothing without a path", {}, undefined],
  ])("finds %s", (_, env, expected) => {
    expect(findChromium(env)).toBe(expected);
  });
});
