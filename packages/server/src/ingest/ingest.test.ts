import { describe, expect, it } from "vitest";
import { OperationalError } from "../platform/operational-error.ts";
import { eventIdAt } from "./event-id.ts";
import { prefix, storedDocuments, storedLines, testIngest } from "./ingest.test-support.ts";
import { ingestLimits } from "./ingest-limits.ts";

const ecs = '{"@timestamp":"2026-01-01T11:00:00Z","event":{"category":["process"],"kind":"event"},"n":1.0}';
const withPrefix = (document: string): string => `${prefix},${document.slice(1)}`;

/** Stores one document and gives its line. */
async function lineOf(document: string): Promise<string | undefined> {
  const { ingest, store } = testIngest();
  await ingest.bulk(Buffer.from(`{"create":{}}\n${document}\n`), { index: "logs" });
  return storedLines(store)[0];
}

describe("the stored line", () => {
  it.each([
    ["an event in ECS keeps its bytes", ecs, withPrefix(ecs)],
    ["nothing known keeps its bytes", '{"a" : 1.50}', `${prefix},"a" : 1.50}`],
    ["white space around it", '  {"a":1} \r', `${prefix},"a":1} `],
    ["the empty document", "{}", `${prefix}}`],
    ["the empty document with space", "{ }", `${prefix}}`],
    ["own time of arrival, nested", '{"event":{"kind":"event","ingested":"x"}}', undefined],
    ["own time of arrival, nested, in a list", '{"event":{"kind":"event","ingested":["x"]}}', undefined],
    ["own time of arrival, dotted, not first", '{"a":1,"event.ingested":"x"}', undefined],
    ["own time of arrival, with escapes", '{"event":{"kind":"event","ing\\u0065sted":"x"}}', undefined],
    ["own time first", '{"event.ingested":"x","a":1}', '{"a":1,"event.ingested":"x"}'],
    [
      "own time first, in an event in ECS",
      '{"event.ingested":"x","event":{"kind":"event"}}',
      '{"event":{"kind":"event"},"event.ingested":"x"}',
    ],
    ["own time alone", '{"event.ingested":"x"}', '{"event":{"ingested":"x"}}'],
    ["own time behind an index", '{"event.ingested":"x","0":1}', '{"0":1,"event":{"ingested":"x"}}'],
    [
      "no time of arrival but null",
      '{"event":{"kind":"event","ingested":null}}',
      withPrefix('{"event":{"kind":"event","ingested":null}}'),
    ],
    [
      "integers beyond a double",
      '{"event":{"kind":"event","sequence":18446744073709551615}}',
      withPrefix('{"event":{"kind":"event","sequence":18446744073709551615}}'),
    ],
    ["a hit of a search is its _source", '{"_index":"x","_id":"7","_source":{"a":1}}', `${prefix},"a":1}`],
    ["a document that looks like an action", '{"index":{"_id":"1"}}', `${prefix},"index":{"_id":"1"}}`],
  ])("%s", async (_, document, expected) => {
    expect(await lineOf(document)).toBe(expected ?? document);
  });

  it("of a foreign shape is mapped", async () => {
    const { ingest, store } = testIngest();
    const event = {
      EventID: 1,
      EventTime: "2020-01-01 10:00:00",
      Channel: "Microsoft-Windows-Sysmon/Operational",
    };
    await ingest.bulk(Buffer.from(`{"create":{}}\n${JSON.stringify({ ...event, Image: "C:\\a.exe" })}\n`), {
      index: "logs",
    });
    expect(storedDocuments(store)).toMatchObject([
      {
        "event.ingested": "2026-01-01T12:00:00.000Z",
        event: { code: "1" },
        process: { executable: "C:\\a.exe" },
      },
    ]);
  });
});

