import { compileFieldReader } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import type { PlacedDocument, SearchBlock, SearchSource, SourceSelection } from "./search-source.ts";

/** Documents that are kept whole, such as alerts. */
export interface DocumentStore extends Pick<SearchSource, "catalogue" | "indices" | "load"> {
  /**
   * All documents, in batches of a few hundred, in the order of positions or the other way round; within a batch they
   * ascend. What the selection asks for may be used to leave some out.
   */
  batches(selection: SourceSelection): Iterable<DocumentBatch> | AsyncIterable<DocumentBatch>;
}

/** Documents of one index. */
export type DocumentBatch = readonly PlacedDocument[];

const readTimes = compileFieldReader("@timestamp");

/** Documents as something to be searched. */
export function createDocumentSource(store: DocumentStore): SearchSource {
  const { catalogue } = store;
  return {
    catalogue,
    indices: () => store.indices(),
    load: (positions) => store.load(positions),
    async *blocks(selection) {
      for await (const batch of store.batches(selection)) {
        const documents = batch.filter(({ index }) => selection.index(index));
        const [first] = documents;
        if (first !== undefined) yield blockOf(first, documents);
      }
    },
  };
}

function blockOf({ index, position }: PlacedDocument, documents: DocumentBatch): SearchBlock {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { document } of documents) {
    for (const raw of readTimes(document)) {
      const ms = convertToDate(raw)?.ms;
      if (ms === undefined) continue;
      firstMs = Math.min(firstMs, ms);
      lastMs = Math.max(lastMs, ms);
    }
  }
  return {
    index,
    position,
    count: documents.length,
    times: firstMs > lastMs ? undefined : { firstMs, lastMs },
    read: async () => ({ kind: "documents", documents }),
  };
}
