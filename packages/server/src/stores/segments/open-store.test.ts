import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inputLimits } from "../../inputs/input-limits.ts";
import { createUnpackBudget } from "../../inputs/unpack-budget.ts";
import { unpackZstd } from "../../inputs/unpack-zstd.ts";
import { eventAt, newEvents, startMs } from "../store-contract.test-support.ts";
import { storesLimits } from "../stores-limits.ts";
import { dataStreamOfFolder, folderOfDataStream } from "./segment-names.ts";
import { contentOf, filesOf, segmentStores } from "./segment-store.test-support.ts";

const { open } = segmentStores();

test("a segment is a zstd file of its lines, as any program reads it", async () => {
  const { store, folder } = await open();
  const entries = Array.from({ length: 3 }, (_, n) =>
    newEvents("logs-a", [eventAt(n), eventAt(n + 1, { message: "Grüße" })], { ids: { 0: `i${n}` } }),
  );
  for (const entry of entries) await store.append([entry], startMs);
  const [path = ""] = filesOf(folder, "logs-a", ".zst");
  const bytes = readFileSync(path);
  const unpacked: Uint8Array[] = [];
  async function* source() {
    yield bytes;
  }
  const budget = createUnpackBudget(() => bytes.length, inputLimits);
  for await (const piece of unpackZstd(source(), inputLimits, budget)) unpacked.push(piece.slice());
  expect(Buffer.concat(unpacked).toString()).toBe(
    Buffer.concat(entries.map(({ lines }) => lines)).toString(),
  );
});

test("a folder is of one store at a time, in one process too", async () => {
  const { store, folder } = await open();
  await expect(open({ folder })).rejects.toMatchObject({
    code: "data-folder-in-use",
    message: expect.stringContaining(`pid ${process.pid}`),
  });
  await store.append([newEvents("logs-a", [eventAt(0)])], startMs);
  const content = await contentOf(store);
  await store.close();
  expect(await contentOf((await open({ folder })).store)).toEqual(content);
});

test.each([
  ["logs-endpoint.events.process-default", "logs-endpoint.events.process-default"],
  ["../../etc", "%2e.%2f..%2fetc"],
  [".hidden", "%2ehidden"],
  ["Logs-A", "%4cogs-%41"],
  ["ends.", "ends%2e"],
  ["größe%", "gr%c3%b6%c3%9fe%25"],
])("the folder of the data stream %s stays within the store", async (name, folderName) => {
  expect(folderOfDataStream(name)).toBe(folderName);
  expect(dataStreamOfFolder(folderName)).toBe(name);
  const { store, folder } = await open();
  await store.append([newEvents(name, [eventAt(0)])], startMs);
  expect(readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())).toMatchObject([
    { name: folderName },
  ]);
  await store.close();
  expect((await open({ folder })).store.dataStreams()).toMatchObject([{ name, events: 1 }]);
});

test.each(["", "x".repeat(256)])("a name that cannot be that of a folder is sent back", async (name) => {
  const { store } = await open();
  await expect(store.append([newEvents(name, [eventAt(0)])], startMs)).rejects.toMatchObject({
    code: "bad-request",
  });
  expect(await store.append([newEvents("x".repeat(255), [eventAt(0)])], startMs)).toHaveLength(1);
});

test("there are not more data streams than the store takes, and retention makes room", async () => {
  const { store } = await open({ maxDataStreams: 2 });
  const append = (...names: string[]) =>
    store.append(
      names.map((name) => newEvents(name, [eventAt(0)])),
      startMs,
    );
  await append("a", "b");
  await expect(append("a", "c")).rejects.toMatchObject({ code: "too-large" });
  expect(await append("a", "b")).toHaveLength(2);
  await store.retain({ ingestedBeforeMs: startMs + 1 });
  expect(await append("c", "d")).toHaveLength(2);
});

test("an entry that is too large is sent back", async () => {
  const { store } = await open();
  const lines = new Uint8Array(storesLimits.maxEntryBytes + 1);
  await expect(
    store.append([{ dataStream: "logs-a", lines, count: 1, ids: new Map() }], startMs),
  ).rejects.toMatchObject({ code: "too-large" });
});

test("lines that are not as announced are not stored", async () => {
  const { store } = await open();
  const entry = newEvents("logs-a", [eventAt(0)]);
  await expect(store.append([{ ...entry, count: 2 }], startMs)).rejects.toThrow("2 whole lines");
  await expect(store.append([{ ...entry, lines: entry.lines.subarray(0, -1) }], startMs)).rejects.toThrow(
    "whole lines",
  );
  expect(store.endPosition).toBe(0);
});

test("a listener that fails is reported, and the others are told", async () => {
  const { store, problems } = await open();
  let told = 0;
  store.subscribe(() => {
    throw new Error("not today");
  });
  store.subscribe(() => {
    told += 1;
  });
  await store.append([newEvents("logs-a", [eventAt(0)])], startMs);
  expect(told).toBe(1);
  expect(problems).toMatchObject([{ kind: "listener-failed" }]);
});
