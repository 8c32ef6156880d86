import { createHash } from "node:crypto";
import { canonicalJson, isJsonObject, parseJson } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import { positionOfEventId } from "../ingest/event-id.ts";
import { splitIngested } from "../ingest/ingested-time.ts";
import type { BlockLines, EventBlock, EventStore } from "../stores/event-store.ts";
import type {
  BlockContent,
  FoundDocument,
  SearchBlock,
  SearchSource,
  SourceSelection,
} from "./search-source.ts";

/** Events as something to be searched. */
export function createEventSource(store: EventStore, catalogue: FieldCatalogue): SearchSource {
  return {
    catalogue,
    indices: () =>
      store.dataStreams().map(({ name, events, storedBytes }) => ({
        name,
        aliases: [],
        kind: "data-stream",
        size: () => ({ documents: events, bytes: storedBytes }),
      })),
    blocks: (selection) => selectBlocks(store, selection),
    positionOf: positionOfEventId,
    async load(positions) {
      const found = new Map<number, FoundDocument>();
      for (const [position, { id = "", index = "", document }] of await store.load(positions)) {
        found.set(position, { id, index, document });
      }
      return found;
    },
  };
}

function* selectBlocks(store: EventStore, { index, needs, order }: SourceSelection): Generator<SearchBlock> {
  const { times, ingestedFromMs, values } = needs;
  const ids = needs.ids === undefined ? undefined : [...needs.ids];
  const isGivenOnly = ids?.every((id) => !hashForm.test(id)) ?? false;
  const blocks = store.select({
    dataStream: index,
    order,
    values,
    ...(times === undefined ? {} : { times }),
    ...(ingestedFromMs === undefined
      ? {}
      : { ingested: { fromMs: ingestedFromMs, toMs: Number.POSITIVE_INFINITY } }),
  });
  for (const block of blocks) {
    yield {
      index: block.dataStream,
      count: block.count,
      times: block.times,
      position: block.position,
      read: () => readBlock(store, block, isGivenOnly ? ids : undefined),
    };
  }
}

/** What the id of an event looks like to which its client gave none. */
const hashForm = /^[0-9a-f]{64}$/;

const nothing: BlockContent = { kind: "documents", documents: [] };

/** @param wantedIds ids of which at least one must be in the block, all given by clients */
async function readBlock(
  store: EventStore,
  block: EventBlock,
  wantedIds: readonly string[] | undefined,
): Promise<BlockContent | undefined> {
  const content = await store.read(block);
  if (content === undefined) return undefined;
  if (wantedIds !== undefined && !holdsId(content, wantedIds)) return nothing;
  return {
    kind: "lines",
    lines: content.lines,
    idOf: (lineNumber, text) => content.ids.get(lineNumber) ?? idOfLine(text()),
  };
}

function holdsId({ ids }: BlockLines, wantedIds: readonly string[]): boolean {
  if (ids.size === 0) return false;
  const held = new Set(ids.values());
  return wantedIds.some((id) => held.has(id));
}

function idOfLine(line: string): string {
  const parsed = parseJson(line);
  if (!parsed.ok || !isJsonObject(parsed.value)) return "";
  return hashOf(canonicalJson(splitIngested(parsed.value).document));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
