import { createHash } from "node:crypto";
import { type Alert, buildAlert, type RuleOutcome, type Severity, severities } from "@eqlite/core/detect";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { EventKeeper } from "../events/event-keeper.ts";
import { createAlertIds } from "./alert-ids.ts";
import { createFoundMatches } from "./found-matches.ts";
import { readMatch } from "./read-match.ts";
import { type KnownAlerts, ScanAlert } from "./scan-alert.ts";

export interface FindAlertsOptions {
  readonly catalogue: FieldCatalogue;
  readonly minSeverity: Severity | undefined;
}

/**
 * The alerts of the matches: by time, then rule, then id, each once. Each is built here, to know its time and its id, which
 * are kept as numbers, and built again when it is looked at.
 */
export async function findAlerts(
  outcomes: readonly RuleOutcome[],
  keeper: EventKeeper,
  { catalogue, minSeverity }: FindAlertsOptions,
): Promise<readonly Alert[]> {
  const least = minSeverity === undefined ? 0 : severities.indexOf(minSeverity);
  const found = createFoundMatches(outcomes);
  const events = await keeper.load(found.positions());
  const build = (number: number): Alert | undefined => {
    const { outcome, match } = found.at(number);
    const whole = readMatch(match, outcome.readKey, events);
    return whole === undefined ? undefined : buildAlert(outcome.rule, whole, { catalogue, hash: sha256 });
  };
  const ids = createAlertIds(found.count);
  /** Alerts without a time come first, as their events do. */
  const times = new Float64Array(found.count).fill(Number.NEGATIVE_INFINITY);
  const raised = new Uint32Array(found.count);
  let count = 0;
  for (const number of found.byLastEvent) {
    const alert = build(number);
    // No alert: keys that only have one hash, or a rule that would feed itself.
    if (alert === undefined || severities.indexOf(alert.look.severity) < least) continue;
    ids.set(number, alert.id);
    if (alert.timeMs !== undefined) times[number] = alert.timeMs;
    raised[count++] = number;
  }
  // The same event read twice (a file given twice, exports that overlap) is one alert: that of its first reading.
  const byId = raised.subarray(0, count).sort((a, b) => ids.compare(a, b) || found.compare(a, b));
  const once = byId.filter((number, at) => at === 0 || ids.compare(number, byId[at - 1] ?? 0) !== 0);
  const ruleOf = (number: number): RuleOutcome["rule"] => found.at(number).outcome.rule;
  const timeOf = (number: number): number => times[number] ?? 0;
  once.sort(
    (a, b) =>
      compare(timeOf(a), timeOf(b)) || compare(ruleOf(a).ruleId, ruleOf(b).ruleId) || ids.compare(a, b),
  );
  const known: KnownAlerts = { idOf: ids.get, timeOf, ruleOf, built: rememberLast(build) };
  return Array.from(once, (number) => new ScanAlert(known, number));
}

/** Whoever looks at an alert asks for several of its parts. */
function rememberLast(build: (number: number) => Alert | undefined): KnownAlerts["built"] {
  let last: { readonly number: number; readonly alert: Alert } | undefined;
  return (number) => {
    if (last?.number !== number) {
      const alert = build(number);
      if (alert === undefined) throw new Error("an alert that was built once can be built again");
      last = { number, alert };
    }
    return last.alert;
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Texts by code units: the order must not depend on a locale. Not a difference, which is no number for two infinities. */
function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}
