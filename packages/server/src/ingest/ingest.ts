import type { FieldCatalogue } from "@eqlite/core/lang";
import type { Clock } from "../platform/clock.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { EventBlock, EventStore } from "../stores/event-store.ts";
import { type BulkItem, type ItemError, isItemError } from "./bulk-item.ts";
import { dataStreamNameProblem } from "./data-stream-name.ts";
import { eventIdAt } from "./event-id.ts";
import { ingestLimits } from "./ingest-limits.ts";
import { createMisfitTable, type MisfitCounts } from "./misfit-table.ts";
import { type BulkDefaults, parseBulk } from "./parse-bulk.ts";
import { createPrepareEvents, type EventPlace, type NewDocument } from "./prepare-events.ts";
import { createRememberedIds, type IdSeed } from "./remembered-ids.ts";

/** What became of one operation. */
export interface AnsweredItem {
  readonly operation: BulkItem["operation"];
  readonly index: string;
  /** The `_id` that was given, or the one that the server has made. Undefined where nothing was stored without one. */
  readonly id: string | undefined;
  /** Grows with every event that is stored. Undefined where nothing was stored. */
  readonly sequenceNumber: number | undefined;
  readonly error: ItemError | undefined;
}

export interface BulkAnswer {
  readonly tookMs: number;
  readonly hasErrors: boolean;
  /** In the order of the body. */
  readonly items: readonly AnsweredItem[];
}

export interface IngestCounts {
  readonly events: number;
  readonly bytes: number;
  /** Operations that were answered with an error of their own. */
  readonly refusedItems: number;
  /** Requests of which nothing was stored because the server had no room for them. */
  readonly rejectedRequests: number;
  /** Events whose `@timestamp` is absent or cannot be read. They are stored. */
  readonly eventsWithoutTime: number;
  readonly misfits: MisfitCounts;
}

/** Takes in events. */
export interface Ingest {
  /**
   * Stores the events of a `_bulk` body. Resolved when they are on disk; the body must stay as it is until then. Throws
   * OperationalError, and nothing of the body was stored then: `bad-request` and `too-large` where the body is to blame,
   * `too-busy` and `store-closed` where the same request may be sent again.
   */
  bulk(body: Uint8Array, defaults?: BulkDefaults): Promise<BulkAnswer>;
  /** Stores the documents of operations, which stand in the body without a line feed in them. Throws as `bulk` does. */
  store(body: Uint8Array, items: readonly BulkItem[]): Promise<BulkAnswer>;
  counts(): IngestCounts;
}

export interface IngestOptions {
  readonly store: Pick<EventStore, "append" | "dataStreams">;
  readonly clock: Clock;
  readonly catalogue: Pick<FieldCatalogue, "typeOf">;
  readonly idSeed: IdSeed;
  /** Waits until other work had its turn. */
  readonly turn: () => Promise<void>;
  readonly limits?: Partial<IngestBounds>;
}

export type IngestBounds = {
  readonly [name in "maxDocumentBytes" | "maxDataStreams" | "rememberedIds" | "misfitSampling"]: number;
};

