import { mkdir, symlink, writeFile } from "node:fs/promises";
import { beforeAll, expect, it } from "vitest";
import { temporaryFolder } from "./read-inputs.test-support.ts";
import { walkPaths } from "./walk-paths.ts";

const folder = temporaryFolder();

beforeAll(async () => {
  await mkdir(folder.file("logs/b"), { recursive: true });
  await mkdir(folder.file("other"));
  for (const name of ["logs/a", "logs/B", "logs/.hidden", "logs/ä", "logs/b/10", "logs/b/9", "other/x"]) {
    await writeFile(folder.file(name), "12345");
  }
  await symlink(folder.file("other/x"), folder.file("logs/link-to-file"));
  await symlink(folder.file("other"), folder.file("logs/link-to-folder"));
  await symlink(folder.file("logs"), folder.file("logs/b/link-to-parent"));
  await symlink(folder.file("nowhere"), folder.file("logs/link-to-nothing"));
  await symlink(folder.file("logs/link-to-itself"), folder.file("logs/link-to-itself"));
});

async function walk(paths: readonly string[]): Promise<readonly string[]> {
  const entries = await walkPaths(paths.map((path) => folder.file(path)));
  const name = (path: string): string => path.slice(folder.path.length + 1).replaceAll("\\", "/");
  return entries.map((entry) =>
    entry.kind === "file" ? name(entry.path) : `${entry.problem.kind}: ${name(entry.path)}`,
  );
}

it("sorts by code units, takes hidden files, follows links but no circles", async () => {
  expect(await walk(["logs"])).toEqual([
    "logs/.hidden",
    "logs/B",
    "logs/a",
    "logs/b/10",
    "logs/b/9",
    "logs/link-to-file",
    "logs/link-to-folder/x",
    "io: logs/link-to-itself",
    "missing: logs/link-to-nothing",
    "logs/ä",
  ]);
});

it("keeps the order of the arguments and goes on after a missing one", async () => {
  expect(await walk(["other/x", "missing", "logs/a", "other/x"])).toEqual([
    "other/x",
    "missing: missing",
    "logs/a",
    "other/x",
  ]);
});

it("knows sizes, and which files were named", async () => {
  const [named, met] = await walkPaths([folder.file("other/x"), folder.file("other")]);
  expect(named).toMatchObject({ sizeBytes: 5, isNamed: true, isRegular: true });
  expect(met).toMatchObject({ sizeBytes: 5, isNamed: false });
});

// A real disk cannot show this to every user: root may read everything.
it("reports what may not be read and goes on", async () => {
  const denied = Object.assign(new Error("denied"), { code: "EACCES" });
  const stat = { size: 1, dev: 1, ino: 0, isDirectory: () => false, isFile: () => true };
  const entries = await walkPaths(["folder", "file"], {
    stat: async (path) => {
      if (path.endsWith("secret")) throw denied;
      return {
        ...stat,
        ino: path.length,
        isDirectory: () => path.includes("folder") && !path.endsWith("log"),
      };
    },
    readdir: async (path) => {
      if (path.endsWith("locked")) throw denied;
      return ["secret", "locked", "a.log"];
    },
  });
  expect(
    entries.map((entry) => [entry.path.replaceAll("\\", "/"), entry.kind === "problem" && entry.problem]),
  ).toEqual([
    ["folder/a.log", false],
    ["folder/locked", { kind: "permission", message: "The folder may not be read: permission denied." }],
    [
      "folder/secret",
      { kind: "permission", message: "The file or folder may not be read: permission denied." },
    ],
    ["file", false],
  ]);
});
