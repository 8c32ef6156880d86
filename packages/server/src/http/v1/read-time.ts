import { parseDateMath } from "@eqlite/core/lang";
import { OperationalError } from "../../platform/operational-error.ts";
import { described, type Shape, text } from "./shape.ts";

const form = "ISO 8601 such as `2026-01-05T12:00:00Z`, or date math such as `now-24h` and `now/d`";

export const fromTime: Shape<string> = described(`Beginning of the time: ${form}.`, text({ most: 100 }));
export const toTime: Shape<string> = described(
  `End of the time, which is not part of it: ${form}. A whole unit such as \`2026-01-05\` or \`now/d\` is part of it.`,
  text({ most: 100 }),
);

/** Half-open, in milliseconds since 1970; undefined is no bound. */
export interface TimeBounds {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/** Reads both ends. Throws `bad-request` where one is no time, or the end is not behind the beginning. */
export function readTimes(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs: number,
): TimeBounds {
  const fromMs = from === undefined ? undefined : readTime("from", from, nowMs);
  const toMs = to === undefined ? undefined : readTime("to", to, nowMs);
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw new OperationalError(
      "bad-request",
      `The time from ${from} to ${to} is empty: from comes before to.`,
    );
  }
  return { fromMs, toMs };
}

/** Both ends, which have to be there. */
export function readSpan(
  times: { readonly from: string; readonly to: string },
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const { fromMs = 0, toMs = nowMs } = readTimes(times, nowMs);
  return { fromMs, toMs };
}

function readTime(name: "from" | "to", text: string, nowMs: number): number {
  const span = parseDateMath(text, nowMs);
  if (span === undefined) {
    throw new OperationalError("bad-request", `${name} is no time: write it as ${form.replaceAll("`", "")}.`);
  }
  // A second that is written without its fraction is meant as an instant.
  const isInstant = span.to.ms - span.from.ms < 1_000;
  return name === "from" || isInstant ? span.from.ms : span.to.ms + 1;
}
