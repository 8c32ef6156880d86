import { writeFile } from "node:fs/promises";
import { deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { type InputLimits, inputLimits } from "./input-limits.ts";
import { type InputResult, readAllInputs, temporaryFolder } from "./read-inputs.test-support.ts";
import { buildZip } from "./zip.test-support.ts";

const folder = temporaryFolder();
const twoLines = '{"a":1}\n{"a":2}\n';

async function read(bytes: Buffer | string, limits: Partial<InputLimits> = {}): Promise<InputResult> {
  const path = folder.file("input.log");
  await writeFile(path, bytes);
  return readAllInputs([path], { limits: { ...inputLimits, ...limits } });
}

/** Problems as a table row states them: kind and where. */
function problemsOf({ problems }: InputResult): readonly string[] {
  return problems.map(({ kind, file }) => (file.member === undefined ? kind : `${kind} in ${file.member}`));
}

async function tar(
  ...members: readonly (readonly [(Partial<Header> & { name: string }) | string, string | Buffer])[]
): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of members) {
    archive.entry(typeof header === "string" ? { name: header } : header, Buffer.from(content));
  }
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** `twoLines` as the zstd command writes it, with and without a checksum. */
const zstd = Buffer.from("KLUv/QRogQAAeyJhIjoxfQp7ImEiOjJ9Cu7trPI=", "base64");
const zstdWithoutChecksum = Buffer.from("KLUv/SAQgQAAeyJhIjoxfQp7ImEiOjJ9Cg==", "base64");
const zstdSkippable = Buffer.from("502a4d1803000000616263", "hex");

/** Incompressible lines, so that a cut through the middle of the packed bytes leaves lines on both sides. */
const manyLines = Array.from(
  { length: 20_000 },
  (_, i) => `{"i":${i},"x":"${(i * 2_654_435_761) % 4_294_967_296}"}\n`,
).join("");

describe("what is read", () => {
  const longName = `${"folder/".repeat(40)}long.log`;
  const cases: readonly (readonly [string, () => Buffer | Promise<Buffer>, readonly string[]])[] = [
    ["plain", () => Buffer.from(twoLines), ["input.log:1", "input.log:2"]],
    ["gzip", () => gzipSync(twoLines), ["input.log:1", "input.log:2"]],
    [
      "gzip of two members",
      () => Buffer.concat([gzipSync('{"a":1}\n{"a"'), gzipSync(":2}\n")]),
      ["input.log:1", "input.log:2"],
    ],
    [
      "gzip with padding",
      () => Buffer.concat([gzipSync(twoLines), Buffer.alloc(100)]),
      ["input.log:1", "input.log:2"],
    ],
    ["zstd", () => zstd, ["input.log:1", "input.log:2"]],
    [
      "zstd of several frames",
      () => Buffer.concat([zstd, zstdSkippable, zstdWithoutChecksum, zstd]),
      ["input.log:1", "input.log:2", "input.log:3", "input.log:4", "input.log:5", "input.log:6"],
    ],
    ["zip", () => buildZip([{ name: "a.log", content: twoLines }]), ["a.log:1", "a.log:2"]],
    ["stored zip", () => buildZip([{ name: "a", content: twoLines, method: 0 }]), ["a:1", "a:2"]],
    ["zip64", () => buildZip([{ name: "a", content: twoLines, isZip64: true }]), ["a:1", "a:2"]],
    ["empty zip", () => buildZip([]), []],
    [
      "zip with folders, resource forks and odd names",
      () =>
        buildZip([
          { name: "logs/", content: "" },
          { name: "__MACOSX/._a", content: "\0\x05" },
          { name: "../../etc/passwd", content: twoLines },
          { name: "/C:\\x", content: twoLines },
        ]),
      ["../../etc/passwd:1", "../../etc/passwd:2", "/C:/x:1", "/C:/x:2"],
    ],
    [
      "one name twice",
      () =>
        buildZip([
          { name: "a", content: '{"a":1}' },
          { name: "a", content: '{"a":1}' },
        ]),
      ["a:1", "a (2):1"],
    ],
    [
      "tar",
      () => tar(["a.log", twoLines], ["b.log", twoLines]),
      ["a.log:1", "a.log:2", "b.log:1", "b.log:2"],
    ],
    [
      "tar with long names",
      () => tar([longName, twoLines], ["é.log", twoLines]),
      [`${longName}:1`, `${longName}:2`, "é.log:1", "é.log:2"],
    ],
    [
      "tar with folders and links",
      () =>
        tar(
          [{ name: "d", type: "directory" }, ""],
          [{ name: "l", type: "symlink", linkname: "x" }, ""],
          ["a", twoLines],
        ),
      ["a:1", "a:2"],
    ],
    ["tar without its end", async () => (await tar(["a", twoLines])).subarray(0, 1024), ["a:1", "a:2"]],
    ["tar.gz", async () => gzipSync(await tar(["a", twoLines])), ["a:1", "a:2"]],
    [
      "gzip in tar",
      async () => tar(["a.gz", gzipSync(twoLines)], ["b.zst", zstd]),
      ["a.gz:1", "a.gz:2", "b.zst:1", "b.zst:2"],
    ],
    [
      "zip in zip",
      () => buildZip([{ name: "inner.zip", content: buildZip([{ name: "a", content: twoLines }]) }]),
      ["inner.zip/a:1", "inner.zip/a:2"],
    ],
    [
      "gzip in tar.gz in zip",
      async () => buildZip([{ name: "t.tgz", content: gzipSync(await tar(["a.gz", gzipSync(twoLines)])) }]),
      ["t.tgz/a.gz:1", "t.tgz/a.gz:2"],
    ],
  ];
  it.each(cases)("%s", async (_, build, records) => {
    const result = await read(await build());
    expect(problemsOf(result)).toEqual([]);
    expect(result.records).toEqual(records);
    expect(result.totals).toMatchObject({ records: records.length, unreadableFiles: 0, skippedFiles: 0 });
  });
});

