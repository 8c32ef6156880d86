import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { formatDate } from "../format-date.ts";
import { parseDateBound } from "../query-dsl/date-bound.ts";
import {
  readBoolean,
  readList,
  readNumber,
  readObject,
  readScalar,
  readText,
  refuseOthers,
} from "../read-arguments.ts";
import { refuse } from "../search-error.ts";
import {
  type AggregationPlan,
  addToBucket,
  type Bucket,
  type CreateAggregator,
  createBucket,
  type PlanContext,
  shownInBuckets,
} from "./aggregator.ts";
import { numberOf } from "./value-key.ts";

/** One bucket of the hits for which a test holds. */
function oneBucket(
  inner: AggregationPlan,
  holds: (hit: Parameters<typeof addToBucket>[1]) => boolean,
): CreateAggregator {
  return () => {
    const bucket = createBucket(inner);
    return {
      collect(hit) {
        if (holds(hit)) addToBucket(bucket, hit);
      },
      shownDocuments: () => bucket.inner.shownDocuments(),
      metric: (name) => (name === "" || name === "_count" ? bucket.count : bucket.inner.metric(name)),
      answer: (documents) => ({ doc_count: bucket.count, ...bucket.inner.answer(documents) }),
    };
  };
}

export function planFilter(
  body: JsonValue,
  path: string,
  inner: AggregationPlan,
  { hits }: PlanContext,
): CreateAggregator {
  const slot = hits.test(body, path);
  return oneBucket(inner, (hit) => hit.holds(slot));
}

export function planMissing(
  body: JsonObject,
  path: string,
  inner: AggregationPlan,
  { hits }: PlanContext,
): CreateAggregator {
  refuseOthers(body, ["field"], path);
  const slot = hits.values(readText(body["field"], `${path}.field`));
  return oneBucket(inner, (hit) => hit.values(slot).length === 0);
}

interface NamedBucket extends Bucket {
  readonly name: string;
  readonly members: JsonObject;
}

function answerBuckets(
  buckets: readonly NamedBucket[],
  isKeyed: boolean,
  documents: Parameters<Bucket["inner"]["answer"]>[0],
): JsonObject {
  const answers = buckets.map(({ name, members, count, inner }) => ({
    name,
    bucket: { ...members, doc_count: count, ...inner.answer(documents) },
  }));
  if (!isKeyed) return { buckets: answers.map(({ bucket }) => bucket) };
  return {
    buckets: Object.fromEntries(
      answers.map(({ name, bucket: { key: _, ...bucket } }: { name: string; bucket: JsonObject }) => [
        name,
        bucket,
      ]),
    ),
  };
}

export function planFilters(
  body: JsonObject,
  path: string,
  inner: AggregationPlan,
  { hits }: PlanContext,
): CreateAggregator {
  refuseOthers(body, ["filters", "other_bucket", "other_bucket_key", "keyed"], path);
  const given = body["filters"];
  const isNamed = isJsonObject(given);
  const filters = isNamed
    ? Object.entries(given).map(([name, json]) => ({
        name,
        slot: hits.test(json, `${path}.filters.${name}`),
      }))
    : readList(given).map((json, i) => ({ name: String(i), slot: hits.test(json, `${path}.filters[${i}]`) }));
  const otherName =
    body["other_bucket_key"] === undefined
      ? undefined
      : readText(body["other_bucket_key"], `${path}.other_bucket_key`);
  const hasOther =
    otherName !== undefined ||
    (body["other_bucket"] !== undefined && readBoolean(body["other_bucket"], `${path}.other_bucket`));
  return () => {
    const buckets = filters.map(({ name, slot }) => ({ ...createBucket(inner), name, slot, members: {} }));
    const other: NamedBucket = { ...createBucket(inner), name: otherName ?? "_other_", members: {} };
    const all: readonly NamedBucket[] = hasOther ? [...buckets, other] : buckets;
    return {
      collect(hit) {
        let isTaken = false;
        for (const bucket of buckets) {
          if (!hit.holds(bucket.slot)) continue;
          isTaken = true;
          addToBucket(bucket, hit);
        }
        if (!isTaken && hasOther) addToBucket(other, hit);
      },
      shownDocuments: () => shownInBuckets(all),
      answer: (documents) => answerBuckets(all, isNamed, documents),
    };
  };
}

interface RangeBucket {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly members: JsonObject;
}

/** `range` and `date_range`: from a bound to before another. */
export function planRange(
  kind: "range" | "date_range",
  body: JsonObject,
  path: string,
  inner: AggregationPlan,
  { hits, nowMs }: PlanContext,
): CreateAggregator {
  refuseOthers(body, ["field", "ranges", "keyed", "format"], path);
  const slot = hits.values(readText(body["field"], `${path}.field`));
  const isKeyed = body["keyed"] !== undefined && readBoolean(body["keyed"], `${path}.keyed`);
  const format = body["format"] === undefined ? undefined : readText(body["format"], `${path}.format`);
  const isDate = kind === "date_range";
  const readBound = (json: JsonValue, at: string): number => {
    if (!isDate) return readNumber(json, at);
    const span = parseDateBound(readScalar(json, at), { unit: "ms", offsetMs: 0 }, nowMs);
    return span?.from.ms ?? refuse(at, "a date is expected");
  };
  const text = (value: number): string => {
    if (isDate) return formatDate(value, format, 0, `${path}.format`);
    return Number.isInteger(value) ? `${value}.0` : String(value);
  };
  const ranges = readList(body["ranges"]).map((json, i): RangeBucket => {
    const at = `${path}.ranges[${i}]`;
    const range = readObject(json, at);
    refuseOthers(range, ["from", "to", "key"], at);
    const from = range["from"] ?? undefined;
    const to = range["to"] ?? undefined;
    const fromValue = from === undefined ? undefined : readBound(from, `${at}.from`);
    const toValue = to === undefined ? undefined : readBound(to, `${at}.to`);
    const name =
      range["key"] === undefined
        ? `${fromValue === undefined ? "*" : text(fromValue)}-${toValue === undefined ? "*" : text(toValue)}`
        : readText(range["key"], `${at}.key`);
    const member = (key: string, value: number | undefined): JsonObject =>
      value === undefined ? {} : { [key]: value, ...(isDate ? { [`${key}_as_string`]: text(value) } : {}) };
    return {
      name,
      from: fromValue ?? Number.NEGATIVE_INFINITY,
      to: toValue ?? Number.POSITIVE_INFINITY,
      members: { key: name, ...member("from", fromValue), ...member("to", toValue) },
    };
  });
  if (ranges.length === 0) refuse(`${path}.ranges`, "at least one range is expected");
  const sorted = ranges.toSorted((a, b) => a.from - b.from || a.to - b.to);
  return () => {
    const buckets = sorted.map((range) => ({ ...createBucket(inner), ...range }));
    return {
      collect(hit) {
        const numbers = hit.values(slot).flatMap((value) => numberOf(value) ?? []);
        for (const bucket of buckets) {
          if (numbers.some((number) => number >= bucket.from && number < bucket.to)) addToBucket(bucket, hit);
        }
      },
      shownDocuments: () => shownInBuckets(buckets),
      answer: (documents) => answerBuckets(buckets, isKeyed, documents),
    };
  };
}