/** Body, then what each item is answered with, and the lines that are stored. */
describe("an item", () => {
  const good = '{"a":1}';
  it.each([
    ["created", `{"create":{}}\n${good}\n`, ["create 201"], 1],
    ["indexed", `{"index":{}}\n${good}\n`, ["index 201"], 1],
    [
      "deleted: refused alone",
      `{"delete":{"_id":"1"}}\n{"create":{}}\n${good}\n`,
      ["delete 400 illegal_argument_exception", "create 201"],
      1,
    ],
    [
      "updated: refused alone",
      `{"update":{"_id":"1"}}\n{"doc":{}}\n{"create":{}}\n${good}\n`,
      ["update 400 illegal_argument_exception", "create 201"],
      1,
    ],
    [
      "no JSON",
      `{"create":{}}\n{"a":\n{"create":{}}\n${good}\n`,
      ["create 400 document_parsing_exception", "create 201"],
      1,
    ],
    [
      "blank document",
      `{"create":{}}\n \n{"create":{}}\n${good}\n`,
      ["create 400 document_parsing_exception", "create 201"],
      1,
    ],
    [
      "empty document",
      `{"create":{}}\n\n{"create":{}}\n${good}\n`,
      ["create 400 document_parsing_exception", "create 201"],
      1,
    ],
    [
      "no object",
      `{"create":{}}\n[1]\n{"create":{}}\n${good}\n`,
      ["create 400 document_parsing_exception", "create 201"],
      1,
    ],
    [
      "too deep",
      `{"create":{}}\n${'{"a":'.repeat(201)}1${"}".repeat(201)}\n{"create":{}}\n${good}\n`,
      ["create 400 document_parsing_exception", "create 201"],
      1,
    ],
    ["as deep as may be", `{"create":{}}\n${'{"a":'.repeat(200)}1${"}".repeat(200)}\n`, ["create 201"], 1],
    [
      "upper case name",
      `{"create":{"_index":"Logs"}}\n${good}\n{"create":{}}\n${good}\n`,
      ["create 400 invalid_index_name_exception", "create 201"],
      1,
    ],
    ["empty id", `{"create":{"_id":""}}\n${good}\n`, ["create 400 illegal_argument_exception"], 0],
    ["longest id", `{"create":{"_id":"${"ä".repeat(256)}"}}\n${good}\n`, ["create 201"], 1],
    [
      "longer id",
      `{"create":{"_id":"${"ä".repeat(256)}a"}}\n${good}\n`,
      ["create 400 illegal_argument_exception"],
      0,
    ],
    [
      "metadata that changes nothing",
      `{"create":{"pipeline":"p","routing":"r","require_data_stream":true,"_type":"_doc"}}\n${good}\n`,
      ["create 201"],
      1,
    ],
    ["id null is none", `{"create":{"_id":null}}\n${good}\n`, ["create 201"], 1],
    [
      "blank lines between",
      `\n{"create":{}}\n${good}\n\n \n{"create":{}}\n${good}\n`,
      ["create 201", "create 201"],
      2,
    ],
    ["CRLF", `{"create":{}}\r\n${good}\r\n{"create":{}}\r\n${good}\r\n`, ["create 201", "create 201"], 2],
    [
      "an action at the end without its document",
      `{"create":{}}\n${good}\n{"create":{}}\n`,
      ["create 201"],
      1,
    ],
    [
      "the same id twice",
      `{"create":{"_id":"a"}}\n${good}\n{"create":{"_id":"a"}}\n${good}\n`,
      ["create 201", "create 409 version_conflict_engine_exception"],
      1,
    ],
    [
      "the same id, indexed",
      `{"create":{"_id":"a"}}\n${good}\n{"index":{"_id":"a"}}\n${good}\n`,
      ["create 201", "index 201"],
      2,
    ],
    [
      "the same id elsewhere",
      `{"create":{"_id":"a"}}\n${good}\n{"create":{"_id":"a","_index":"b"}}\n${good}\n`,
      ["create 201", "create 201"],
      2,
    ],
    [
      "the same id, the first one bad",
      `{"create":{"_id":"a"}}\n{\n{"create":{"_id":"a"}}\n${good}\n`,
      ["create 400 document_parsing_exception", "create 429 es_rejected_execution_exception"],
      0,
    ],
  ])("%s", async (_, body, expected, stored) => {
    const { ingest, store } = testIngest();
    const answer = await ingest.bulk(Buffer.from(body), { index: "logs" });
    const told = answer.items.map(({ operation, error }) =>
      error === undefined ? `${operation} 201` : `${operation} ${error.status} ${error.type}`,
    );
    expect(told).toEqual(expected);
    expect(storedLines(store)).toHaveLength(stored);
    expect(answer.hasErrors).toBe(told.some((text) => !text.endsWith("201")));
  });

  it("of bytes that are no UTF-8 is refused, its neighbours live", async () => {
    const { ingest, store } = testIngest();
    const body = Buffer.from(`{"create":{}}\n{"event":{"kind":"\u00e9"}}\n{"create":{}}\n${ecs}\n`);
    body[body.indexOf(0xc3)] = 0xff;
    const { items } = await ingest.bulk(body, { index: "logs" });
    expect(items.map(({ error }) => error?.type)).toEqual(["document_parsing_exception", undefined]);
    expect(storedLines(store)).toEqual([withPrefix(ecs)]);
  });

  it("one byte too long is refused", async () => {
    const { ingest } = testIngest({ maxDocumentBytes: ecs.length });
    const body = `{"create":{}}\n${ecs}\n{"create":{}}\n${ecs} \n`;
    const { items } = await ingest.bulk(Buffer.from(body), { index: "logs" });
    expect(items.map(({ error }) => error?.status)).toEqual([undefined, 400]);
  });

  it("has the id it came with, or one made of its position", async () => {
    const { ingest, store } = testIngest();
    const body = `{"create":{"_id":"mine"}}\n${ecs}\n{"create":{}}\n${ecs}\n{"create":{}}\n{"a":1}\n`;
    const { items } = await ingest.bulk(Buffer.from(body), { index: "logs" });
    const [first = "", second = ""] = storedLines(store);
    expect(items.map(({ id }) => id)).toEqual([
      "mine",
      eventIdAt(first.length + 1),
      eventIdAt(first.length + second.length + 2),
    ]);
    expect(store.blocks[0]?.ids).toEqual(new Map([[0, "mine"]]));
  });
});

