import { createHash } from "node:crypto";
import { eventIdentity } from "@eqlite/core/detect";
import { builtInCatalogue, createRecordReader, type EventRecord } from "@eqlite/core/events";
import { createPass, type EngineName } from "@eqlite/core/kernel";
import { checkQuery, defaultSearchOptions } from "@eqlite/core/lang";
import { expect, test } from "vitest";
import type { BlockLines, EventStore } from "./event-store.ts";
import { exportEvents } from "./export-events.ts";
import { judgeBlock } from "./judge-block.ts";
import { segmentStores } from "./segments/segment-store.test-support.ts";
import { eventAt, newEvents, startMs } from "./store-contract.test-support.ts";
import { storesLimits } from "./stores-limits.ts";

const { open } = segmentStores();
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const documents = [
  eventAt(0, {
    event: { category: ["process"], kind: "event" },
    process: { name: "cmd.exe", args: ["a", 1.5] },
  }),
  {
    "@timestamp": "2026-11-24T14:00:01Z",
    "event.category": "process",
    "process.name": "cmd.exe",
    message: "dotted",
  },
  {
    "@timestamp": "2026-11-24T14:00:02Z",
    "event.category": ["process", "file"],
    "event.kind": "event",
    process: { name: "CMD.EXE" },
  },
  eventAt(3_000, { event: { category: "file" }, process: { name: "cmd.exe" } }),
  {},
];

async function storeWith(
  options: { readonly ids?: Readonly<Record<number, string>> } = {},
): Promise<EventStore> {
  const { store } = await open();
  await store.append([newEvents("logs-a", documents, options)], startMs);
  return store;
}

async function onlyBlock(store: EventStore): Promise<BlockLines> {
  const [block] = store.select({});
  const lines = block === undefined ? undefined : await store.read(block);
  if (lines === undefined) throw new Error("no block");
  return lines;
}

function linePositions({ lines, position }: BlockLines): readonly number[] {
  const text = Buffer.from(lines).toString("latin1");
  return [...text.matchAll(/^.+$/gm)].map(({ index }) => position + index);
}

/** Records as `eqlite scan` reads them from NDJSON. */
function recordsOf(ndjson: Uint8Array): readonly { document: object; id?: string; index?: string }[] {
  const records: { document: object; id?: string; index?: string }[] = [];
  const reader = createRecordReader({
    record: (record) => records.push(record),
    problem: ({ message }) => {
      throw new Error(message);
    },
  });
  reader.push(ndjson);
  reader.end();
  return records;
}

async function exported(store: EventStore, form: "documents" | "hits"): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of exportEvents(store, {}, form)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("stored events have the identity that a scan of what was sent gives them", async () => {
  const store = await storeWith({ ids: { 1: "given" } });
  const loaded = await store.load(linePositions(await onlyBlock(store)));
  const sent = recordsOf(Buffer.from(documents.map((document) => `${JSON.stringify(document)}\n`).join("")));
  expect([...loaded.values()].map(({ id }) => id)).toEqual(
    sent.map((record, line) => (line === 1 ? "given" : eventIdentity(record as EventRecord, sha256))),
  );
});

test("what is exported is what was sent, and keeps ids and data streams as hits", async () => {
  const store = await storeWith({ ids: { 1: 'gi"ven' } });
  const plain = await exported(store, "documents");
  expect(plain.toString()).toBe(documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
  const hits = recordsOf(await exported(store, "hits"));
  const loaded = await store.load(linePositions(await onlyBlock(store)));
  expect(hits.map((hit) => eventIdentity(hit as EventRecord, sha256))).toEqual(
    [...loaded.values()].map(({ id }) => id),
  );
  expect(hits.map(({ index }) => index)).toEqual(documents.map(() => "logs-a"));
});

test("positions of an export are kept to by the event", async () => {
  const store = await storeWith();
  const [, second = 0, third = 0] = linePositions(await onlyBlock(store));
  const pieces: Uint8Array[] = [];
  const positions = { from: second, to: third };
  for await (const piece of exportEvents(store, { positions }, "documents")) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe(`${JSON.stringify(documents[1])}\n`);
});

/** Where the events stand that a query finds among blocks of the store. */
async function found(store: EventStore, text: string, engine: EngineName): Promise<readonly number[]> {
  const catalogue = builtInCatalogue({ onUnknownField: "error" });
  const checked = checkQuery(text, catalogue);
  if (!checked.ok) throw new Error(`${text} is no query`);
  const options = {
    search: { ...defaultSearchOptions, size: 10_000 },
    timestampType: "date",
    fractionBeforeArrival: false,
  } as const;
  const pass = createPass(
    engine,
    [{ query: checked.value, options: { ...options, tiebreakerType: undefined } }],
    {},
  );
  for (const block of store.select({})) {
    const lines = await store.read(block);
    if (lines !== undefined) judgeBlock(pass, lines);
  }
  const [outcome] = pass.finish();
  if (outcome?.error !== undefined) throw outcome.error;
  return (outcome?.matches ?? []).flatMap(({ positions }) => positions.flatMap((position) => position ?? []));
}

const engines = ["kernel", "rule-index", "reference"] as const;

test.each(engines)("stored blocks are judged line by line, whatever their shape, by %s", async (engine) => {
  const store = await storeWith();
  const [nested, dotted, mixed] = linePositions(await onlyBlock(store));
  expect(await found(store, 'process where process.name : "cmd.exe"', engine)).toEqual([
    nested,
    dotted,
    mixed,
  ]);
  // When it arrived can be asked for.
  expect(await found(store, 'any where event.ingested >= "2026-11-24T14:00:00Z"', engine)).toHaveLength(5);
});

test.each(engines)("a block that is too long for the kernel is judged in pieces by %s", async (engine) => {
  const { store } = await open();
  const filling = "x".repeat(storesLimits.judgedPieceBytes / 7);
  const events = Array.from({ length: 20 }, (_, n) =>
    eventAt(n, {
      event: { category: "process" },
      process: { name: n % 3 === 0 ? "yes" : "no" },
      // One line is longer than a piece.
      message: n === 9 ? filling.repeat(8) : filling,
    }),
  );
  await store.append([newEvents("logs-a", events)], startMs);
  const positions = linePositions(await onlyBlock(store)).filter((_, n) => n % 3 === 0);
  expect(await found(store, 'process where process.name == "yes"', engine)).toEqual(positions);
});
