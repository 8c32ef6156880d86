import { isJsonObject, type JsonObject, parseJson, stringifyJson } from "@eqlite/core/events";
import { type BufferPool, createBufferPool } from "../platform/buffer-pool.ts";
import type { NewEvents } from "../stores/event-store.ts";
import { createSummaryDraft, type SummaryDraft } from "../stores/segments/line-summary.ts";
import { type ItemError, isItemError } from "./bulk-item.ts";
import { createDraftLines, type DraftLines } from "./draft-lines.ts";
import { ingestLimits } from "./ingest-limits.ts";
import { hasOwnIngested, ingestedPrefix, withOwnIngested } from "./ingested-time.ts";
import { createJudgeLines, lineVerdict } from "./judge-lines.ts";
import { createReadDocument } from "./read-document.ts";

/** A document that was sent: bytes `from` to before `to` of a body, without a line feed in them. */
export interface NewDocument {
  readonly dataStream: string;
  readonly id: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Where an event stands: in which of the `NewEvents`, in which line, and where that begins. */
export interface EventPlace {
  readonly entry: number;
  readonly line: number;
  readonly offset: number;
  readonly id: string | undefined;
}

export interface PreparedEvents {
  readonly events: readonly NewEvents[];
  /** In the order of the documents: where each stands, or why it is refused. */
  readonly placements: readonly (EventPlace | ItemError)[];
  readonly count: number;
  /** How many of the events have no `@timestamp`, or one that cannot be read. */
  readonly withoutTime: number;
  /** Gives back the memory of the lines, once nobody looks at them any more. */
  release(): void;
}

export interface PrepareOptions {
  /** Shown one event of each request and then one of so many, to look at it more closely. */
  readonly sample: (document: JsonObject) => void;
  readonly sampleEvery: number;
  /** Waits until other work had its turn. Asked between blocks, so that a large body does not hold everything up. */
  readonly turn: () => Promise<void>;
}

/** Makes lines to be stored of documents. The body must stay as it is until it resolves. */
export type PrepareEvents = (
  body: Buffer,
  documents: readonly NewDocument[],
  ingestedMs: number,
) => Promise<PreparedEvents>;

/** What the kernel judges as one block, see `kernelLimits.maxBlockBytes`. */
const maxBlockBytes = 1024 * 1024;
const openBrace = 0x7b;
const lineEnd = Buffer.from("\n");
const emptyEnd = Buffer.from("}\n");

/** The lines of one data stream, and what is known of them. */
interface Draft {
  readonly dataStream: string;
  readonly lines: DraftLines;
  readonly room: Buffer;
  readonly summary: SummaryDraft;
  readonly ids: Map<number, string>;
  /** Numbers of the documents in the open block. */
  pending: number[];
  count: number;
  /** Number among the entries, once there is an event. */
  entry: number | undefined;
}

/**
 * A document that is plainly an event in ECS keeps its bytes, and only the time of its arrival is put in front. Which ones
 * are, the kernel tells without parsing them; the others are parsed, and mapped where they have another shape.
 */
export function createPrepareEvents({ sample, sampleEvery, turn }: PrepareOptions): PrepareEvents {
  const judge = createJudgeLines();
  const rewrite = createRewrite();
  const rooms = createBufferPool(ingestLimits.keptLineBytes);
  /** Those that are not in use. */
  const summaries: SummaryDraft[] = [];

  return async (body, documents, ingestedMs) => {
    const prefix = Buffer.from(`${ingestedPrefix(ingestedMs)},`);
    const drafts = createDrafts(documents, prefix, rooms, summaries);
    const placements = new Array<EventPlace | ItemError>(documents.length);
    const stored: Draft[] = [];
    let withoutTime = 0;
    let untilSample = 0;

    const isSampled = (): boolean => {
      untilSample -= 1;
      if (untilSample >= 0) return false;
      untilSample = sampleEvery - 1;
      return true;
    };

    const place = (draft: Draft, offset: number, id: string | undefined): EventPlace => {
      draft.entry ??= stored.push(draft) - 1;
      const line = draft.count;
      draft.count += 1;
      if (id !== undefined) draft.ids.set(line, id);
      return { entry: draft.entry, line, offset, id };
    };

    const settleBlock = (draft: Draft): void => {
      const { lines, pending, summary } = draft;
      const judged = judge.block(lines.block(), lines.blockLines, summary);
      withoutTime += judged.withoutTime;
      for (let line = 0; line < pending.length; line += 1) {
        const number = pending[line] ?? 0;
        const document = documents[number];
        if (document === undefined) continue;
        // The prefix takes the place of the first byte.
        const startsPlainly = body[document.from] === openBrace;
        const verdict = startsPlainly ? judged.verdicts[line] : lineVerdict.left;
        if (verdict === lineVerdict.plain) {
          placements[number] = place(draft, lines.keep(), document.id);
          if (isSampled()) sampleBytes(body.subarray(document.from, document.to));
          continue;
        }
        const rewritten = rewrite(body.subarray(document.from, document.to), prefix);
        if (isItemError(rewritten)) {
          lines.drop();
          placements[number] = rewritten;
          continue;
        }
        placements[number] = place(draft, lines.replace(rewritten.parts), document.id ?? rewritten.id);
        if (verdict === lineVerdict.left) {
          if (rewritten.event["@timestamp"] === undefined) withoutTime += 1;
          judge.document(rewritten.event, summary);
        }
        if (isSampled()) sample(rewritten.event);
      }
      draft.pending = [];
    };

    const sampleBytes = (bytes: Buffer): void => {
      const parsed = parseJson(bytes.toString("utf8"));
      if (parsed.ok && isJsonObject(parsed.value)) sample(parsed.value);
    };

    for (let number = 0; number < documents.length; number += 1) {
      const document = documents[number];
      const draft = document && drafts.get(document.dataStream);
      if (document === undefined || draft === undefined) continue;
      const { lines } = draft;
      const size = document.to - document.from + prefix.length;
      if (lines.blockLines > 0 && lines.blockBytes + size > maxBlockBytes) {
        settleBlock(draft);
        await turn();
      }
      lines.add(body, document.from, document.to);
      draft.pending.push(number);
    }
    for (const draft of drafts.values()) if (draft.pending.length > 0) settleBlock(draft);

    const events = stored.map(({ dataStream, lines, count, ids, summary }): NewEvents => {
      return { dataStream, lines: lines.whole(), count, ids, summary: summary.take() };
    });
    for (const { summary } of drafts.values()) {
      // Where all of its lines were refused.
      summary.take();
      if (summaries.length < mostKeptSummaries) summaries.push(summary);
    }
    return {
      events,
      placements,
      count: stored.reduce((sum, { count }) => sum + count, 0),
      withoutTime,
      release() {
        for (const { room } of drafts.values()) rooms.giveBack(room);
      },
    };
  };
}

const mostKeptSummaries = 64;

function createDrafts(
  documents: readonly NewDocument[],
  prefix: Buffer,
  rooms: BufferPool,
  summaries: SummaryDraft[],
): ReadonlyMap<string, Draft> {
  const sizes = new Map<string, number>();
  let lastName: string | undefined;
  let lastSize = 0;
  const note = (): void => {
    if (lastName !== undefined) sizes.set(lastName, lastSize);
  };
  for (const { dataStream, from, to } of documents) {
    if (dataStream !== lastName) {
      note();
      lastName = dataStream;
      lastSize = sizes.get(dataStream) ?? 0;
    }
    lastSize += to - from + prefix.length;
  }
  note();
  const drafts = new Map<string, Draft>();
  for (const [dataStream, size] of sizes) {
    const room = rooms.take(size);
    drafts.set(dataStream, {
      dataStream,
      lines: createDraftLines(prefix, room),
      room,
      summary: summaries.pop() ?? createSummaryDraft(),
      ids: new Map(),
      pending: [],
      count: 0,
      entry: undefined,
    });
  }
  return drafts;
}

interface RewrittenLine {
  readonly event: JsonObject;
  readonly id: string | undefined;
  /** The line, with its line feed. */
  readonly parts: readonly Uint8Array[];
}

/** Makes the line of a document that is parsed. */
function createRewrite(): (bytes: Buffer, prefix: Buffer) => RewrittenLine | ItemError {
  const readDocument = createReadDocument();
  return (bytes, prefix) => {
    const read = readDocument(bytes);
    if (isItemError(read)) return read;
    const { event, isAsSent, id } = read;
    if (hasOwnIngested(event)) {
      const stored = withOwnIngested(event);
      const line = isAsSent && stored === event ? bytes : Buffer.from(stringifyJson(stored));
      return { event, id, parts: [line, lineEnd] };
    }
    if (Object.keys(event).length === 0) return { event, id, parts: [prefix.subarray(0, -1), emptyEnd] };
    const line = isAsSent ? bytes : Buffer.from(stringifyJson(event));
    return { event, id, parts: [prefix, line.subarray(line.indexOf(openBrace) + 1), lineEnd] };
  };
}