describe("a body that is refused as a whole", () => {
  it.each([
    ["empty", "", /required/],
    ["no final newline", '{"create":{}}\n{"a":1}', /newline/],
    ["blank lines only", "\n\n", /no requests added/],
    ["only an action", '{"create":{}}\n', /no requests added/],
    ["broken action", '{"create":{}}\n{"a":1}\n{"create":\n{"a":1}\n', /line \[3\]/],
    ["array as action", "[]\n{}\n", /expected an object/],
    ["unknown action", '{"creat":{}}\n{}\n', /found \[creat\]/],
    ["no action", "{}\n{}\n", /found \[nothing\]/],
    ["two actions", '{"create":{},"index":{}}\n{}\n', /found also \[index\]/],
    ["action without object", '{"create":1}\n{}\n', /expected an object behind \[create\]/],
    ["unknown parameter", '{"create":{"foo":1}}\n{}\n', /unknown parameter \[foo\]/],
    ["an index that is an object", '{"create":{"_index":{}}}\n{}\n', /simple value for field \[_index\]/],
  ])("%s", async (_, body, message) => {
    const { ingest, store } = testIngest();
    const refusal = await ingest.bulk(Buffer.from(body), { index: "logs" }).catch((error) => error);
    expect(refusal).toBeInstanceOf(OperationalError);
    expect(refusal).toMatchObject({ code: "bad-request", message: expect.stringMatching(message) });
    expect(store.blocks).toEqual([]);
  });

  it("without any index", async () => {
    const { ingest } = testIngest();
    await expect(ingest.bulk(Buffer.from('{"create":{}}\n{}\n'))).rejects.toThrow(/index is missing/);
  });

  it("one operation too many, or an action line too long", async () => {
    const { ingest } = testIngest();
    const body = (count: number): Buffer => Buffer.from('{"delete":{}}\n'.repeat(count));
    const most = await ingest.bulk(body(ingestLimits.maxItems), { index: "logs" });
    expect(most.items).toHaveLength(ingestLimits.maxItems);
    await expect(ingest.bulk(body(ingestLimits.maxItems + 1), { index: "logs" })).rejects.toMatchObject({
      code: "too-large",
    });
    const action = (bytes: number): Buffer =>
      Buffer.from(`{"create":{"routing":"${"r".repeat(bytes - '{"create":{"routing":""}}'.length)}"}}\n{}\n`);
    await ingest.bulk(action(ingestLimits.maxActionBytes), { index: "logs" });
    await expect(ingest.bulk(action(ingestLimits.maxActionBytes + 1), { index: "logs" })).rejects.toThrow(
      /longer than/,
    );
  });
});

