import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventAt, newEvents, startMs } from "../store-contract.test-support.ts";
import { lookupFields } from "./lookup-fields.ts";
import {
  createSegmentFilter,
  decodeSegmentFilter,
  holdsByPages,
  narrowed,
  storedPageBytes,
} from "./segment-filter.ts";
import { filesOf, segmentStores } from "./segment-store.test-support.ts";
import { createLineSummarizer } from "./summarize-lines.ts";
import { buildFilter, filterAdmits, filterBitCount, planLookup } from "./value-filter.ts";
import { fieldHasher } from "./value-hash.ts";

const { open } = segmentStores();

const names = [...lookupFields.keys()];
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom("Ä", "\u212a", "\ud800", "10.0.0.1", "::ffff:10.0.0.1", "FE80::1", "fe80:0:0::1", 'a"\\b'),
);
const value = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const held = fc.record({
  field: fc.constantFrom(...names),
  values: fc.array(value, { minLength: 1, maxLength: 3 }),
  isDotted: fc.boolean(),
});

function put(document: Record<string, unknown>, field: string, isDotted: boolean, values: unknown): void {
  if (isDotted) {
    document[field] = values;
    return;
  }
  const segments = field.split(".");
  let at = document;
  for (const segment of segments.slice(0, -1)) {
    at[segment] ??= {};
    at = at[segment] as Record<string, unknown>;
  }
  at[segments.at(-1) ?? ""] = values;
}

