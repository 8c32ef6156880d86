import fc from "fast-check";
import { expect, it } from "vitest";
import { OperationalError } from "../platform/operational-error.ts";
import { documentOf, storedDocuments, storedLines, testIngest } from "./ingest.test-support.ts";
import { splitIngested } from "./ingested-time.ts";

const runs = { numRuns: 200 };

/** What looks like parts of a bulk body, and anything else. */
const piece = fc.oneof(
  fc
    .constantFrom(
      '{"create":{}}',
      '{"index":{"_index":"x"}}',
      '{"create":{"_id":"1"}}',
      '{"delete":{}}',
      '{"update":{"_id":"2"}}',
      '{"event":{"kind":"event"}}',
      '{"event.ingested":"x"}',
      '{"__proto__":{"event":{}}}',
      '{"create":{"_index":"__proto__"}}',
      '{"a":"\\ud800"}',
      "{}",
      "[]",
      "null",
      "\n",
      "\n",
      "\n",
      "\r\n",
      "\u0000",
      " ",
      "{",
      '"',
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
);

it("any bytes are answered or refused with an OperationalError, and what is stored are whole objects", async () => {
  const { ingest, store } = testIngest();
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const before = store.blocks.length;
      try {
        const { items } = await ingest.bulk(Buffer.concat(pieces), { index: "logs" });
        expect(items.every((item) => item !== undefined)).toBe(true);
        const stored = items.filter(({ error }) => error === undefined).length;
        const blocks = store.blocks.slice(before);
        expect(storedDocuments({ blocks })).toHaveLength(stored);
        for (const block of blocks) expect(block.count).toBe(storedLines({ blocks: [block] }).length);
      } catch (error) {
        expect(error).toBeInstanceOf(OperationalError);
        expect(store.blocks).toHaveLength(before);
      }
    }),
    runs,
  );
});

/** A line that is a document or is not, without a line feed. */
const badDocument = fc
  .oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
    fc
      .constantFrom("", " ", "{", '{"a":1', "[1]", "7", '{"a":"\t"}', '{"a":01}', "\ufeff{}")
      .map((text) => Buffer.from(text)),
  )
  .filter((bytes) => !isObject(bytes));

function isObject(bytes: Buffer): boolean {
  try {
    const value = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

it("every good document is stored as it is, whatever stands beside it", async () => {
  const good = fc.dictionary(
    fc.string().filter((name) => !name.startsWith("_") && !name.includes("ingested")),
    fc.jsonValue(),
  );
  const document = fc.oneof(
    good.map((value) => ({ good: value as object, bytes: Buffer.from(JSON.stringify(value)) })),
    good.map((value) => {
      const event = { event: { kind: "event", category: ["process"] }, ...value };
      return { good: event, bytes: Buffer.from(JSON.stringify(event)) };
    }),
    badDocument.map((bytes) => ({ good: undefined, bytes })),
  );
  const { ingest, store } = testIngest();
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 20 }), async (documents) => {
      const before = store.blocks.length;
      const action = Buffer.from('{"create":{}}\n');
      const body = Buffer.concat(documents.flatMap(({ bytes }) => [action, bytes, Buffer.from("\n")]));
      const { items } = await ingest.bulk(body, { index: "logs" });
      expect(items.map(({ error }) => error === undefined)).toEqual(
        documents.map((sent) => sent.good !== undefined),
      );
      const wanted = documents.flatMap((sent) =>
        sent.good === undefined ? [] : [documentOf(sent.bytes.toString())],
      );
      expect(
        storedDocuments({ blocks: store.blocks.slice(before) }).map(
          (stored) => splitIngested(stored).document,
        ),
      ).toEqual(wanted);
    }),
    runs,
  );
});
