import { type JsonObject, stringifyJson } from "@eqlite/core/events";
import { Client } from "es8";
import { readInputs } from "../inputs/read-inputs.ts";

/** The records of recordings as a shipper would send them, one JSON text each, in the order of the files. */
export async function readRecords(paths: readonly string[]): Promise<string[]> {
  const records: string[] = [];
  const take = ({ document }: { readonly document: JsonObject }): void => {
    records.push(stringifyJson(document));
  };
  await readInputs(paths, {
    record: take,
    block: (lines, _content, blockRecords) => ({ lines: blockRecords.block(lines), records: 0 }),
    problem() {},
  });
  return records;
}

/** The same items in another order, which a number decides. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const random = randomNumbers(seed);
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ShipOptions {
  readonly url: string;
  readonly index?: string;
  readonly flushBytes?: number;
  readonly concurrency?: number;
}

/** Ships events with a client of Elasticsearch; all of them must be taken. */
export async function ship(
  events: readonly string[],
  { url, index = "logs-test-default", flushBytes = 300_000, concurrency = 3 }: ShipOptions,
): Promise<void> {
  const client = new Client({ node: url, compression: true });
  try {
    const { successful } = await client.helpers.bulk({
      datasource: [...events],
      flushBytes,
      concurrency,
      wait: 10,
      onDocument: () => ({ create: { _index: index } }),
    });
    if (successful !== events.length) throw new Error(`${successful} of ${events.length} events were taken`);
  } finally {
    await client.close();
  }
}

export function bulkBody(events: readonly string[]): string {
  return events.map((event) => `{"create":{}}\n${event}\n`).join("");
}

/**
 * Ships events in batches of changing sizes and stops at the first that is not acknowledged. Returns the events that were
 * not: a client keeps them to send them again.
 */
export async function shipUntilRefused(
  events: readonly string[],
  url: string,
  random: () => number,
): Promise<readonly string[]> {
  let from = 0;
  while (from < events.length) {
    const to = from + 20 + Math.floor(random() * 300);
    const isAcknowledged = await fetch(`${url}/logs-test-default/_bulk?filter_path=errors`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: bulkBody(events.slice(from, to)),
    }).then(
      async (answer) => answer.ok && !((await answer.json()) as { errors: boolean }).errors,
      () => false,
    );
    if (!isAcknowledged) break;
    from = to;
  }
  return events.slice(from);
}
