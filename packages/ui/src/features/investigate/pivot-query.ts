import { parseDateMath } from "@eqlite/core/lang";
import type { EventQuery, EventTest } from "../../shared/events-query/event-query.ts";
import type { AlertSubject } from "./alert-subject.ts";
import type { GuideBlock } from "./guide-parts.ts";
import { investigateLimits } from "./investigate-limits.ts";

type Investigate = Extract<GuideBlock, { kind: "investigate" }>;

export type Pivot =
  | { readonly kind: "query"; readonly query: EventQuery; readonly asksForAlerts: boolean }
  /** The alert lacks values that the block asks for in each of its alternatives. */
  | { readonly kind: "missing"; readonly fields: readonly string[] };

/**
 * The query of an `!{investigate{…}}` block for one alert. An alternative whose placeholder the alert has no value for finds
 * nothing and is left out. Times are relative to the alert's first event and last event.
 */
export function pivotQuery(block: Investigate, subject: AlertSubject): Pivot {
  const missing = new Set<string>();
  const alternatives: EventTest[] = [];
  for (const providers of block.providers) {
    const tests: EventTest[] = [];
    let isComplete = true;
    for (const provider of providers) {
      const test = providerTest(provider, subject);
      if (typeof test === "string") {
        missing.add(test);
        isComplete = false;
      } else tests.push(test);
    }
    if (isComplete) alternatives.push({ all: tests });
  }
  if (alternatives.length === 0) return { kind: "missing", fields: [...missing] };
  const { fromMs, toMs } = pivotTimes(block, subject);
  return {
    kind: "query",
    asksForAlerts: block.providers.some((providers) =>
      providers.some(
        ({ field, value, excluded }) => field === "event.kind" && value === "signal" && !excluded,
      ),
    ),
    query: {
      test: { any: alternatives },
      fromMs,
      toMs,
      size: investigateLimits.pivotEvents,
      order: "newest-first",
    },
  };
}

/** The test, or the name of the field that the alert has no value of. */
function providerTest(
  provider: Investigate["providers"][number][number],
  subject: AlertSubject,
): EventTest | string {
  const given = (test: EventTest): EventTest => (provider.excluded ? { not: test } : test);
  if (provider.queryType === "exists") return given({ exists: provider.field });
  const template = /^\{\{\s*([\w.@-]+)\s*\}\}$/.exec(provider.value.trim())?.[1];
  if (template !== undefined) {
    const values = subject.valuesOf(template);
    if (values.length === 0) return template;
    return given({ field: provider.field, oneOf: values.map((value) => typed(value, provider.valueType)) });
  }
  return given({ field: provider.field, oneOf: [typed(provider.value, provider.valueType)] });
}

function typed(value: string, valueType: string): string | number | boolean {
  if (valueType === "number" && value !== "" && Number.isFinite(Number(value))) return Number(value);
  if (valueType === "boolean") return value === "true";
  return value;
}

function pivotTimes(
  { relativeFrom, relativeTo }: Pick<Investigate, "relativeFrom" | "relativeTo">,
  subject: AlertSubject,
): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = parseDateMath(relativeFrom ?? "now-1h", subject.firstMs)?.from.ms;
  const toMs = parseDateMath(relativeTo ?? "now+1h", subject.lastMs)?.to.ms;
  const from = fromMs ?? subject.firstMs - 3_600_000;
  const to = toMs ?? subject.lastMs + 3_600_000;
  // The end is not part of it, the last event is.
  const end = Math.max(to, subject.lastMs) + 1;
  return {
    fromMs: Math.max(Math.min(from, subject.firstMs), subject.firstMs - investigateLimits.maxSpanMs),
    toMs: Math.min(end, subject.lastMs + investigateLimits.maxSpanMs),
  };
}
