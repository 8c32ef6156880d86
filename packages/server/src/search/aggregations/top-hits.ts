import type { JsonObject } from "@eqlite/core/events";
import { createBestHits } from "../best-hits.ts";
import { readWhole, refuseOthers } from "../read-arguments.ts";
import { searchLimits } from "../search-limits.ts";
import { createSortOrder, readSort } from "../sort-order.ts";
import { readSourceFilter } from "../source-filter.ts";
import type { CreateAggregator, PlanContext } from "./aggregator.ts";

/** The first documents of a bucket. */
export function planTopHits(body: JsonObject, path: string, { hits }: PlanContext): CreateAggregator {
  refuseOthers(body, ["size", "from", "sort", "_source", "track_scores", "version", "explain"], path);
  const size =
    body["size"] === undefined ? 3 : readWhole(body["size"], `${path}.size`, 0, searchLimits.maxTopHits);
  const from =
    body["from"] === undefined ? 0 : readWhole(body["from"], `${path}.from`, 0, searchLimits.maxTopHits);
  const sort = readSort(body["sort"]);
  const order = createSortOrder(sort, hits);
  const filter = readSourceFilter(body["_source"]);
  return () => {
    const best = createBestHits(from + size, order.compare);
    let total = 0;
    const shown = () => best.sorted().slice(from);
    return {
      collect(hit) {
        total += 1;
        if (from + size > 0) best.add({ keys: order.keysOf(hit), number: hit.number });
      },
      shownDocuments: () => shown().map(({ number }) => number),
      answer: (documents) => ({
        hits: {
          total: { value: total, relation: "eq" },
          max_score: sort === undefined && total > 0 ? 1 : null,
          hits: shown().flatMap(({ number, keys }) => {
            const found = documents.get(number);
            if (found === undefined) return [];
            const source = filter(found.document);
            return {
              _index: found.index,
              _id: found.id,
              _score: sort === undefined ? 1 : null,
              ...(source === undefined ? {} : { _source: source }),
              ...(sort === undefined ? {} : { sort: order.toJson(keys) }),
            };
          }),
        },
      }),
    };
  };
}
