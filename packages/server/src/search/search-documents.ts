import type { JsonObject, JsonValue } from "@eqlite/core/events";
import type { AggregationPlan } from "./aggregations/aggregator.ts";
import { createAggregators } from "./aggregations/aggregator.ts";
import { planAggregations } from "./aggregations/plan-aggregations.ts";
import { createBestHits, type RankedHit } from "./best-hits.ts";
import { createHitPlan, documentNumber, type HitPlan, type PlannedHit, placeOf } from "./hit-plan.ts";
import { createBlockJudge } from "./judge-blocks.ts";
import { type CompiledQuery, readQueryDsl } from "./query-dsl/compile-query-dsl.ts";
import { bothNeeds } from "./query-dsl/query-needs.ts";
import { allOf, boundByFields } from "./query-dsl/search-condition.ts";
import { readBlocksAhead } from "./read-blocks-ahead.ts";
import { searchLimits } from "./search-limits.ts";
import type { SearchRequest } from "./search-request.ts";
import type { FoundDocument, SearchBlock, SearchSource } from "./search-source.ts";
import { createSearchPace, type SearchPace } from "./search-turns.ts";
import { createSortOrder, type SortKeys, type SortOrder } from "./sort-order.ts";

/** A source, and which of its indices are searched. */
export interface SearchTarget {
  readonly source: SearchSource;
  readonly index: (name: string) => boolean;
}

export interface SearchContext {
  /** The time that `now` stands for. */
  readonly nowMs: number;
  /** A clock for deadlines that does not jump, in milliseconds. */
  readonly monotonicMs: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number;
}

export interface SearchAnswer {
  readonly timedOut: boolean;
  readonly terminatedEarly: boolean;
  /** Undefined where hits were not to be counted. */
  readonly total: { readonly value: number; readonly relation: "eq" | "gte" } | undefined;
  readonly hits: readonly AnsweredHit[];
  readonly aggregations: JsonObject | undefined;
  /** Hits were sorted by what was asked, and show by what. */
  readonly isSorted: boolean;
}

export interface AnsweredHit {
  readonly index: string;
  readonly id: string;
  readonly source: JsonObject | undefined;
  readonly fields: JsonObject | undefined;
  readonly sort: readonly JsonValue[];
}

/**
 * Searches documents. Blocks are judged one by one, with room for others in between; of the documents only those that are
 * answered are made. Where the time is over, what was found so far is the answer.
 *
 * Without an order hits come newest first. Throws SearchError for a request that cannot be answered, and the reason of the
 * signal where nobody waits any more.
 */
export async function searchDocuments(
  targets: readonly SearchTarget[],
  request: SearchRequest,
  context: SearchContext,
): Promise<SearchAnswer> {
  const plan = createHitPlan(context.nowMs);
  const order = createSortOrder(request.sort, plan);
  const aggregations = planAggregations(request.aggregations, plan, context.nowMs);
  const postSlot =
    request.postFilter === undefined ? undefined : plan.test(request.postFilter, "post_filter");
  const collector = createCollector(request, order, aggregations, postSlot);
  const deadlineMs = Math.min(
    request.timeoutMs ?? Number.POSITIVE_INFINITY,
    context.deadlineMs ?? searchLimits.deadlineMs,
  );
  const pace = createSearchPace(context.monotonicMs, deadlineMs, context.signal);
  for (const [number, target] of targets.entries()) {
    if (!(await searchTarget(target, number, { request, context, plan, order, collector, pace }))) break;
  }
  return answer(targets, request, order, collector, aggregations.size > 0);
}

interface Searching {
  readonly request: SearchRequest;
  readonly context: SearchContext;
  readonly plan: HitPlan;
  readonly order: SortOrder;
  readonly collector: Collector;
  readonly pace: SearchPace;
}