describe("what is not read", () => {
  const cases: readonly (readonly [
    string,
    () => Buffer | Promise<Buffer>,
    readonly string[],
    readonly string[],
  ])[] = [
    ["7z", () => Buffer.from("377abcaf271c0004", "hex"), [], ["unsupported-container"]],
    ["xz", () => Buffer.from("fd377a585a000004", "hex"), [], ["unsupported-container"]],
    [
      "encrypted member",
      () =>
        buildZip([
          { name: "a", content: "x", isEncrypted: true },
          { name: "b", content: twoLines },
        ]),
      ["b:1", "b:2"],
      ["encrypted in a"],
    ],
    [
      "unknown compression method",
      () =>
        buildZip([
          { name: "a", content: "x", method: 14 },
          { name: "b", content: twoLines },
        ]),
      ["b:1", "b:2"],
      ["unsupported-container in a"],
    ],
    [
      "too many layers",
      () => gzipSync(gzipSync(gzipSync(gzipSync(twoLines)))),
      [],
      ["unsupported-container"],
    ],
    [
      "too many layers in one member",
      () =>
        buildZip([
          { name: "a", content: gzipSync(gzipSync(gzipSync(twoLines))) },
          { name: "b", content: twoLines },
        ]),
      ["b:1", "b:2"],
      ["unsupported-container in a"],
    ],
    [
      "files that are no logs",
      () =>
        buildZip([
          { name: "README", content: "Hello\n" },
          { name: "empty", content: "" },
          { name: "b", content: twoLines },
        ]),
      ["b:1", "b:2"],
      ["unknown-format in README"],
    ],
    [
      "unknown file in tar",
      () => tar(["README", "Hello\n".repeat(100_000)], ["b", twoLines]),
      ["b:1", "b:2"],
      ["unknown-format in README"],
    ],
  ];
  it.each(cases)("%s", async (_, build, records, problems) => {
    const result = await read(await build());
    expect(problemsOf(result)).toEqual(problems);
    expect(result.records).toEqual(records);
    expect(result.totals.unreadableFiles).toBe(records.length === 0 ? 1 : 0);
  });

  it("names the archive that must be unpacked first", async () => {
    const { problems } = await read(Buffer.from("377abcaf271c0004", "hex"));
    expect(problems[0]?.message).toBe("7z archives are not read; unpack it first.");
  });

  it("marks files in archives that are no logs as notes", async () => {
    const { problems, totals } = await read(buildZip([{ name: "README", content: "Hello\n" }]));
    expect(problems).toMatchObject([{ isNote: true, file: { member: "README" } }]);
    expect(totals).toMatchObject({ skippedFiles: 1, unreadableFiles: 0 });
  });

  it("reads a zip in an archive only up to a limit", async () => {
    const inner = buildZip([{ name: "a", content: manyLines, method: 0 }]);
    const result = await read(await tar(["inner.zip", inner], ["b", twoLines]), { maxNestedZipBytes: 1000 });
    expect(problemsOf(result)).toEqual(["unsupported-container in inner.zip"]);
    expect(result.records).toEqual(["b:1", "b:2"]);
  });

  it("refuses a zstd window that takes too much memory", async () => {
    // A frame header that asks for a window of 1 GiB.
    const result = await read(Buffer.from("28b52ffd00a00100007b", "hex"));
    expect(problemsOf(result)).toEqual(["unsupported-container"]);
  });
});

