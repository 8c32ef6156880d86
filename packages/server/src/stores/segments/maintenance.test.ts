import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { expect, test } from "vitest";
import { eventAt, newEvents, startMs } from "../store-contract.test-support.ts";
import { contentOf, filesOf, segmentStores } from "./segment-store.test-support.ts";
import type { SegmentStore } from "./segment-store.ts";

const { open } = segmentStores();

/** Many small appends to two data streams, some with ids. */
async function fill(store: SegmentStore, count: number): Promise<void> {
  for (let n = 0; n < count; n += 10) {
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => {
        const ids = (n + i) % 7 === 0 ? { 1: `id-${n + i}` } : {};
        const documents = [
          eventAt(n + i, { n: n + i, host: { id: `h${n + i}` } }),
          { message: `untimed ${n + i}` },
        ];
        return store.append([newEvents(`logs-${i % 2}`, documents, { ids })], startMs + n);
      }),
    );
  }
}

function storedBytes(store: SegmentStore): number {
  return store.dataStreams().reduce((bytes, stream) => bytes + stream.storedBytes, 0);
}

test("small frames of closed segments are put together, and nothing else changes", async () => {
  const apart = await open({ segmentBytes: 30_000, joinsFrames: false });
  await fill(apart.store, 300);
  await apart.store.maintained();
  const content = await contentOf(apart.store);
  const before = storedBytes(apart.store);
  await apart.store.close();

  const { store, folder, problems } = await open({ segmentBytes: 30_000 });
  await fill(store, 300);
  await store.maintained();
  expect(await contentOf(store)).toEqual(content);
  expect(storedBytes(store)).toBeLessThan(before / 2);
  const middle = store.select({})[77];
  const position = middle?.position ?? -1;
  expect((await store.load([position])).get(position)).toMatchObject({
    arrival: position,
    index: middle?.dataStream,
  });
  expect(store.select({ times: { fromMs: 0, toMs: 1 } })).toHaveLength(content.length);
  await store.close();

  const again = await open({ folder });
  expect(await contentOf(again.store)).toEqual(content);
  expect([...problems, ...again.problems]).toEqual([]);
});

test.each<readonly [string, (path: string) => void]>([
  ["missing", (path) => rmSync(path)],
  ["cut off", (path) => truncateSync(path, 30)],
  ["empty", (path) => writeFileSync(path, "")],
  [
    "damaged",
    (path) => {
      const bytes = readFileSync(path);
      bytes[70] = (bytes[70] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
  ],
])("an index file that is %s is made again", async (_, harm) => {
  const { store, folder } = await open({ segmentBytes: 10_000 });
  await fill(store, 100);
  await store.maintained();
  const content = await contentOf(store);
  await store.close();
  const [path = ""] = filesOf(folder, "logs-0", ".idx");
  const index = readFileSync(path);
  harm(path);
  const again = await open({ folder });
  expect(again.problems).toMatchObject([{ kind: "index-made-again" }]);
  expect(await contentOf(again.store)).toEqual(content);
  await again.store.maintained();
  expect(readFileSync(path)).toEqual(index);
});

test("a damaged row of filters hides nothing", async () => {
  const { store, folder } = await open({ segmentBytes: 60_000, joinsFrames: false });
  await fill(store, 300);
  await store.maintained();
  await store.close();
  for (const path of filesOf(folder, "logs-0", ".idx")) {
    const bytes = readFileSync(path);
    // Rows stand at the end.
    bytes.fill(0, bytes.length - 2_000);
    writeFileSync(path, bytes);
  }
  const again = await open({ folder });
  for (let n = 0; n < 300; n += 2) {
    const found = again.store.select({ values: [[{ field: "host.id", texts: [`H${n}`] }]] });
    expect(found.some(({ times }) => times?.firstMs === startMs + n)).toBe(true);
  }
});

test("what a crash has left unfinished is removed, and an old index beside a joined segment is not believed", async () => {
  const { store, folder } = await open({ segmentBytes: 4_000, joinsFrames: false });
  await fill(store, 60);
  await store.maintained();
  const content = await contentOf(store);
  await store.close();
  const [segment = ""] = filesOf(folder, "logs-0", ".zst");
  const [index = ""] = filesOf(folder, "logs-0", ".idx");
  const unfinished = `${segment}.tmp`;
  copyFileSync(segment, unfinished);
  copyFileSync(index, `${folder}/old.idx`);
  const joining = await open({ folder });
  expect(existsSync(unfinished)).toBe(false);
  expect(await contentOf(joining.store)).toEqual(content);
  rmSync(index);
  await joining.store.close();
  const joined = await open({ folder });
  await joined.store.maintained();
  await joined.store.close();
  copyFileSync(`${folder}/old.idx`, index);
  const again = await open({ folder });
  expect(await contentOf(again.store)).toEqual(content);
  expect(again.problems).toMatchObject([{ kind: "index-made-again" }]);
});

test("a segment is closed when it is old, and retention takes whole segments, the oldest first", async () => {
  const { store, folder } = await open({ segmentAgeMs: 1_000, joinsFrames: false });
  for (let n = 0; n < 5; n += 1) {
    await store.append([newEvents("logs-a", [eventAt(n)])], startMs + n * 600);
  }
  await store.maintained();
  const paths = filesOf(folder, "logs-a", ".zst");
  expect(paths).toHaveLength(3);
  const sizes = paths.map((path) => statSync(path).size);
  const away = await store.retain({ maxStoredBytes: (sizes[1] ?? 0) + (sizes[2] ?? 0) });
  expect(away).toEqual({ segments: 1, events: 2, storedBytes: sizes[0] });
  expect(store.select({})).toHaveLength(3);
  expect(filesOf(folder, "logs-a", ".zst")).toEqual(paths.slice(1));
  expect(filesOf(folder, "logs-a", ".idx")).toHaveLength(1);
  // The newest event stays, however little room there is.
  await store.retain({ maxStoredBytes: 0 });
  expect(store.select({})).toHaveLength(1);
  expect(await store.retain({ ingestedBeforeMs: startMs + 2_401 })).toMatchObject({ segments: 1 });
  const { endPosition } = store;
  await store.close();
  const again = await open({ folder });
  expect(again.store.endPosition).toBe(endPosition);
  const [block] = await again.store.append([newEvents("logs-a", [eventAt(0)])], 0);
  expect(block).toMatchObject({ position: endPosition, ingestedMs: startMs + 2_400 });
});
