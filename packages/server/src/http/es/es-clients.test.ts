import { Client as Client8 } from "es8";
import { Client as Client9 } from "es9";
import { describe, expect, it } from "vitest";
import { storedDocuments } from "../../ingest/ingest.test-support.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { startEsServer } from "./es-server.test-support.ts";

interface BulkRun {
  readonly successful: number;
  readonly failed: number;
  readonly retry: number;
  readonly dropped: readonly (number | undefined)[];
}

interface ShippingClient {
  /** `helpers.bulk` with everything as most people use it, waits shortened. */
  bulk(documents: readonly object[], operation: "create" | "index", retries: number): Promise<BulkRun>;
  version(): Promise<string | undefined>;
  exists(index: string): Promise<boolean>;
  createTemplate(name: string): Promise<boolean>;
  indexOne(index: string, document: object): Promise<string>;
}

const index = "logs-test-default";
const bulkOptions = { flushBytes: 100_000, concurrency: 3, wait: 10 };

function client8(node: string): ShippingClient {
  const client = new Client8({ node, compression: true });
  return {
    async bulk(documents, operation, retries) {
      const dropped: number[] = [];
      const { successful, failed, retry } = await client.helpers.bulk({
        ...bulkOptions,
        retries,
        datasource: [...documents],
        onDocument: () =>
          operation === "create" ? { create: { _index: index } } : { index: { _index: index } },
        onDrop: ({ status }) => void dropped.push(status),
      });
      return { successful, failed, retry, dropped };
    },
    version: async () => (await client.info()).version.number,
    exists: (name) => client.indices.exists({ index: name }),
    createTemplate: async (name) =>
      (await client.indices.putIndexTemplate({ name, index_patterns: ["logs-*"] })).acknowledged,
    indexOne: async (name, document) => (await client.index({ index: name, document, refresh: true })).result,
  };
}

function client9(node: string): ShippingClient {
  const client = new Client9({ node, compression: true });
  return {
    async bulk(documents, operation, retries) {
      const dropped: (number | undefined)[] = [];
      const { successful, failed, retry } = await client.helpers.bulk({
        ...bulkOptions,
        retries,
        datasource: [...documents],
        onDocument: () =>
          operation === "create" ? { create: { _index: index } } : { index: { _index: index } },
        onDrop: ({ status }) => void dropped.push(status),
      });
      return { successful, failed, retry, dropped };
    },
    version: async () => (await client.info()).version.number,
    exists: (name) => client.indices.exists({ index: name }),
    createTemplate: async (name) =>
      (await client.indices.putIndexTemplate({ name, index_patterns: ["logs-*"] })).acknowledged,
    indexOne: async (name, document) => (await client.index({ index: name, document, refresh: true })).result,
  };
}

const documents = Array.from({ length: 3_000 }, (_, number) => ({
  "@timestamp": new Date(Date.UTC(2026, 0, 1) + number).toISOString(),
  event: { category: ["process"], kind: "event" },
  number,
  process: { command_line: `tool --number ${number}`, pid: number },
}));

describe.each([
  ["8.19", client8],
  ["9.5", client9],
] as const)("@elastic/elasticsearch %s", (_, connect) => {
  it.each(["create", "index"] as const)("ships with %s, compressed", async (operation) => {
    const { url, store } = await startEsServer();
    const { successful, failed } = await connect(url).bulk(documents, operation, 0);
    expect([successful, failed]).toEqual([documents.length, 0]);
    const numbers = storedDocuments(store, index).map(({ number }) => Number(number));
    expect(numbers.sort((a, b) => a - b)).toEqual(documents.map(({ number }) => number));
  });

  it("is told of each document that was refused", async () => {
    const { url, store } = await startEsServer();
    const { number: _, ...others } = documents[0] ?? {};
    const tooDeep = { text: JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`) };
    const run = await connect(url).bulk([others, tooDeep, others], "create", 0);
    expect(run).toMatchObject({ successful: 2, failed: 1, dropped: [400] });
    expect(storedDocuments(store)).toHaveLength(2);
  });

  it("sends again what there was no room for, and nothing is lost or doubled", async () => {
    const { url, store } = await startEsServer();
    let appends = 0;
    const append = store.append.bind(store);
    store.append = async (...args) => {
      appends += 1;
      store.failure = appends <= 3 ? new OperationalError("disk-full", "the disk is full") : undefined;
      return await append(...args);
    };
    const run = await connect(url).bulk(documents.slice(0, 1_000), "create", 10);
    expect(appends).toBeGreaterThan(3);
    expect(run).toMatchObject({ successful: 1_000, failed: 0 });
    expect(storedDocuments(store)).toHaveLength(1_000);
  });

  it("asks for the version, indices and templates, and stores one document", async () => {
    const { url, store } = await startEsServer();
    const client = connect(url);
    expect(await client.version()).toBe("8.19.0");
    expect(await client.exists(index)).toBe(false);
    expect(await client.createTemplate("logs")).toBe(true);
    expect(await client.indexOne(index, { a: 1 })).toBe("created");
    expect(await client.exists(index)).toBe(true);
    expect(storedDocuments(store)).toMatchObject([{ a: 1 }]);
  });
});
