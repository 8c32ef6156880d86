import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { readAllInputs, temporaryFolder } from "./read-inputs.test-support.ts";
import { type InputSink, readInputs } from "./read-inputs.ts";
import { buildZip } from "./zip.test-support.ts";

const folder = temporaryFolder();
const twoLines = '{"a":1}\n{"a":2}\n';

beforeAll(async () => {
  await mkdir(folder.file("logs"));
  await writeFile(folder.file("logs/1.log"), twoLines);
  await writeFile(
    folder.file("logs/2.zip"),
    buildZip([
      { name: "a", content: twoLines },
      { name: "b", content: twoLines },
    ]),
  );
  await writeFile(folder.file("logs/3.gz"), gzipSync(twoLines));
  await writeFile(folder.file("logs/LICENSE"), "Do what you want.\n");
  await writeFile(folder.file("logs/empty"), "");
});

const allRecords = ["1.log:1", "1.log:2", "a:1", "a:2", "b:1", "b:2", "3.gz:1", "3.gz:2"];

it("reads a folder in order and counts", async () => {
  const { records, problems, totals, progress } = await readAllInputs([folder.file("logs")]);
  expect(records).toEqual(allRecords);
  expect(problems).toMatchObject([
    { kind: "unknown-format", isNote: true, file: { path: folder.file("logs/LICENSE") } },
  ]);
  const bytes = progress.at(-1)?.[1];
  const licenceBytes = "Do what you want.\n".length;
  expect(totals).toEqual({
    files: 4,
    members: 2,
    bytes: (bytes ?? 0) - licenceBytes,
    unpackedBytes: 4 * twoLines.length + licenceBytes,
    records: 8,
    unreadableFiles: 0,
    skippedFiles: 1,
  });
  expect(progress.at(-1)).toEqual([bytes, bytes]);
  expect(progress).toEqual([...progress].sort(([a], [b]) => a - b));
});

it("gives the same when read again", async () => {
  expect(await readAllInputs([folder.file("logs")])).toEqual(await readAllInputs([folder.file("logs")]));
});

describe("files that cannot be read", () => {
  it("counts a missing file and goes on", async () => {
    const { problems, totals, records } = await readAllInputs([
      folder.file("missing"),
      folder.file("logs/1.log"),
    ]);
    expect(problems).toMatchObject([{ kind: "missing", file: { path: folder.file("missing") } }]);
    expect(problems[0]?.message).toBe("The file or folder does not exist.");
    expect(totals.unreadableFiles).toBe(1);
    expect(records).toEqual(["1.log:1", "1.log:2"]);
  });

  it("counts a named file of unknown format as unreadable", async () => {
    const { problems, totals } = await readAllInputs([folder.file("logs/LICENSE")]);
    expect(problems).toMatchObject([{ kind: "unknown-format" }]);
    expect(problems[0]?.isNote).toBeUndefined();
    expect(totals).toMatchObject({ unreadableFiles: 1, skippedFiles: 0 });
  });

  it("counts no empty file", async () => {
    const { problems, totals } = await readAllInputs([folder.file("logs/empty")]);
    expect(problems).toEqual([]);
    expect(totals).toMatchObject({ files: 1, unreadableFiles: 0, skippedFiles: 0 });
  });

  it("reports a file that is gone between the walk and the reading", async () => {
    const stat = async () => ({ size: 1, dev: 1, ino: 1, isDirectory: () => false, isFile: () => true });
    const fileSystem = { stat, readdir: async () => [] };
    const { problems, totals } = await readAllInputs([folder.file("gone")], { fileSystem });
    expect(problems).toMatchObject([{ kind: "missing" }]);
    expect(totals).toMatchObject({ files: 0, unreadableFiles: 1 });
  });

  it.skipIf(process.getuid?.() === 0)("reports a file without permission (root may read all)", async () => {
    await writeFile(folder.file("secret"), twoLines, { mode: 0 });
    const { problems } = await readAllInputs([folder.file("secret")]);
    expect(problems).toMatchObject([{ kind: "permission" }]);
  });
});

it("reads only what is asked for", async () => {
  const asked: string[] = [];
  const { records, totals } = await readAllInputs([folder.file("logs")], {
    only: ({ path, member }) => {
      asked.push(member ?? path.slice(folder.path.length + 1).replaceAll("\\", "/"));
      return member === undefined ? path.endsWith(".zip") : member === "b";
    },
  });
  expect(records).toEqual(["b:1", "b:2"]);
  expect(asked).toEqual(["logs/1.log", "logs/2.zip", "a", "b", "logs/3.gz", "logs/LICENSE", "logs/empty"]);
  expect(totals).toMatchObject({ files: 1, members: 1 });
});

describe("stopping early", () => {
  it.each([0, 1, 2, 3])("after the chunk with record %i", async (count) => {
    const controller = new AbortController();
    if (count === 0) controller.abort();
    let records = 0;
    const sink: InputSink = {
      record() {
        records += 1;
        if (records === count) controller.abort();
      },
      problem() {},
    };
    const totals = await readInputs([folder.file("logs")], sink, { signal: controller.signal });
    expect(totals.records).toBe(records);
    expect(records).toBe(Math.ceil(count / 2) * 2);
  });
});

it.skipIf(process.platform === "win32")(
  "reads a named pipe, and leaves out one met in a folder",
  async () => {
    await mkdir(folder.file("pipes"));
    const pipe = folder.file("pipes/pipe");
    execFileSync("mkfifo", [pipe]);
    const zip = buildZip([{ name: "a", content: twoLines }]);
    const [{ records }] = await Promise.all([readAllInputs([pipe]), writeFile(pipe, zip)]);
    expect(records).toEqual(["a:1", "a:2"]);
    expect((await readAllInputs([folder.file("pipes")])).totals.files).toBe(0);
  },
);

it("lets errors of the sink through", async () => {
  const failing: InputSink = {
    record() {
      throw new Error("disk full");
    },
    problem() {},
  };
  for (const name of ["logs/1.log", "logs/2.zip", "logs/3.gz"]) {
    await expect(readInputs([folder.file(name)], failing)).rejects.toThrow("disk full");
  }
});

it("leaves the event loop to others", async () => {
  const path = folder.file("large.log");
  await writeFile(path, `{"text":"${"x".repeat(1000)}"}\n`.repeat(10_000));
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const { totals } = await readAllInputs([path]);
  clearInterval(timer);
  expect(totals.records).toBe(10_000);
  expect(turns).toBeGreaterThan(5);
});
