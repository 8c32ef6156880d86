import { afterEach, expect, test } from "vitest";
import { ingestedPrefix } from "../ingest/ingested-time.ts";
import type { BlockLines, EventBlock, EventStore, NewEvents } from "./event-store.ts";

/** Opens a store with nothing in it; told what to call afterwards. */
export type OpenEmptyStore = () => Promise<EventStore>;

export const startMs = Date.UTC(2026, 10, 24, 14);

/** Events of one data stream as ingest makes them, each stored line with the time of its arrival in front. */
export function newEvents(
  dataStream: string,
  documents: readonly object[],
  options: { readonly ids?: Readonly<Record<number, string>>; readonly ingestedMs?: number } = {},
): NewEvents {
  const prefix = ingestedPrefix(options.ingestedMs ?? startMs);
  const lines = documents.map((document) => {
    const rest = JSON.stringify(document).slice(1);
    return `${prefix}${rest === "}" ? "" : ","}${rest}\n`;
  });
  const ids = new Map(Object.entries(options.ids ?? {}).map(([line, id]) => [Number(line), id]));
  return { dataStream, lines: Buffer.from(lines.join("")), count: documents.length, ids };
}

/** An event at so many milliseconds, with more fields. */
export function eventAt(atMs: number, fields: object = {}): object {
  return { "@timestamp": new Date(startMs + atMs).toISOString(), event: { kind: "event" }, ...fields };
}

export function textOf(block: Pick<BlockLines, "lines"> | undefined): string | undefined {
  return block === undefined ? undefined : Buffer.from(block.lines).toString();
}

/** Positions of the blocks that a store selects. */
function positionsOf(blocks: readonly EventBlock[]): readonly number[] {
  return blocks.map(({ position }) => position);
}

