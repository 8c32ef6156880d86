import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { eventAt, newEvents, startMs } from "../store-contract.test-support.ts";
import { contentOf, filesOf, segmentStores } from "./segment-store.test-support.ts";
import { type WriteBytes, writeBytes } from "./write-durably.ts";

const { open } = segmentStores();

/** A disk on which writes of more than so many bytes do not fit; half of such a write is done. */
function smallDisk(): { maxBytes: number; readonly write: WriteBytes } {
  const disk = {
    maxBytes: Number.POSITIVE_INFINITY,
    write: (async (file, bytes, offset) => {
      if (bytes.length <= disk.maxBytes) return writeBytes(file, bytes, offset);
      await writeBytes(file, bytes.subarray(0, bytes.length / 2), offset);
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    }) satisfies WriteBytes,
  };
  return disk;
}

const small = newEvents("logs-a", [eventAt(0)]);
/** Too large for the disk also when packed. */
const large = newEvents("logs-b", [
  eventAt(0, {
    noise: Array.from({ length: 2_000 }, (_, n) => (Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36)).join(
      "",
    ),
  }),
]);

test("a full disk is said so, takes nothing away, and is recovered from", async () => {
  const disk = smallDisk();
  const { store, folder, problems } = await open({ write: disk.write });
  await store.append([small], startMs);
  const before = await contentOf(store);
  const [path = ""] = filesOf(folder, "logs-a", ".zst");
  const bytes = readFileSync(path);
  disk.maxBytes = 0;
  for (let n = 0; n < 3; n += 1) {
    await expect(store.append([small], startMs)).rejects.toMatchObject({ code: "disk-full", status: 507 });
  }
  expect(readFileSync(path)).toEqual(bytes);
  expect(await contentOf(store)).toEqual(before);
  disk.maxBytes = Number.POSITIVE_INFINITY;
  const [block] = await store.append([small], startMs);
  expect(await contentOf(store)).toEqual([...before, expect.objectContaining({ position: block?.position })]);
  await store.close();
  const again = await open({ folder });
  expect(await contentOf(again.store)).toHaveLength(2);
  expect([...problems, ...again.problems]).toEqual([]);
});

test("of appends that were to be written together, exactly those fail that do not fit", async () => {
  const disk = smallDisk();
  disk.maxBytes = 2_000;
  const { store, folder } = await open({ write: disk.write });
  const told: string[] = [];
  store.subscribe(({ dataStream }) => told.push(dataStream));
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, n) => store.append(n % 4 === 3 ? [large] : [small], startMs)),
  );
  expect(results.map(({ status }) => status)).toEqual(
    Array.from({ length: 12 }, (_, n) => (n % 4 === 3 ? "rejected" : "fulfilled")),
  );
  expect(store.dataStreams()).toMatchObject([{ name: "logs-a", events: 9 }]);
  expect(told).toEqual(Array.from({ length: 9 }, () => "logs-a"));
  await store.close();
  expect((await open({ folder })).store.dataStreams()).toMatchObject([{ name: "logs-a", events: 9 }]);
});

test("an append over several data streams is stored whole or not at all", async () => {
  const disk = smallDisk();
  const { store, folder } = await open({ write: disk.write });
  await store.append([small], startMs);
  const [path = ""] = filesOf(folder, "logs-a", ".zst");
  const size = statSync(path).size;
  disk.maxBytes = 2_000;
  await expect(store.append([small, large], startMs)).rejects.toMatchObject({ code: "disk-full" });
  expect(statSync(path).size).toBe(size);
  expect(store.select({})).toHaveLength(1);
});

test("another failure of the disk is not taken for a full one", async () => {
  const { store } = await open({
    write: async () => {
      throw Object.assign(new Error("EIO: i/o error, write"), { code: "EIO" });
    },
  });
  await expect(store.append([small], startMs)).rejects.toMatchObject({ code: "store-damaged" });
});

test("more than may wait is sent back, and taken later", async () => {
  const { store } = await open({ maxWaitingBytes: small.lines.length * 3 });
  const appends = Array.from({ length: 5 }, () => store.append([small], startMs));
  const results = await Promise.allSettled(appends);
  expect(results.map((result) => (result.status === "rejected" ? result.reason.code : "stored"))).toEqual([
    "stored",
    "stored",
    "stored",
    "too-busy",
    "too-busy",
  ]);
  expect(await store.append([small], startMs)).toHaveLength(1);
  // One append alone may be larger than what may wait.
  expect(await store.append([large], startMs)).toHaveLength(1);
});
