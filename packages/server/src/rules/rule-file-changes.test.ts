import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { createRuleFileChanges, type RuleFileChanges } from "./rule-file-changes.ts";

const scratch = scratchFolder();
const manyFiles = 60;

/** A folder with files in it and in a folder below, all changed some time ago. */
function ruleFolder(name: string, count: number): { folder: string; file(number: number): string } {
  const folder = join(scratch.path, name);
  mkdirSync(join(folder, "below"), { recursive: true });
  const file = (number: number): string => join(folder, number % 2 === 0 ? "below" : ".", `${number}.toml`);
  for (let number = 0; number < count; number += 1) writeFileSync(file(number), "text");
  for (const path of [folder, join(folder, "below")]) utimesSync(path, 1_000, 1_000);
  return { folder, file };
}

/** How many looks it takes to notice, at most ten. */
function looksToNotice(changes: RuleFileChanges): number {
  for (let looks = 1; looks <= 10; looks += 1) if (changes.look()) return looks;
  return Number.POSITIVE_INFINITY;
}

it.each([
  ["few", 3],
  ["many", manyFiles],
])("notices at once what is new, gone or replaced: %s files", (name, count) => {
  const { folder, file } = ruleFolder(name, count);
  const changes = createRuleFileChanges([folder]);
  expect(looksToNotice(changes)).toBe(Number.POSITIVE_INFINITY);
  writeFileSync(join(folder, "below", "new.toml"), "text");
  expect(looksToNotice(changes)).toBe(1);
  rmSync(file(1));
  expect(looksToNotice(changes)).toBe(1);
  writeFileSync(join(folder, "other"), "replaced");
  expect(looksToNotice(changes)).toBe(1);
  renameSync(join(folder, "other"), file(0));
  expect(looksToNotice(changes)).toBe(1);
  expect(looksToNotice(changes)).toBe(Number.POSITIVE_INFINITY);
  rmSync(folder, { recursive: true });
  expect(looksToNotice(changes)).toBe(1);
});

it("notices soon what was written in place", () => {
  const { folder, file } = ruleFolder("in-place", manyFiles);
  const changes = createRuleFileChanges([folder]);
  writeFileSync(file(5), "another text");
  expect(looksToNotice(changes)).toBeLessThanOrEqual(5);
  expect(looksToNotice(changes)).toBe(Number.POSITIVE_INFINITY);
});
