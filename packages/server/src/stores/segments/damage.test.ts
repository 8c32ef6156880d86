import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { eventAt, newEvents, startMs } from "../store-contract.test-support.ts";
import { contentOf, filesOf, segmentStores } from "./segment-store.test-support.ts";

const { newFolder, open } = segmentStores();
const blockCount = 12;

/** A segment of twelve blocks, what is in it, and where its frames end. */
let segment: { readonly name: string; readonly bytes: Buffer; readonly ends: readonly number[] };
let content: readonly object[];

beforeAll(async () => {
  const { store, folder } = await open();
  const ends: number[] = [];
  for (let n = 0; n < blockCount; n += 1) {
    const documents = Array.from({ length: 5 }, (_, i) =>
      eventAt(n * 10 + i, { n, host: { id: `host-${n}-${i}` } }),
    );
    await store.append([newEvents("logs-a", documents, { ids: { 3: `id-${n}` } })], startMs + n);
    ends.push(statSync(filesOf(folder, "logs-a", ".zst")[0] ?? "").size);
  }
  content = await contentOf(store);
  await store.close();
  const [path = ""] = filesOf(folder, "logs-a", ".zst");
  segment = { name: basename(path), bytes: readFileSync(path), ends };
});

/** A folder with a segment as it may be after a crash: without its index file. */
function folderWith(bytes: Uint8Array): { readonly folder: string; readonly path: string } {
  const folder = newFolder();
  mkdirSync(join(folder, "logs-a"));
  const path = join(folder, "logs-a", segment.name);
  writeFileSync(path, bytes);
  return { folder, path };
}

/** Numbers that look random and are the same every time. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const tails: readonly (readonly [
  string,
  (bytes: Buffer, at: number, next: (below: number) => number) => Buffer,
])[] = [
  ["cut off", (bytes, at) => bytes.subarray(0, at)],
  [
    "never written behind a place",
    (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(bytes.length - at)]),
  ],
  [
    "overwritten from a place on",
    (bytes, at, next) =>
      Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length: bytes.length - at }, () => next(256))),
      ]),
  ],
];

test.each(tails.flatMap(([what, tear]) => Array.from({ length: 10 }, (_, n) => [what, n, tear] as const)))(
  "a tail that was %s (%i) is cut to the last whole block",
  async (_, n, tear) => {
    const next = sequence(n + 1);
    const at = next(segment.bytes.length);
    const whole = segment.ends.filter((end) => end <= at).length;
    const { folder, path } = folderWith(tear(segment.bytes, at, next));
    const { store, problems } = await open({ folder });
    expect(await contentOf(store)).toEqual(content.slice(0, whole));
    expect(problems.map(({ kind }) => kind)).toEqual(
      segment.ends.includes(at) || at === 0 ? [] : ["cut-tail"],
    );
    if (whole > 0) expect(statSync(path).size).toBe(segment.ends[whole - 1]);
    const [added] = await store.append([newEvents("logs-a", [eventAt(0, { again: true })])], startMs + 99);
    await store.close();
    const again = await open({ folder });
    expect(await contentOf(again.store)).toEqual([
      ...content.slice(0, whole),
      expect.objectContaining({ position: added?.position }),
    ]);
    expect(again.problems).toEqual([]);
  },
);

test("a torn tail of nothing but the beginning of a frame leaves an empty store", async () => {
  const { folder } = folderWith(segment.bytes.subarray(0, 5));
  const { store, problems } = await open({ folder });
  expect(store.select({})).toEqual([]);
  expect(problems).toMatchObject([{ kind: "cut-tail", byteOffset: 0, bytes: 5 }]);
});

test.each([
  ["header", 20],
  ["magic number", 0],
  ["length", 5],
  ["filter", -600],
  ["packed lines", -10],
])("behind a damaged %s in the middle, the other blocks are served", async (_, place) => {
  const bytes = Buffer.from(segment.bytes);
  const from = segment.ends[4] ?? 0;
  const at = place >= 0 ? from + place : Math.max(from + 60, (segment.ends[5] ?? 0) + place);
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  const { folder, path } = folderWith(bytes);
  const { store, problems } = await open({ folder });
  expect(await contentOf(store)).toEqual(content.filter((_block, number) => number !== 5));
  expect(problems).toMatchObject([
    { kind: "damaged-frames", path, byteOffset: from, bytes: (segment.ends[5] ?? 0) - from },
  ]);
  expect(store.dataStreams()[0]?.events).toBe((blockCount - 1) * 5);
  expect(statSync(path).size).toBe(bytes.length);
});

test("damage in packed lines of a closed segment is found when they are read", async () => {
  const { folder, path } = folderWith(segment.bytes);
  // The next append begins a segment, so that this one is closed.
  const { store: writing } = await open({ folder, segmentBytes: 1, joinsFrames: false });
  const [younger] = await writing.append([newEvents("logs-a", [eventAt(0)])], startMs + 99);
  await writing.maintained();
  await writing.close();
  const bytes = Buffer.from(segment.bytes);
  const at = (segment.ends[5] ?? 0) - 10;
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  writeFileSync(path, bytes);
  const { store, problems } = await open({ folder });
  expect(problems).toEqual([]);
  const damaged = store.select({})[5];
  expect(damaged === undefined ? "no block" : await store.read(damaged)).toBeUndefined();
  expect(problems).toMatchObject([{ kind: "damaged-frames", path, byteOffset: segment.ends[4] }]);
  expect(await contentOf(store)).toEqual([
    ...content.filter((_block, number) => number !== 5),
    expect.objectContaining({ position: younger?.position }),
  ]);
});

test("a segment of a newer format is left alone", async () => {
  const bytes = Buffer.from(segment.bytes);
  bytes.writeUInt16LE(2, 12);
  const { folder, path } = folderWith(bytes);
  await expect(open({ folder })).rejects.toMatchObject({ code: "data-folder-too-new" });
  expect(readFileSync(path)).toEqual(bytes);
  rmSync(folder, { recursive: true });
});