describe("damage", () => {
  const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);
  const spoilt = (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    const from = copy.length >> 1;
    copy.fill(0xff, from, from + 64);
    return copy;
  };
  const zip = () =>
    buildZip([
      { name: "a", content: manyLines },
      { name: "b", content: twoLines },
    ]);
  const cases: readonly (readonly [string, () => Buffer | Promise<Buffer>, readonly string[]])[] = [
    ["gzip cut off", () => half(gzipSync(manyLines)), ["damaged-container", "truncated"]],
    ["gzip spoilt", () => spoilt(gzipSync(manyLines)), ["damaged-container"]],
    [
      "tar cut off",
      async () => half(await tar(["a", manyLines])),
      ["damaged-container in a", "truncated in a"],
    ],
    [
      "tar.gz cut off",
      async () => half(gzipSync(await tar(["a", manyLines]))),
      ["damaged-container in a", "truncated in a"],
    ],
    ["zip cut off", () => half(zip()), ["damaged-container", "damaged-container in a", "truncated in a"]],
    ["zip without its directory", () => zip().subarray(0, -130), ["damaged-container"]],
    [
      "member spoilt",
      () =>
        buildZip([
          { name: "a", content: manyLines, packed: spoilt },
          { name: "b", content: twoLines },
        ]),
      ["damaged-container in a"],
    ],
    [
      "wrong checksum",
      () =>
        buildZip([
          { name: "a", content: manyLines, hasWrongChecksum: true },
          { name: "b", content: twoLines },
        ]),
      ["damaged-container in a"],
    ],
  ];
  it.each(cases)("%s", async (_, build, problems) => {
    const result = await read(await build());
    // Spoilt bytes may turn into broken lines before the decompressor notices.
    expect(problemsOf(result).filter((problem) => !/^(json|utf8)/.test(problem))).toEqual(
      expect.arrayContaining(problems as string[]),
    );
    expect(result.records.length).toBeGreaterThan(5000);
    expect(result.totals.unreadableFiles).toBe(0);
  });

  it("keeps every line before the cut through a gzip", async () => {
    const packed = gzipSync(manyLines);
    const { records } = await read(half(packed));
    // Deflate blocks are unpacked as far as the bytes reach: about half of the lines.
    expect(records.length).toBeGreaterThan(9000);
    expect(records.at(-1)).toBe(`input.log:${records.length}`);
  });

  it("reads the members behind a damaged one", async () => {
    const result = await read(
      buildZip([
        { name: "a", content: manyLines, packed: half },
        { name: "b", content: twoLines },
      ]),
    );
    expect(result.records.slice(-2)).toEqual(["b:1", "b:2"]);
  });

  it("finds members of unknown size without a directory", async () => {
    // Bit 3: sizes behind the data, as streaming writers do it.
    const member = (name: string) => {
      const header = Buffer.from("504b0304140008000800000000000000000000000000000000000100", "hex");
      const descriptor = Buffer.from("504b0708000000000000000000000000", "hex");
      return Buffer.concat([
        header,
        Buffer.from([0, 0]),
        Buffer.from(name),
        deflateRawSync(twoLines),
        descriptor,
      ]);
    };
    const result = await read(Buffer.concat([member("a"), member("b")]));
    expect(result.records).toEqual(["a:1", "a:2", "b:1", "b:2"]);
    expect(problemsOf(result)).toEqual(["damaged-container"]);
  });

  it("counts a container that is damaged before any record as unreadable", async () => {
    const result = await read(gzipSync(twoLines).subarray(0, 10));
    expect(problemsOf(result)).toEqual(["damaged-container"]);
    expect(result.totals).toMatchObject({ records: 0, unreadableFiles: 1 });
  });

  it("survives random damage anywhere", async () => {
    const sound = [
      gzipSync(twoLines),
      zstd,
      zip().subarray(0, 5000),
      buildZip([{ name: "a", content: twoLines }]),
      await tar(["a", twoLines]),
    ];
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sound),
        fc.array(edit, { maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bytes, edits, end) => {
          const copy = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * end)));
          for (const { at, byte } of edits) copy[Math.floor(at * (copy.length - 1))] = byte;
          const { totals, records } = await read(copy);
          expect(totals.records).toBe(records.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("bombs", () => {
  const limits = { bombFloorBytes: 100_000 };
  const zeros = (count: number): Buffer => Buffer.alloc(count, " ");

  it("stops a gzip bomb", async () => {
    const result = await read(gzipSync(zeros(5_000_000)), { ...limits, maxUnpackRatio: 500 });
    expect(problemsOf(result)).toEqual(["bomb"]);
    expect(result.totals.unpackedBytes).toBeLessThan(3_000_000);
    expect(result.totals.unreadableFiles).toBe(1);
  });

  it("stops a zip bomb whose members are harmless each, and reads the other files", async () => {
    const part = zeros(300_000);
    const members = Array.from({ length: 30 }, (_, i) => ({ name: `${i}`, content: part }));
    const bomb = folder.file("1-bomb.zip");
    const log = folder.file("2.log");
    await writeFile(bomb, buildZip([{ name: "a", content: twoLines }, ...members]));
    await writeFile(log, twoLines);
    const result = await readAllInputs([bomb, log], {
      limits: { ...inputLimits, ...limits, maxUnpackRatio: 200 },
    });
    expect(problemsOf(result)).toHaveLength(1);
    expect(problemsOf(result)[0]).toMatch(/^bomb in \d+$/);
    expect(result.records).toEqual(["a:1", "a:2", "2.log:1", "2.log:2"]);
  });

  it("stops at the total size", async () => {
    const result = await read(gzipSync(manyLines), { maxUnpackedBytes: 100_000 });
    expect(problemsOf(result)).toEqual(["bomb", "truncated"]);
    expect(result.totals.records).toBeGreaterThan(1000);
  });

  it("stops at the number of members", async () => {
    const members = Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, content: '{"a":1}' }));
    const result = await read(buildZip(members), { maxArchiveMembers: 10 });
    expect(problemsOf(result)).toEqual(["bomb"]);
    expect(result.totals.records).toBe(10);
  });

  it("takes logs that are merely dull for what they are", async () => {
    const result = await read(gzipSync('{"a":1}\n'.repeat(100_000)));
    expect(problemsOf(result)).toEqual([]);
    expect(result.totals.records).toBe(100_000);
  });

  it("gives up on zstd blocks that cost more than they hold", async () => {
    // A window of 64 MiB and blocks of one byte each.
    const header = Buffer.from("28b52ffd0080", "hex");
    const block = Buffer.from("0a000020", "hex");
    const result = await read(Buffer.concat([header, ...Array.from({ length: 1500 }, () => block)]));
    expect(problemsOf(result)).toEqual(["bomb"]);
  });
});
