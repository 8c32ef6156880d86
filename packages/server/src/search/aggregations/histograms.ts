import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { formatDate } from "../format-date.ts";
import { parseDateBound, parseOffset } from "../query-dsl/date-bound.ts";
import {
  readBoolean,
  readNumber,
  readObject,
  readScalar,
  readText,
  readWhole,
  refuseOthers,
} from "../read-arguments.ts";
import { refuse, tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";
import {
  type AggregationPlan,
  type Aggregator,
  addToBucket,
  type Bucket,
  type CreateAggregator,
  createBucket,
  type PlanContext,
  shownInBuckets,
} from "./aggregator.ts";
import { readBucketOrder } from "./terms.ts";
import { numberOf } from "./value-key.ts";

/** Where buckets begin. */
interface Steps {
  /** The beginning of the bucket that a number belongs to. */
  floor(value: number): number;
  /** The beginning of the bucket behind the one that begins there. */
  next(start: number): number;
}

interface HistogramOptions {
  readonly slot: number;
  readonly steps: Steps;
  readonly least: number;
  readonly missing: number | undefined;
  readonly extended: { readonly min: number; readonly max: number } | undefined;
  readonly isKeyed: boolean;
  readonly order: JsonValue | undefined;
  readonly path: string;
  readonly inner: AggregationPlan;
  readonly keyMembers: (key: number) => JsonObject;
  readonly keyText: (key: number) => string;
}

interface NumberBucket extends Bucket {
  readonly key: number;
}

const commonMembers = [
  "field",
  "min_doc_count",
  "missing",
  "extended_bounds",
  "keyed",
  "order",
  "offset",
  "format",
];

export function planHistogram(
  body: JsonObject,
  path: string,
  inner: AggregationPlan,
  context: PlanContext,
): CreateAggregator {
  refuseOthers(body, ["interval", ...commonMembers], path);
  const interval = readNumber(body["interval"], `${path}.interval`);
  if (!(interval > 0)) refuse(`${path}.interval`, "the interval must be greater than 0");
  const offset = body["offset"] === undefined ? 0 : readNumber(body["offset"], `${path}.offset`);
  const bound = (json: JsonValue | undefined, at: string): number => readNumber(json, at);
  return createHistogram(
    {
      ...readCommon(body, path, bound),
      slot: context.hits.values(readText(body["field"], `${path}.field`)),
      steps: {
        floor: (value) => Math.floor((value - offset) / interval) * interval + offset,
        next: (start) => (Math.round((start - offset) / interval) + 1) * interval + offset,
      },
      path,
      inner,
      keyMembers: (key) => ({ key }),
      keyText: String,
    },
    context,
  );
}

export function planDateHistogram(
  body: JsonObject,
  path: string,
  inner: AggregationPlan,
  context: PlanContext,
): CreateAggregator {
  refuseOthers(
    body,
    ["fixed_interval", "calendar_interval", "interval", "time_zone", ...commonMembers],
    path,
  );
  const zone = body["time_zone"];
  const offsetMs =
    zone === undefined ? 0 : parseOffset(readText(zone, `${path}.time_zone`), `${path}.time_zone`);
  const format = body["format"] === undefined ? undefined : readText(body["format"], `${path}.format`);
  const shiftMs = body["offset"] === undefined ? 0 : readShift(body["offset"], `${path}.offset`);
  const bound = (json: JsonValue | undefined, at: string): number => {
    const span = parseDateBound(readScalar(json, at), { unit: "ms", offsetMs }, context.nowMs);
    return span?.from.ms ?? refuse(at, "a date is expected");
  };
  const keyText = (key: number): string => formatDate(key, format, offsetMs, `${path}.format`);
  // A pattern that cannot be written is refused now.
  keyText(0);
  return createHistogram(
    {
      ...readCommon(body, path, bound),
      slot: context.hits.values(readText(body["field"], `${path}.field`)),
      steps: shiftSteps(readInterval(body, path), offsetMs, shiftMs),
      path,
      inner,
      keyMembers: (key) => ({ key_as_string: keyText(key), key }),
      keyText,
    },
    context,
  );
}

function readCommon(
  body: JsonObject,
  path: string,
  bound: (json: JsonValue | undefined, path: string) => number,
): Pick<HistogramOptions, "least" | "missing" | "extended" | "isKeyed" | "order"> {
  const given = body["extended_bounds"];
  const bounds = given === undefined ? undefined : readObject(given, `${path}.extended_bounds`);
  return {
    least:
      body["min_doc_count"] === undefined
        ? 0
        : readWhole(body["min_doc_count"], `${path}.min_doc_count`, 0, Number.MAX_SAFE_INTEGER),
    missing: body["missing"] === undefined ? undefined : bound(body["missing"], `${path}.missing`),
    extended:
      bounds === undefined
        ? undefined
        : {
            min: bound(bounds["min"], `${path}.extended_bounds.min`),
            max: bound(bounds["max"], `${path}.extended_bounds.max`),
          },
    isKeyed: body["keyed"] !== undefined && readBoolean(body["keyed"], `${path}.keyed`),
    order: body["order"],
  };
}

function createHistogram(options: HistogramOptions, { budget }: PlanContext): CreateAggregator {
  const { slot, steps, least, missing, extended, isKeyed, inner, path } = options;
  const compare = readBucketOrder<NumberBucket>(options.order, path, (a, b) => a.key - b.key, [
    { key: "_key", isDescending: false },
  ]);
  const takeBucket = (): void => {
    if (budget.left === 0)
      tooCostly(
        `the aggregations make more than ${searchLimits.maxBuckets} buckets; ask for longer intervals`,
        "too_many_buckets_exception",
      );
    budget.left -= 1;
  };
  return (): Aggregator => {
    const buckets = new Map<number, NumberBucket>();
    const bucketAt = (key: number): NumberBucket => {
      let bucket = buckets.get(key);
      if (bucket === undefined) {
        takeBucket();
        bucket = { ...createBucket(inner), key };
        buckets.set(key, bucket);
      }
      return bucket;
    };
    let shown: readonly NumberBucket[] | undefined;
    const show = (): readonly NumberBucket[] => {
      if (shown !== undefined) return shown;
      if (least === 0) fillGaps();
      shown = [...buckets.values()].filter(({ count }) => count >= least).sort(compare);
      return shown;
    };
    const fillGaps = (): void => {
      const keys = [...buckets.keys()];
      if (extended !== undefined) keys.push(steps.floor(extended.min), steps.floor(extended.max));
      let first = Number.POSITIVE_INFINITY;
      let last = Number.NEGATIVE_INFINITY;
      for (const key of keys) {
        first = Math.min(first, key);
        last = Math.max(last, key);
      }
      for (let key = first; key <= last; ) {
        bucketAt(key);
        const next = steps.next(key);
        // An interval may be too small for a number of that size to move on by.
        if (!(next > key)) break;
        key = next;
      }
    };
    return {
      collect(hit) {
        const numbers = hit.values(slot).flatMap((value) => numberOf(value) ?? []);
        if (numbers.length === 0 && missing !== undefined) numbers.push(missing);
        const keys = numbers.length > 1 ? new Set(numbers.map(steps.floor)) : numbers.map(steps.floor);
        for (const key of keys) addToBucket(bucketAt(key), hit);
      },
      shownDocuments: () => shownInBuckets(show()),
      answer(documents) {
        const answers = show().map(({ key, count, inner: below }) => ({
          text: options.keyText(key),
          bucket: { ...options.keyMembers(key), doc_count: count, ...below.answer(documents) },
        }));
        if (!isKeyed) return { buckets: answers.map(({ bucket }) => bucket) };
        return { buckets: Object.fromEntries(answers.map(({ text, bucket }) => [text, bucket])) };
      },
    };
  };
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const calendarUnits: Readonly<Record<string, CalendarUnit>> = {
  minute: "m",
  "1m": "m",
  hour: "h",
  "1h": "h",
  day: "d",
  "1d": "d",
  week: "w",
  "1w": "w",
  month: "M",
  "1M": "M",
  quarter: "q",
  "1q": "q",
  year: "y",
  "1y": "y",
};

type CalendarUnit = "m" | "h" | "d" | "w" | "M" | "q" | "y";

function readInterval(body: JsonObject, path: string): Steps {
  const calendar = body["calendar_interval"];
  if (calendar !== undefined) {
    const unit = calendarUnits[readText(calendar, `${path}.calendar_interval`)];
    if (unit === undefined)
      return refuse(
        `${path}.calendar_interval`,
        "one of minute, hour, day, week, month, quarter and year is expected",
      );
    return calendarSteps(unit);
  }
  const name = body["fixed_interval"] === undefined ? "interval" : "fixed_interval";
  const given = body[name];
  if (given === undefined || isJsonObject(given))
    return refuse(path, "[fixed_interval] or [calendar_interval] is expected");
  const text = String(readScalar(given, `${path}.${name}`));
  const unit = name === "interval" ? calendarUnits[text] : undefined;
  if (unit !== undefined) return calendarSteps(unit);
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0)
    return refuse(`${path}.${name}`, `[${text}] is no interval; write it as 30s, 5m, 1h or 7d`);
  return { floor: (value) => Math.floor(value / ms) * ms, next: (start) => start + ms };
}

/** `30s`; undefined where it is no length of time. */
export function parseDuration(text: string): number | undefined {
  const found = /^([+-]?\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  const unit = unitMs[found?.[2] ?? ""];
  return found === null || unit === undefined ? undefined : Number(found[1]) * unit;
}

function readShift(json: JsonValue, path: string): number {
  const text = String(readScalar(json, path));
  return parseDuration(text) ?? refuse(path, `[${text}] is no length of time; write it as +6h`);
}

function calendarSteps(unit: CalendarUnit): Steps {
  const fixed = unit === "w" ? 7 * 86_400_000 : unitMs[unit];
  if (fixed !== undefined) {
    // 1970 began on a Thursday, weeks begin on Monday.
    const origin = unit === "w" ? 4 * 86_400_000 : 0;
    return {
      floor: (value) => Math.floor((value - origin) / fixed) * fixed + origin,
      next: (start) => start + fixed,
    };
  }
  const months = unit === "M" ? 1 : unit === "q" ? 3 : 12;
  const startOf = (monthNumber: number): number => {
    const date = new Date(0);
    date.setUTCFullYear(Math.floor(monthNumber / 12), ((monthNumber % 12) + 12) % 12, 1);
    return date.getTime();
  };
  const monthOf = (value: number): number => {
    const date = new Date(value);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  return {
    floor: (value) => startOf(Math.floor(monthOf(value) / months) * months),
    next: (start) => startOf(monthOf(start) + months),
  };
}

/** Buckets of a zone's own clock, and moved by so much. */
function shiftSteps(steps: Steps, offsetMs: number, shiftMs: number): Steps {
  const by = offsetMs - shiftMs;
  return {
    floor: (value) => steps.floor(value + by) - by,
    next: (start) => steps.next(start + by) - by,
  };
}