/** Whether the search goes on. */
async function searchTarget(target: SearchTarget, number: number, searching: Searching): Promise<boolean> {
  const { request, context, plan, order, collector, pace } = searching;
  const { source } = target;
  const query = compileQueries([request.query, ...request.filters], source, context.nowMs);
  if (query.condition.kind === "Always" && !query.condition.value) return true;
  const { judge, readers: planned } = createBlockJudge(query, (fields) =>
    plan.compile(fields, source.catalogue, number),
  );
  const holdsAlways = query.condition.kind === "Always" && query.residual === undefined;
  // Where all documents are hits, most blocks are counted and never read.
  const ahead = holdsAlways ? 0 : searchLimits.blocksAhead;
  try {
    for await (const { block, read } of readBlocksAhead(orderedBlocks(target, query, order), ahead)) {
      if (!(await pace.goOn())) {
        collector.timedOut = true;
        return false;
      }
      const skip = collector.canSkip(block, number, holdsAlways);
      if (skip === "rest") return true;
      if (skip === "block") continue;
      const content = await read();
      if (content === undefined) continue;
      if (!judge.judge(block, content, (hit) => collector.add(planned(hit)))) return false;
    }
    return true;
  } finally {
    judge.end();
  }
}

/** All of them must hold. */
export function compileQueries(
  queries: readonly (JsonValue | undefined)[],
  { catalogue }: SearchSource,
  nowMs: number,
): CompiledQuery {
  const [first, ...others] = queries
    .filter((query) => query !== undefined)
    .map((json) => readQueryDsl(json, { catalogue, nowMs }));
  if (first === undefined) return readQueryDsl(undefined, { catalogue, nowMs });
  return others.reduce((a, b) => {
    const whole = allOf([a, b].map(({ condition, residual }) => residual ?? { kind: "Fields", condition }));
    return {
      condition: boundByFields(whole),
      residual: whole.kind === "Fields" ? undefined : whole,
      needs: bothNeeds(a.needs, b.needs),
    };
  }, first);
}

/**
 * Blocks in the order in which a search can soonest stop. Where hits are sorted by time that is the order of the blocks'
 * own times, else that of arrival.
 */
