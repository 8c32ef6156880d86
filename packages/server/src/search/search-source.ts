import type { JsonObject } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { QueryNeeds } from "./query-dsl/query-needs.ts";

/**
 * Something that can be searched: events in their store, or alerts. It gives documents in blocks, and the search judges
 * them.
 */
export interface SearchSource {
  /** Which fields there are and of what type. */
  readonly catalogue: FieldCatalogue;
  /** What there is now, in the order of names. */
  indices(): readonly SearchIndex[];
  /** Blocks that may hold what is needed, those with the newest positions first or last. */
  blocks(selection: SourceSelection): Iterable<SearchBlock> | AsyncIterable<SearchBlock>;
  /** The documents at these positions; those that are gone are not in the map. */
  load(positions: Iterable<number>): Promise<ReadonlyMap<number, FoundDocument>>;
  /** Where a document stands, for ids that tell it. */
  positionOf?(id: string): number | undefined;
}

export interface SearchIndex {
  readonly name: string;
  /** Other names by which it is found. */
  readonly aliases: readonly string[];
  /** How it is kept, as far as clients are told. */
  readonly kind: "data-stream" | "index";
  /** How much is in it. Asked for by few, and counted only then. */
  size(): { readonly documents: number; readonly bytes: number };
}

export interface SourceSelection {
  readonly index: (name: string) => boolean;
  readonly needs: QueryNeeds;
  readonly order: "oldest-first" | "newest-first";
}

export interface SearchBlock {
  readonly index: string;
  /** Of its documents, at least; those of `read` count. */
  readonly count: number;
  /** First and last `@timestamp`; undefined only where none has one. Documents without a time may be among them. */
  readonly times: { readonly firstMs: number; readonly lastMs: number } | undefined;
  /** Positions of all its documents are from here on and below those of later blocks. */
  readonly position: number;
  /** Undefined where it has gone since. */
  read(): Promise<BlockContent | undefined>;
}

/** What a block holds: lines as they are stored, or documents. */
export type BlockContent =
  | {
      readonly kind: "lines";
      /** NDJSON in UTF-8. A document's position is the block's plus where its line begins. */
      readonly lines: Uint8Array;
      /** The id of a document by the number of its line; `text` is the line. */
      readonly idOf: (lineNumber: number, text: () => string) => string;
    }
  | { readonly kind: "documents"; readonly documents: readonly PlacedDocument[] };

export interface FoundDocument {
  readonly id: string;
  readonly index: string;
  readonly document: JsonObject;
}

export interface PlacedDocument extends FoundDocument {
  /** From that of its block on, ascending. */
  readonly position: number;
}
