import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { compareValues, compileRegex, type Value, valueText } from "@eqlite/core/lang";
import {
  readList,
  readOnlyMember,
  readScalar,
  readText,
  readWhole,
  refuseOthers,
} from "../read-arguments.ts";
import { refuse } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";
import {
  type AggregationPlan,
  addToBucket,
  type Bucket,
  type CreateAggregator,
  createBucket,
  type PlanContext,
  shownInBuckets,
} from "./aggregator.ts";
import { keyMembers, valueId } from "./value-key.ts";

type PresentValue = Exclude<Value, null>;

interface TermBucket extends Bucket {
  readonly value: PresentValue;
}

/** Orders buckets: by `_count`, `_key`, or a metric below them. */
export type CompareBuckets<B> = (a: B, b: B) => number;

/** Buckets by the values of a field. */
export function planTerms(
  body: JsonObject,
  path: string,
  inner: AggregationPlan,
  { hits, budget }: PlanContext,
): CreateAggregator {
  refuseOthers(
    body,
    [
      "field",
      "size",
      "shard_size",
      "order",
      "min_doc_count",
      "shard_min_doc_count",
      "missing",
      "include",
      "exclude",
      "format",
      "value_type",
      "show_term_doc_count_error",
      "execution_hint",
      "collect_mode",
    ],
    path,
  );
  const slot = hits.values(readText(body["field"], `${path}.field`));
  const size =
    body["size"] === undefined ? 10 : readWhole(body["size"], `${path}.size`, 1, searchLimits.maxBuckets);
  const least =
    body["min_doc_count"] === undefined
      ? 1
      : readWhole(body["min_doc_count"], `${path}.min_doc_count`, 0, Number.MAX_SAFE_INTEGER);
  const missing = body["missing"] === undefined ? undefined : readScalar(body["missing"], `${path}.missing`);
  const format = body["format"] === undefined ? undefined : readText(body["format"], `${path}.format`);
  const isWanted = compileInclusion(body, path);
  const compare = readBucketOrder<TermBucket>(body["order"], path, (a, b) => compareTerms(a.value, b.value), [
    { key: "_count", isDescending: true },
  ]);
  return () => {
    const buckets = new Map<string, TermBucket>();
    /** Documents whose value got no bucket, since there are too many. */
    let without = 0;
    const add = (value: PresentValue, id: string, hit: Parameters<typeof addToBucket>[1]): void => {
      let bucket = buckets.get(id);
      if (bucket === undefined) {
        if (!isWanted(value)) return;
        if (budget.left === 0) {
          without += 1;
          return;
        }
        budget.left -= 1;
        bucket = { ...createBucket(inner), value };
        buckets.set(id, bucket);
      }
      addToBucket(bucket, hit);
    };
    let shown: readonly TermBucket[] | undefined;
    const show = (): readonly TermBucket[] => {
      shown ??= [...buckets.values()]
        .filter(({ count }) => count >= least)
        .sort(compare)
        .slice(0, size);
      return shown;
    };
    return {
      collect(hit) {
        const values = hit.values(slot);
        const [only] = values;
        if (only === undefined) {
          if (missing !== undefined) add(missing, valueId(missing), hit);
        } else if (values.length === 1) add(only, valueId(only), hit);
        else {
          // A document counts once for each different value.
          const distinct = new Map(values.map((value) => [valueId(value), value]));
          for (const [id, value] of distinct) add(value, id, hit);
        }
      },
      shownDocuments: () => shownInBuckets(show()),
      answer(documents) {
        const all = [...buckets.values()].filter(({ count }) => count >= least);
        const counted = all.reduce((sum, { count }) => sum + count, 0);
        const inShown = show().reduce((sum, { count }) => sum + count, 0);
        return {
          doc_count_error_upper_bound: without,
          sum_other_doc_count: counted - inShown + without,
          buckets: show().map(({ value, count, inner: below }) => ({
            ...keyMembers(value, format),
            doc_count: count,
            ...below.answer(documents),
          })),
        };
      },
    };
  };
}

function compareTerms(a: PresentValue, b: PresentValue): number {
  return compareValues(a, b) ?? (valueId(a) < valueId(b) ? -1 : 1);
}

function compileInclusion(body: JsonObject, path: string): (value: PresentValue) => boolean {
  const include = body["include"] === undefined ? undefined : compileKeys(body["include"], `${path}.include`);
  const exclude = body["exclude"] === undefined ? undefined : compileKeys(body["exclude"], `${path}.exclude`);
  return (value) => {
    if (include === undefined && exclude === undefined) return true;
    const text = typeof value === "string" ? value : (valueText(value) ?? "");
    return (include?.(text) ?? true) && !(exclude?.(text) ?? false);
  };
}

/** Whole values, or one regular expression. */
function compileKeys(json: JsonValue, path: string): (text: string) => boolean {
  if (isJsonObject(json)) return refuse(path, "partitions are not supported");
  if (Array.isArray(json)) {
    const keys = new Set(readList(json).map((key, i) => String(readScalar(key, `${path}[${i}]`))));
    return (text) => keys.has(text);
  }
  const compiled = compileRegex(readText(json, path), { foldCase: false, anchors: false });
  return compiled.ok ? compiled.matches : refuse(path, compiled.error.message);
}

interface OrderItem {
  readonly key: string;
  readonly isDescending: boolean;
}

/** Reads `order`; buckets that are equal in it come in the order of their keys. */
export function readBucketOrder<B extends Bucket>(
  json: JsonValue | undefined,
  path: string,
  compareKeys: CompareBuckets<B>,
  fallback: readonly OrderItem[],
): CompareBuckets<B> {
  const items =
    json === undefined
      ? fallback
      : readList(json).map((item, i) => readOrderItem(item, `${path}.order[${i}]`));
  const tests = items.map(({ key, isDescending }): CompareBuckets<B> => {
    const compare: CompareBuckets<B> =
      key === "_count"
        ? (a, b) => a.count - b.count
        : key === "_key" || key === "_term" || key === "_time"
          ? compareKeys
          : // Buckets without the metric come last, whichever way the order is.
            (a, b) => compareMetrics(a.inner.metric(key), b.inner.metric(key), isDescending);
    return isDescending ? (a, b) => -compare(a, b) : compare;
  });
  return (a, b) => {
    for (const test of tests) {
      const order = test(a, b);
      if (order !== 0) return order;
    }
    return compareKeys(a, b);
  };
}

function compareMetrics(a: number | undefined, b: number | undefined, isDescending: boolean): number {
  if (a !== undefined && b !== undefined) return a - b;
  if (a === b) return 0;
  return (a === undefined) === isDescending ? -1 : 1;
}

function readOrderItem(json: JsonValue, path: string): OrderItem {
  const [key, direction] = readOnlyMember(json, path, "order");
  if (direction !== "asc" && direction !== "desc") return refuse(path, "the order is asc or desc");
  return { key: key.replace(">", "."), isDescending: direction === "desc" };
}