/** What every event store must do. */
export function describeEventStore(openEmpty: OpenEmptyStore): void {
  const opened: EventStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  async function open(): Promise<EventStore> {
    const store = await openEmpty();
    opened.push(store);
    return store;
  }
  async function append(store: EventStore, events: NewEvents, ingestedMs = startMs): Promise<EventBlock> {
    const [block] = await store.append([events], ingestedMs);
    if (block === undefined) throw new Error("nothing was appended");
    return block;
  }

  test("an empty store has nothing, and answers", async () => {
    const store = await open();
    expect(store.endPosition).toBe(0);
    expect(store.positionAt(startMs)).toBe(0);
    expect(store.select({})).toEqual([]);
    expect(store.dataStreams()).toEqual([]);
    expect(await store.load([0, 17])).toEqual(new Map());
    expect(await store.append([], startMs)).toEqual([]);
    expect(await store.retain({ ingestedBeforeMs: startMs })).toEqual({
      segments: 0,
      events: 0,
      storedBytes: 0,
    });
  });

  test("what was appended is read again, with its ids", async () => {
    const store = await open();
    const first = newEvents("logs-a", [eventAt(0), eventAt(5)], { ids: { 1: "mine" } });
    const second = newEvents("logs-b", [{ message: "ohne Zeit, ä" }]);
    const blocks = await store.append([first, second], startMs);
    const times = { firstMs: startMs, lastMs: startMs + 5 };
    expect(blocks).toEqual([
      {
        dataStream: "logs-a",
        position: 0,
        sizeBytes: first.lines.length,
        count: 2,
        ingestedMs: startMs,
        times,
      },
      {
        dataStream: "logs-b",
        position: first.lines.length,
        sizeBytes: second.lines.length,
        count: 1,
        ingestedMs: startMs,
        times: undefined,
      },
    ]);
    expect(store.endPosition).toBe(first.lines.length + second.lines.length);
    expect(store.select({})).toEqual(blocks);
    const [a, b] = await Promise.all(blocks.map((block) => store.read(block)));
    expect(a).toMatchObject(blocks[0] ?? {});
    expect(textOf(a)).toBe(Buffer.from(first.lines).toString());
    expect(a?.ids).toEqual(new Map([[1, "mine"]]));
    expect(textOf(b)).toBe(Buffer.from(second.lines).toString());
    expect(b?.ids).toEqual(new Map());
  });

  test("blocks are selected by each criterion, and by all together", async () => {
    const store = await open();
    const one = await append(
      store,
      newEvents("logs-a", [eventAt(0, { process: { entity_id: "E1" } })]),
      startMs,
    );
    const two = await append(
      store,
      newEvents("logs-b", [eventAt(100, { user: { name: ["Ann", "BOB"] } }), { host: { id: "h" } }]),
      startMs + 10,
    );
    const three = await append(store, newEvents("logs-a", [eventAt(200)]), startMs + 20);
    const select = (selection: Parameters<EventStore["select"]>[0]): readonly number[] =>
      positionsOf(store.select(selection)).map((position) =>
        [one, two, three].findIndex((block) => block.position === position),
      );
    expect(select({})).toEqual([0, 1, 2]);
    expect(select({ order: "newest-first" })).toEqual([2, 1, 0]);
    expect(select({ dataStream: (name) => name === "logs-a" })).toEqual([0, 2]);
    // Positions and times of arrival are half-open; a position within a block is of that block.
    expect(select({ positions: { from: two.position, to: three.position } })).toEqual([1]);
    expect(select({ positions: { from: two.position - 1, to: three.position + 1 } })).toEqual([0, 1, 2]);
    expect(select({ ingested: { fromMs: startMs + 10, toMs: startMs + 20 } })).toEqual([1]);
    // The second block has an event without a time, which is of any range.
    expect(select({ times: { fromMs: startMs, toMs: startMs + 1 } })).toEqual([0, 1]);
    expect(select({ times: { fromMs: startMs + 1, toMs: startMs + 201 } })).toEqual([1, 2]);
    expect(select({ times: { fromMs: startMs + 200, toMs: startMs + 201 } })).toEqual([1, 2]);
    expect(select({ values: [[{ field: "process.entity_id", texts: ["nobody", "e1"] }]] })).toContain(0);
    expect(select({ values: [[{ field: "user.name", texts: ["bob"] }]] })).toContain(1);
    expect(select({ values: [[{ field: "user.name", texts: ["Ann"] }]] })).toContain(1);
    expect(select({ values: [[{ field: "labels.unknown", texts: ["x"] }]] })).toEqual([0, 1, 2]);
    const either = [
      { field: "user.name", texts: ["bob"] },
      { field: "process.entity_id", texts: ["e1"] },
    ];
    expect(select({ values: [either] })).toEqual(expect.arrayContaining([0, 1]));
    expect(select({ values: [[...either, { field: "labels.unknown", texts: ["x"] }]] })).toEqual([0, 1, 2]);
    expect(
      select({
        dataStream: (name) => name === "logs-a",
        ingested: { fromMs: startMs + 1, toMs: startMs + 100 },
      }),
    ).toEqual([2]);
  });

  test("events are loaded by their positions", async () => {
    const store = await open();
    const block = await append(
      store,
      newEvents("logs-a", [eventAt(0, { n: 1 }), eventAt(1, { n: 2 }), eventAt(2, { n: 3 })], {
        ids: { 2: "third" },
      }),
    );
    const lines = textOf(await store.read(block))?.split("\n") ?? [];
    const second = block.position + (lines[0]?.length ?? 0) + 1;
    const third = second + (lines[1]?.length ?? 0) + 1;
    const loaded = await store.load([third, second, second, second + 1, store.endPosition + 5]);
    expect([...loaded.keys()].toSorted((left, right) => left - right)).toEqual([second, third]);
    expect(loaded.get(second)).toMatchObject({
      arrival: second,
      index: "logs-a",
      document: { n: 2, event: { kind: "event", ingested: new Date(startMs).toISOString() } },
    });
    expect(loaded.get(second)?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded.get(third)?.id).toBe("third");
  });

  test("times of arrival never go back, and lead to positions", async () => {
    const store = await open();
    const one = await append(store, newEvents("logs-a", [eventAt(0)]), startMs);
    const two = await append(store, newEvents("logs-b", [eventAt(0)]), startMs + 10);
    const three = await append(store, newEvents("logs-a", [eventAt(0)]), startMs - 3_600_000);
    expect(three.ingestedMs).toBe(startMs + 10);
    expect(store.positionAt(0)).toBe(one.position);
    expect(store.positionAt(startMs + 1)).toBe(two.position);
    expect(store.positionAt(startMs + 11)).toBe(store.endPosition);
  });

  test("listeners are told of blocks in the order of positions, after they are stored", async () => {
    const store = await open();
    const told: BlockLines[] = [];
    const found: number[] = [];
    const stop = store.subscribe((block) => {
      told.push(block);
      found.push(store.select({ positions: { from: block.position, to: block.position + 1 } }).length);
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        store.append(
          [
            newEvents(`logs-${n % 3}`, [eventAt(n)]),
            newEvents("logs-x", [eventAt(n)], { ids: { 0: `i${n}` } }),
          ],
          startMs,
        ),
      ),
    );
    stop();
    await append(store, newEvents("logs-a", [eventAt(0)]));
    expect(told).toHaveLength(80);
    expect(positionsOf(told)).toEqual(positionsOf(told).toSorted((left, right) => left - right));
    expect(new Set(found)).toEqual(new Set([1]));
    expect(told[1]?.ids).toEqual(new Map([[0, "i0"]]));
    const last = told.at(-1);
    expect(told.reduce((bytes, { lines }) => bytes + lines.length, 0)).toBe(
      (last?.position ?? 0) + (last?.sizeBytes ?? 0),
    );
  });

  test("appends that come together have positions in their order", async () => {
    const store = await open();
    const appends = Array.from({ length: 25 }, (_, n) =>
      store.append([newEvents("logs-a", [eventAt(n, { n })])], startMs),
    );
    const blocks = (await Promise.all(appends)).flat();
    expect(positionsOf(blocks)).toEqual(positionsOf(blocks).toSorted((left, right) => left - right));
    const texts = await Promise.all(blocks.map(async (block) => textOf(await store.read(block))));
    expect(texts.map((text) => JSON.parse(text ?? "{}").n)).toEqual(appends.map((_, n) => n));
  });

  test("data streams are listed with what they hold", async () => {
    const store = await open();
    const b = newEvents("logs-b", [eventAt(0), eventAt(1)]);
    const a = newEvents("logs-a", [eventAt(0)]);
    await store.append([b], startMs);
    await store.append([a, b], startMs + 7);
    expect(store.dataStreams()).toEqual([
      expect.objectContaining({
        name: "logs-a",
        events: 1,
        sizeBytes: a.lines.length,
        firstIngestedMs: startMs + 7,
        lastIngestedMs: startMs + 7,
      }),
      expect.objectContaining({
        name: "logs-b",
        events: 4,
        sizeBytes: 2 * b.lines.length,
        firstIngestedMs: startMs,
        lastIngestedMs: startMs + 7,
      }),
    ]);
    expect(store.dataStreams()[0]?.storedBytes).toBeGreaterThan(0);
  });

  test("retention leaves a gap, and positions go on", async () => {
    const store = await open();
    const old = await append(store, newEvents("logs-a", [eventAt(0)]), startMs);
    const end = store.endPosition;
    const away = await store.retain({ ingestedBeforeMs: startMs + 1 });
    expect(away).toMatchObject({ segments: 1, events: 1 });
    expect(store.select({})).toEqual([]);
    expect(await store.read(old)).toBeUndefined();
    expect(await store.load([old.position])).toEqual(new Map());
    expect(store.dataStreams()).toEqual([]);
    const next = await append(store, newEvents("logs-a", [eventAt(0)]), startMs);
    expect(next.position).toBe(end);
    expect(store.select({})).toEqual([next]);
  });

  test("what is being written has a position, and is not settled", async () => {
    const store = await open();
    const first = await append(store, newEvents("logs-a", [eventAt(0)]));
    const settled = first.position + first.sizeBytes;
    expect(store.settledPosition).toBe(settled);
    const told: boolean[] = [];
    store.subscribe(({ position }) => told.push(store.settledPosition <= position));
    const waiting = ["logs-a", "logs-b"].map((name) => append(store, newEvents(name, [eventAt(0)])));
    expect(store.settledPosition).toBe(settled);
    await Promise.all(waiting);
    expect(told).toEqual([true, true]);
    expect(store.settledPosition).toBe(store.endPosition);
  });

  test("a closed store takes nothing more", async () => {
    const store = await open();
    const waiting = store.append([newEvents("logs-a", [eventAt(0)])], startMs);
    await store.close();
    expect(await waiting).toHaveLength(1);
    await expect(store.append([newEvents("logs-a", [eventAt(0)])], startMs)).rejects.toMatchObject({
      code: "store-closed",
    });
  });
}