describe("data streams", () => {
  it("of one body are appended together, each in the order of the body", async () => {
    const { ingest, store } = testIngest();
    const body = Array.from(
      { length: 6 },
      (_, i) => `{"create":{"_index":"${i % 2 === 0 ? "b" : "a"}"}}\n{"i":${i}}\n`,
    );
    await ingest.bulk(Buffer.from(body.join("")));
    expect(store.blocks.map(({ dataStream, count }) => [dataStream, count])).toEqual([
      ["b", 3],
      ["a", 3],
    ]);
    expect(storedDocuments(store, "b").map(({ i }) => i)).toEqual([0, 2, 4]);
  });

  it("are not more than a bound", async () => {
    const { ingest, store } = testIngest({ maxDataStreams: 2 });
    const body = ["a", "b", "c", "a"].map((name) => `{"create":{"_index":"${name}"}}\n${ecs}\n`).join("");
    const { items } = await ingest.bulk(Buffer.from(body));
    expect(items.map(({ error }) => error?.status)).toEqual([undefined, undefined, 400, undefined]);
    expect(store.dataStreams().map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("as long as several blocks of the kernel keep all of their events, also where some are rewritten", async () => {
    const { ingest, store } = testIngest();
    const text = "x".repeat(3_000);
    const documents = Array.from({ length: 2_000 }, (_, i) =>
      i % 7 === 0
        ? `{"plain":${i}}`
        : i % 11 === 0
          ? "{"
          : `{"event":{"kind":"event"},"i":${i},"text":"${text}"}`,
    );
    const { items } = await ingest.bulk(
      Buffer.from(documents.map((document) => `{"create":{}}\n${document}\n`).join("")),
      { index: "logs" },
    );
    const good = documents.filter((document) => document !== "{");
    expect(storedLines(store)).toEqual(good.map(withPrefix));
    expect(items.filter(({ error }) => error !== undefined)).toHaveLength(documents.length - good.length);
    // Each answer leads to its line.
    const [block] = store.blocks;
    const lineAt = (at = 0): string =>
      Buffer.from(block?.lines.subarray(at) ?? [])
        .toString()
        .split("\n", 1)[0] ?? "";
    expect(lineAt(items[1_999]?.sequenceNumber)).toBe(withPrefix(documents[1_999] ?? ""));
  });
});

describe("what the store cannot take", () => {
  it.each([
    ["disk-full", "too-busy", 429, 10],
    ["too-busy", "too-busy", 429, undefined],
    ["store-closed", "store-closed", 503, undefined],
  ] as const)(
    "%s: the whole request can be sent again",
    async (code, answered, status, retryAfterSeconds) => {
      const { ingest, store } = testIngest();
      const body = Buffer.from(`{"create":{"_id":"a"}}\n${ecs}\n`);
      store.failure = new OperationalError(code, "not now");
      await expect(ingest.bulk(body, { index: "logs" })).rejects.toMatchObject({
        code: answered,
        status,
        retryAfterSeconds,
        retryable: true,
      });
      store.failure = undefined;
      // The id was not remembered: nothing was stored.
      const { hasErrors } = await ingest.bulk(body, { index: "logs" });
      expect(hasErrors).toBe(false);
      const again = await ingest.bulk(body, { index: "logs" });
      expect(again.items[0]?.error?.status).toBe(409);
      expect(storedLines(store)).toHaveLength(1);
      expect(ingest.counts()).toMatchObject({ events: 1, rejectedRequests: 1, refusedItems: 1 });
    },
  );
});

describe("counts", () => {
  it("tell events without a time and values that do not fit their field", async () => {
    const { ingest, store } = testIngest({ misfitSampling: 1 });
    const documents = [
      ecs,
      '{"event":{"kind":"event"},"process":{"pid":"many"}}',
      '{"event":{"kind":"event"},"@timestamp":"yesterday","source":{"ip":["10.0.0.1","home"]}}',
      '{"message":"no time"}',
      '{"@timestamp":1767225600000,"host":{"name":{"full":"a"}}}',
    ];
    await ingest.bulk(Buffer.from(documents.map((text) => `{"create":{}}\n${text}\n`).join("")), {
      index: "logs",
    });
    expect(storedLines(store)).toHaveLength(documents.length);
    const { eventsWithoutTime, misfits } = ingest.counts();
    expect(eventsWithoutTime).toBe(3);
    expect(misfits.looked).toBe(5);
    expect(Object.fromEntries(Array.from(misfits.fields, ([name, { events }]) => [name, events]))).toEqual({
      "process.pid": 1,
      "@timestamp": 1,
      "source.ip": 1,
      "host.name": 1,
    });
  });
});