export function createIngest({ store, clock, catalogue, idSeed, turn, limits }: IngestOptions): Ingest {
  const bounds: IngestBounds = { ...ingestLimits, ...limits };
  const misfits = createMisfitTable(catalogue);
  const prepare = createPrepareEvents({
    sample: misfits.add,
    sampleEvery: bounds.misfitSampling,
    turn,
  });
  const rememberedIds = createRememberedIds(bounds.rememberedIds, idSeed);
  const dataStreams = createKnownDataStreams(store, bounds.maxDataStreams);
  const counted = { events: 0, bytes: 0, refusedItems: 0, rejectedRequests: 0, eventsWithoutTime: 0 };

  /** Why an operation cannot be carried out, whatever its document says. */
  const problemOf = (
    item: BulkItem,
    nameProblemOf: (name: string) => ItemError | undefined,
  ): ItemError | undefined => {
    const { operation, index, id, from, to } = item;
    const nameProblem = nameProblemOf(index);
    if (nameProblem !== undefined) return nameProblem;
    if (operation === "delete" || operation === "update") {
      const reason = `only create and index are carried out: stored events are never changed, so [${operation}] is not`;
      return illegal(reason);
    }
    if (id === "") return illegal("if _id is specified it must not be empty");
    if (id !== undefined && Buffer.byteLength(id) > ingestLimits.maxIdBytes) {
      return illegal(
        `id is too long, must be no longer than ${ingestLimits.maxIdBytes} bytes but was: ${Buffer.byteLength(id)}`,
      );
    }
    if (to - from > bounds.maxDocumentBytes) {
      return illegal(
        `the document has ${to - from} bytes; at most ${bounds.maxDocumentBytes} are stored as one event`,
      );
    }
    return operation === "create" && id !== undefined && rememberedIds.has(index, id)
      ? conflictOf(id)
      : undefined;
  };

  const storeItems = async (body: Buffer, items: readonly BulkItem[]): Promise<BulkAnswer> => {
    const startedMs = clock.nowMs();
    const documents: NewDocument[] = [];
    const problems = new Array<ItemError | undefined>(items.length);
    const nameProblemOf = dataStreams.forRequest();
    const repeated = createRepeatedIds();
    for (let number = 0; number < items.length; number += 1) {
      const item = items[number];
      if (item === undefined) continue;
      const problem = problemOf(item, nameProblemOf) ?? repeated.conflictOf(item, number);
      problems[number] = problem;
      if (problem === undefined) {
        documents.push({ dataStream: item.index, id: item.id, from: item.from, to: item.to });
      }
    }
    const { events, placements, count, withoutTime, release } = await prepare(body, documents, startedMs);
    const blocks = count === 0 ? [] : await append(events, startedMs);
    counted.events += count;
    counted.eventsWithoutTime += withoutTime;
    for (const { lines } of events) counted.bytes += lines.length;
    // Not where it has failed: who knows which of them are still being packed.
    release();
    const answered = new Array<AnsweredItem>(items.length);
    let hasErrors = false;
    let document = 0;
    for (let number = 0; number < items.length; number += 1) {
      const item = items[number];
      if (item === undefined) continue;
      const problem = problems[number];
      const result =
        problem === undefined ? placements[document++] : repeated.settle(problem, number, answered);
      if (result === undefined) continue;
      if (isItemError(result)) {
        hasErrors = true;
        counted.refusedItems += 1;
        answered[number] = answerOf(item, item.id, undefined, result);
      } else {
        const { id } = result;
        // Not before it is on disk: the id would keep the event out when it is sent again after a failure.
        if (id !== undefined) rememberedIds.add(item.index, id);
        const block = blockOf(blocks, result);
        const eventId = id ?? eventIdAt(block.position + result.offset);
        answered[number] = answerOf(item, eventId, block.position + result.offset, undefined);
      }
    }
    return { tookMs: Math.max(0, clock.nowMs() - startedMs), hasErrors, items: answered };
  };

  const append: EventStore["append"] = async (events, ingestedMs) => {
    try {
      return await store.append(events, ingestedMs);
    } catch (error) {
      throw error instanceof OperationalError ? retryableFailure(error) : error;
    }
  };

  const withinBounds = async (
    body: Uint8Array,
    work: (buffer: Buffer) => Promise<BulkAnswer>,
  ): Promise<BulkAnswer> => {
    try {
      return await work(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    } catch (error) {
      if (error instanceof OperationalError && error.retryable) counted.rejectedRequests += 1;
      throw error;
    }
  };

  return {
    bulk: (body, defaults = {}) =>
      withinBounds(body, async (buffer) => storeItems(buffer, parseBulk(buffer, defaults))),
    store: (body, items) => withinBounds(body, (buffer) => storeItems(buffer, items)),
    counts: () => ({ ...counted, misfits: misfits.counts() }),
  };
}

function answerOf(
  { operation, index }: BulkItem,
  id: string | undefined,
  sequenceNumber: number | undefined,
  error: ItemError | undefined,
): AnsweredItem {
  return { operation, index, id, sequenceNumber, error };
}

function conflictOf(id: string): ItemError {
  const reason = `[${id}]: version conflict, document already exists`;
  return { status: 409, type: "version_conflict_engine_exception", reason };
}

interface RepeatedIds {
  /** The conflict with an operation before it in the same body; undefined where there is none. */
  conflictOf(item: BulkItem, number: number): ItemError | undefined;
  /** The problem of an operation once it is known what became of those before it. */
  settle(problem: ItemError, number: number, before: readonly AnsweredItem[]): ItemError;
}

/** Ids that stand twice in one body. */
function createRepeatedIds(): RepeatedIds {
  const firsts = new Map<string, number>();
  const firstOf = new Map<number, number>();
  return {
    conflictOf({ operation, index, id }, number) {
      if (id === undefined) return undefined;
      const key = `${index}/${id}`;
      const first = firsts.get(key);
      if (first === undefined) {
        firsts.set(key, number);
        return undefined;
      }
      if (operation !== "create") return undefined;
      firstOf.set(number, first);
      return conflictOf(id);
    },
    settle(problem, number, before) {
      const first = firstOf.get(number);
      if (first === undefined || before[first]?.error === undefined) return problem;
      // The first one was not stored after all, so that there is no conflict: it can be stored when it is sent again.
      const reason = "another document with this _id was refused in the same request; send this one again";
      return { status: 429, type: "es_rejected_execution_exception", reason };
    },
  };
}

function blockOf(blocks: readonly EventBlock[], { entry }: EventPlace): EventBlock {
  const block = blocks[entry];
  if (block === undefined) throw new Error("a store answers with one block for each entry that was appended");
  return block;
}

function illegal(reason: string): ItemError {
  return { status: 400, type: "illegal_argument_exception", reason };
}

/**
 * What a store cannot take now, clients must send again, all of it: a full disk is 429 as well, which is what Elasticsearch
 * says of it and what shippers know, unlike 507. How a client is told, as a whole or item by item, is for the routes.
 */
function retryableFailure(error: OperationalError): OperationalError {
  if (error.code !== "disk-full") return error;
  return new OperationalError("too-busy", error.message, error, diskFullRetrySeconds);
}

/** Room comes with retention or with an administrator, not at once. */
const diskFullRetrySeconds = 10;

interface KnownDataStreams {
  /** To be called for each request: only then is it worthwhile to ask the store again. */
  forRequest(): (name: string) => ItemError | undefined;
}

/** Names that events were stored under, so that clients cannot make up more than a server can hold. */
function createKnownDataStreams(store: Pick<EventStore, "dataStreams">, most: number): KnownDataStreams {
  const read = (): Set<string> => new Set(store.dataStreams().map(({ name }) => name));
  let names: Set<string> | undefined;
  return {
    forRequest() {
      // Retention may have taken some away since.
      if (names === undefined || names.size >= most) names = read();
      const known = names;
      return (name) => {
        if (known.has(name)) return undefined;
        const problem = dataStreamNameProblem(name);
        if (problem !== undefined) {
          const reason = `Invalid index name [${name.slice(0, ingestLimits.maxNameBytes)}], ${problem}`;
          return { status: 400, type: "invalid_index_name_exception", reason };
        }
        if (known.size >= most) {
          return illegal(`[${name}] would be one data stream too many: this server keeps at most ${most}`);
        }
        known.add(name);
        return undefined;
      };
    },
  };
}