/** The letters A-Z in the other case. */
function otherCase(from: string): string {
  return from.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

test("a filter never denies a value that is there, whatever its shape, spelling and case", () => {
  const summarize = createLineSummarizer();
  fc.assert(
    fc.property(fc.array(fc.array(held, { maxLength: 5 }), { minLength: 1, maxLength: 8 }), (events) => {
      const documents = events.map((fields) => {
        const document: Record<string, unknown> = {
          "@timestamp": "2026-11-24T14:00:00Z",
          event: { kind: "event" },
        };
        for (const { field, values, isDotted } of fields) put(document, field, isDotted, values);
        return document;
      });
      const lines = Buffer.from(documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
      const summary = summarize(lines);
      expect(summary.lineCount).toBe(documents.length);
      const { bits, bytes } = buildFilter(summary.values);
      for (const [number, fields] of events.entries()) {
        const last = new Map(fields.map(({ field, isDotted, values }) => [`${field} ${isDotted}`, values]));
        for (const { field, isDotted, values } of fields) {
          // The same key twice in one object: the last one counts.
          if (last.get(`${field} ${isDotted}`) !== values) continue;
          for (const one of values) {
            // What JSON makes of it is what is stored: -0 becomes 0.
            const stored = String(JSON.parse(JSON.stringify(one)));
            for (const asked of [stored, otherCase(stored)]) {
              const lookup = planLookup([[{ field, texts: ["not there", asked] }]]);
              expect([number, field, asked, filterAdmits(bytes, bits, lookup)]).toEqual([
                number,
                field,
                asked,
                true,
              ]);
            }
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

describe("a filter lets through", () => {
  test.each([1, 10, 500, 3_000])("fewer than 1 in 100 values that are not there, of %i", (count) => {
    const hasher = fieldHasher("process.entity_id");
    const hash = (of: string): number => {
      const found = hasher?.hash(of);
      if (found === undefined) throw new Error("no hash");
      return found;
    };
    const { bits, bytes } = buildFilter(Uint32Array.from({ length: count }, (_, n) => hash(`there-${n}`)));
    expect(bits).toBe(filterBitCount(count));
    let admitted = 0;
    for (let n = 0; n < 20_000; n += 1) if (filterAdmits(bytes, bits, [[hash(`absent-${n}`)]])) admitted += 1;
    expect(admitted / 20_000).toBeLessThan(0.01);
  });
});

test("an address is found in another spelling, and a text that is none asks nothing", () => {
  const summarize = createLineSummarizer();
  const lines = Buffer.from(`${JSON.stringify(eventAt(0, { source: { ip: "2001:DB8::1" } }))}\n`);
  const { bits, bytes } = buildFilter(summarize(lines).values);
  const asks = (asked: string): boolean =>
    filterAdmits(bytes, bits, planLookup([[{ field: "source.ip", texts: [asked] }]]));
  expect(asks("2001:db8:0::1")).toBe(true);
  expect(asks("2001:db8::/32")).toBe(true);
  expect(asks("2001:db8::2")).toBe(false);
});

test("closed segments answer look-ups from their index file, in small and joined frames", async () => {
  const count = 400;
  for (const joinsFrames of [false, true]) {
    const { store, folder } = await open({ segmentBytes: 40_000, joinsFrames });
    for (let n = 0; n < count; n += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.append(
            [newEvents("logs-a", [eventAt(n + i, { process: { entity_id: `Entity-${n + i}` } })])],
            startMs,
          ),
        ),
      );
    }
    await store.maintained();
    const check = (asked: typeof store): number => {
      let selected = 0;
      for (let n = 0; n < count; n += 1) {
        const found = asked.select({ values: [[{ field: "process.entity_id", texts: [`eNTITY-${n}`] }]] });
        selected += found.length;
        expect(found.some(({ times }) => times?.firstMs === startMs + n)).toBe(true);
      }
      return selected;
    };
    const selected = check(store);
    // All blocks of a joined frame share a filter.
    if (!joinsFrames) expect(selected).toBeLessThan(count * (1 + count / 100));
    await store.close();
    const again = await open({ folder });
    expect(again.problems).toEqual([]);
    expect(check(again.store)).toBe(selected);
    await again.store.close();
  }
});

describe("the filter of a whole segment", () => {
  const hashOf = (of: string): number => fieldHasher("process.entity_id")?.hash(of) ?? 0;
  const hashes = (count: number, of: string): Uint32Array =>
    Uint32Array.from({ length: count }, (_, n) => hashOf(`${of}-${n}`));

  test.each([1, 40, 5_000, 100_000])("lets few values through that are not there, of %i", (count) => {
    const filter = createSegmentFilter();
    filter.add(hashes(count, "there"));
    const stored = filter.encode();
    const pageCount = stored.length / storedPageBytes;
    const admits = holdsByPages(
      (page) => stored.subarray(page * storedPageBytes, (page + 1) * storedPageBytes),
      pageCount,
    );
    expect(hashes(count, "there").every((hash) => admits(hash) && filter.mayHold(hash))).toBe(true);
    const absent = hashes(10_000, "absent");
    expect(absent.filter(admits).length / absent.length).toBeLessThan(0.15);
    expect(stored.length).toBeLessThan(Math.max(2, count) * 2 + 200);

    // More is added to what was stored.
    const again = decodeSegmentFilter(stored);
    again?.add(hashes(10, "later"));
    const all = [...hashes(count, "there"), ...hashes(10, "later")];
    expect(all.every((hash) => again?.mayHold(hash) === true)).toBe(true);
  });

  test("narrows a look-up to what may be there", () => {
    const mayHold = (hash: number): boolean => hash < 10;
    expect(
      narrowed(
        [
          [1, 20],
          [30, 2, 3],
        ],
        mayHold,
      ),
    ).toEqual([[1], [2, 3]]);
    expect(narrowed([[1], [20]], mayHold)).toBeUndefined();
  });

  test("many values at once are found too", async () => {
    const { store, folder } = await open({ segmentBytes: 20_000, joinsFrames: false });
    for (let n = 0; n < 200; n += 1)
      await store.append([newEvents("logs-a", [eventAt(n, { process: { entity_id: `E-${n}` } })])], startMs);
    await store.maintained();
    await store.close();
    const again = await open({ folder });
    const texts = Array.from({ length: 100 }, (_, n) => `E-${n * 2}`);
    const found = again.store.select({ values: [[{ field: "process.entity_id", texts }]] });
    const times = new Set(found.map(({ times }) => times?.firstMs));
    expect(texts.every((_, n) => times.has(startMs + n * 2))).toBe(true);
    expect(found.length).toBeLessThan(150);
    await again.store.close();
  });

  test("a damaged page hides nothing, and is not added to", () => {
    const filter = createSegmentFilter();
    filter.add(hashes(100, "there"));
    const stored = filter.encode();
    stored.fill(0, 0, storedPageBytes - 4);
    const page = stored.subarray(0, storedPageBytes);
    expect(holdsByPages(() => page, 1)(hashOf("there-1"))).toBe(true);
    expect(decodeSegmentFilter(stored)).toBeUndefined();
  });

  test("passes over segments, and never over one that holds the value", async () => {
    const count = 300;
    for (const joinsFrames of [false, true]) {
      const options = { segmentBytes: 20_000, joinsFrames };
      const { store, folder } = await open(options);
      const append = async (asked: typeof store, from: number): Promise<void> => {
        for (let n = from; n < from + count; n += 1) {
          await asked.append(
            [newEvents("logs-a", [eventAt(n, { process: { entity_id: `Entity-${n}` } })])],
            startMs + n,
          );
        }
      };
      const check = (asked: typeof store, upTo: number): void => {
        let selected = 0;
        for (let n = 0; n < upTo; n += 1) {
          const found = asked.select({ values: [[{ field: "process.entity_id", texts: [`eNTITY-${n}`] }]] });
          selected += found.length;
          expect(found.some(({ times }) => times?.firstMs === startMs + n)).toBe(true);
        }
        const blocks = asked.select({}).length;
        // The blocks of a joined frame share what is known of them; those of others are passed over.
        if (joinsFrames) expect(selected / upTo).toBeLessThan(blocks / 2);
      };
      await append(store, 0);
      check(store, count);
      await store.maintained();
      check(store, count);
      await store.close();

      const again = await open({ ...options, folder });
      expect(again.problems).toEqual([]);
      check(again.store, count);
      await append(again.store, count);
      check(again.store, 2 * count);
      await again.store.maintained();
      check(again.store, 2 * count);
      await again.store.close();

      for (const path of filesOf(folder, "logs-a", ".idx")) {
        const bytes = readFileSync(path);
        bytes.fill(0, bytes.length - storedPageBytes);
        writeFileSync(path, bytes);
      }
      const damaged = await open({ ...options, folder });
      check(damaged.store, 2 * count);
      await damaged.store.close();
    }
  });
});