async function* orderedBlocks(
  { source, index }: SearchTarget,
  { needs }: CompiledQuery,
  order: SortOrder,
): AsyncGenerator<SearchBlock> {
  const [first] = order.fields;
  const isOldestFirst =
    first?.isDescending === false && (first.field === "_doc" || first.field === "@timestamp");
  const matches = (name: string): boolean => index(name) && needs.indices.every((test) => test(name));
  const blocks = source.blocks({
    index: matches,
    needs,
    order: isOldestFirst ? "oldest-first" : "newest-first",
  });
  if (!sortsByTime(order)) {
    yield* blocks;
    return;
  }
  const all: SearchBlock[] = [];
  for await (const block of blocks) all.push(block);
  // Events without a time come last, and so do blocks that have no others.
  const last = Number.POSITIVE_INFINITY;
  all.sort((a, b) =>
    isOldestFirst
      ? compareNumbers(a.times?.firstMs ?? last, b.times?.firstMs ?? last)
      : compareNumbers(b.times?.lastMs ?? -last, a.times?.lastMs ?? -last),
  );
  yield* all;
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Hits are sorted by `@timestamp` first, and those without one come last. */
function sortsByTime({ fields: [first] }: SortOrder): boolean {
  return first?.field === "@timestamp" && first.missing === "_last";
}

/** Takes the hits of a search. */
interface Collector {
  /** False where no more is wanted. */
  add(hit: PlannedHit): boolean;
  /** Whether a block, or all that come after it too, can be left out. */
  canSkip(block: SearchBlock, source: number, holdsAlways: boolean): "no" | "block" | "rest";
  timedOut: boolean;
  readonly terminatedEarly: boolean;
  readonly total: SearchAnswer["total"];
  readonly aggregators: ReturnType<typeof createAggregators>;
  sorted(): readonly RankedHit[];
}

function createCollector(
  request: SearchRequest,
  order: SortOrder,
  aggregations: AggregationPlan,
  postSlot: number | undefined,
): Collector {
  const { from, size, countTo, terminateAfter } = request;
  const wanted = size === 0 ? 0 : from + size;
  const best = createBestHits(wanted, order.compare);
  const after: SortKeys | undefined =
    request.searchAfter === undefined ? undefined : order.readAfter(request.searchAfter);
  const aggregators = createAggregators(aggregations);
  let total = 0;
  let seen = 0;
  let isTotalOpen = false;
  let terminatedEarly = false;
  let timedOut = false;

  /** All hits that could be counted are, and those that will be answered are known but for better ones. */
  const isCountDone = (): boolean => aggregations.size === 0 && (countTo === undefined || total > countTo);
  /** The order is that of arrival alone: hits of blocks yet to come are certainly worse than those of all before. */
  const [first] = order.fields;
  const isByArrival = order.fields.length === 1 && first?.field === "_doc";
  const isByTime = sortsByTime(order);

  const isBehind = (block: SearchBlock, source: number): boolean => {
    if (wanted === 0) return true;
    const { worst } = best;
    if (!best.isFull || worst === undefined) return false;
    if (isByArrival) {
      const start = documentNumber(source, block.position);
      const key = Number(worst.keys[0] ?? 0);
      return first?.isDescending === true ? source === placeOf(key).source && start < key : start > key;
    }
    if (!isByTime || first === undefined) return false;
    const [key] = worst.keys;
    if (key === null || key === undefined || typeof key !== "object" || key.kind !== "date") return false;
    if (block.times === undefined) return true;
    return first.isDescending ? block.times.lastMs < key.ms : block.times.firstMs > key.ms;
  };

  return {
    add(hit) {
      if (terminateAfter !== undefined && seen >= terminateAfter) {
        terminatedEarly = true;
        return false;
      }
      seen += 1;
      aggregators.collect(hit);
      if (postSlot !== undefined && !hit.holds(postSlot)) return true;
      total += 1;
      if (wanted === 0) return !isCountDone() || stop();
      const ranked = { keys: order.keysOf(hit), number: hit.number };
      if (after !== undefined && order.compare(ranked.keys, after) <= 0) return true;
      best.add(ranked);
      return true;
    },
    canSkip(block, source, holdsAlways) {
      if (!isBehind(block, source)) return "no";
      if (isCountDone()) {
        isTotalOpen = true;
        return "rest";
      }
      // All documents of the block are hits: they are counted without being looked at.
      if (!holdsAlways || aggregations.size > 0 || postSlot !== undefined || terminateAfter !== undefined)
        return "no";
      total += block.count;
      return "block";
    },
    get timedOut() {
      return timedOut;
    },
    set timedOut(value) {
      timedOut = value;
    },
    get terminatedEarly() {
      return terminatedEarly;
    },
    get total(): SearchAnswer["total"] {
      if (countTo === undefined) return undefined;
      const isOpen = total > countTo || ((isTotalOpen || timedOut || terminatedEarly) && total >= countTo);
      return isOpen
        ? { value: countTo, relation: "gte" }
        : { value: total, relation: timedOut ? "gte" : "eq" };
    },
    aggregators,
    sorted: () => best.sorted().slice(from),
  };

  function stop(): boolean {
    isTotalOpen = true;
    return false;
  }
}

async function answer(
  targets: readonly SearchTarget[],
  request: SearchRequest,
  order: SortOrder,
  collector: Collector,
  hasAggregations: boolean,
): Promise<SearchAnswer> {
  const ranked = collector.sorted();
  const numbers = new Set(ranked.map(({ number }) => number));
  for (const number of collector.aggregators.shownDocuments()) numbers.add(number);
  const documents = await loadDocuments(targets, numbers);
  return {
    timedOut: collector.timedOut,
    terminatedEarly: collector.terminatedEarly,
    total: collector.total,
    // What retention has taken away meanwhile is left out.
    hits: ranked.flatMap(({ number, keys }) => {
      const found = documents.get(number);
      const catalogue = targets[placeOf(number).source]?.source.catalogue;
      if (found === undefined || catalogue === undefined) return [];
      return {
        index: found.index,
        id: found.id,
        source: request.source(found.document),
        fields: request.fields?.(found.document, catalogue),
        sort: order.toJson(keys),
      };
    }),
    aggregations: hasAggregations ? collector.aggregators.answer(documents) : undefined,
    isSorted: request.sort !== undefined,
  };
}

async function loadDocuments(
  targets: readonly SearchTarget[],
  numbers: Iterable<number>,
): Promise<ReadonlyMap<number, FoundDocument>> {
  const wanted = targets.map(() => [] as number[]);
  for (const number of numbers) {
    const { source, position } = placeOf(number);
    wanted[source]?.push(position);
  }
  const documents = new Map<number, FoundDocument>();
  for (const [source, positions] of wanted.entries()) {
    if (positions.length === 0) continue;
    const loaded = await targets[source]?.source.load(positions);
    for (const [position, document] of loaded ?? [])
      documents.set(documentNumber(source, position), document);
  }
  return documents;
}
