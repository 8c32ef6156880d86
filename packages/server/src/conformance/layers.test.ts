import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";

// A check that looks at nothing is green too. So forbidden imports are planted in a copy of the core package, and the
// compiler, with the same configuration, must complain of each.
const folder = scratchFolder();
const layers = ["lang", "events", "match", "kernel", "detect"];
const source = (root: string): string => join(root, "packages/core/src");

cpSync(repositoryPath("tsconfig.base.json"), join(folder.path, "tsconfig.base.json"));
cpSync(repositoryPath("packages/core/package.json"), join(folder.path, "packages/core/package.json"));
for (const layer of layers) {
  cpSync(join(source(repositoryPath("")), layer), join(source(folder.path), layer), {
    recursive: true,
    filter: (path) => !/\.(?:test|test-support)\.ts$/.test(path),
  });
}

/** What the compiler says about a layer and those it stands on. */
function compile(layer: string): string {
  const tsc = repositoryPath("node_modules/typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-b", join(source(folder.path), layer)], {
    encoding: "utf8",
  });
  return status === 0 ? "no complaint" : stdout;
}

/** Layer, what is planted there, the complaint. */
const plants: readonly (readonly [string, string, RegExp])[] = [
  ["lang", 'export { mapToEcs } from "../events/index.ts";', /planted\.ts.*(?:not listed|TS6307|TS6059)/],
  [
    "events",
    'export { createQueryRun } from "../match/index.ts";',
    /planted\.ts.*(?:not listed|TS6307|TS6059)/,
  ],
  [
    "match",
    'export { createRuleIndex } from "../kernel/index.ts";',
    /planted\.ts.*(?:not listed|TS6307|TS6059)/,
  ],
  ["match", 'export { buildAlert } from "../detect/index.ts";', /planted\.ts.*(?:not listed|TS6307|TS6059)/],
  ["match", 'export { readFileSync } from "node:fs";', /planted\.ts.*TS2\d+.*node:fs/],
  ["match", "export const where = process.cwd();", /planted\.ts.*process/],
];

describe("a forbidden import", () => {
  it("is what the complaints are about: without one there is none", { timeout: 60_000 }, () => {
    expect(compile("detect")).toBe("no complaint");
  });

  it.each(plants)("in %s: %s", { timeout: 60_000 }, (layer, text, complaint) => {
    const planted = join(source(folder.path), layer, "planted.ts");
    writeFileSync(planted, `${text}\n`);
    expect(compile(layer)).toMatch(complaint);
    writeFileSync(planted, "export {};\n");
  });
});

describe("the layers", () => {
  it("are those of the repository, each with a configuration of its own", () => {
    const folders = readdirSync(source(repositoryPath("")), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual([...layers].sort());
    for (const layer of layers) {
      const config = JSON.parse(
        readFileSync(join(source(repositoryPath("")), layer, "tsconfig.json"), "utf8"),
      );
      const stands = (config.references ?? []).map(({ path }: { path: string }) => path.replace("../", ""));
      expect(stands).toEqual(layers.slice(0, layers.indexOf(layer)));
    }
  });
});
