import type { Alert } from "@eqlite/core/detect";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { positionsOf, type RaiseContext, raiseAlert } from "../detection/raise-alerts.ts";
import type { EventStore } from "../stores/event-store.ts";
import type { LiveAlert, LiveFindings } from "./live-detector.ts";
import { liveLimits } from "./live-limits.ts";
import type { PendingFinding, PendingFindings } from "./pending-findings.ts";

export interface CommitOptions {
  readonly store: Pick<EventStore, "load">;
  readonly catalogue: FieldCatalogue;
  readonly pending: PendingFindings;
  /** When findings are raised, by the clock that only goes forward. */
  readonly nowMs: number;
  /** Up to where everything is judged, once all that is pending is stored; undefined where that is stored already. */
  readonly position: number | undefined;
  readonly execution: RaiseContext["execution"];
  commit(findings: Omit<LiveFindings, "position">, position: number | undefined): void;
  reportLost(rule: DetectionRule, matches: number): void;
}

interface BuiltFinding {
  readonly finding: PendingFinding;
  readonly alert: Alert;
}

/**
 * Makes alerts of what is pending and stores them, some at a time, as each holds its events. What was refuted comes last: a
 * match that takes the place of another one may have the same alert, which then stays as it is. Throws what `commit` and the
 * store do; what was not stored is still pending then.
 */
export async function commitFindings(options: CommitOptions): Promise<void> {
  const { pending, commit, nowMs, position } = options;
  for (;;) {
    const found = pending.found(liveLimits.maxFindings);
    if (found.length === 0) break;
    const built = await build(found, options);
    const isLast = found.length === pending.count;
    commit({ alerts: built.map(toLiveAlert), refuted: [] }, isLast ? position : undefined);
    for (const { finding, alert } of built) finding.live.raised.change(alert.id, 1, nowMs);
    pending.done(found);
    if (isLast) return;
  }
  for (;;) {
    const refuted = pending.refuted(liveLimits.maxFindings);
    const isLast = refuted.length === pending.count;
    if (isLast && refuted.length === 0 && position === undefined) return;
    const built = await build(refuted, options);
    commit({ alerts: [], refuted: withoutMatch(built) }, isLast ? position : undefined);
    for (const { finding, alert } of built) {
      if (finding.isRaised) finding.live.raised.change(alert.id, -1, nowMs);
    }
    pending.done(refuted);
    if (isLast) return;
  }
}

function toLiveAlert({ finding, alert }: BuiltFinding): LiveAlert {
  return { rule: finding.rule, alert };
}

/** The ids of refuted alerts that no other match stands for. */
function withoutMatch(refuted: readonly BuiltFinding[]): readonly string[] {
  const changes = new Map<string, number>();
  for (const { finding, alert } of refuted) {
    changes.set(alert.id, (changes.get(alert.id) ?? 0) - (finding.isRaised ? 1 : 0));
  }
  const ids = new Set<string>();
  for (const { finding, alert } of refuted) {
    if (finding.live.raised.after(alert.id, changes.get(alert.id) ?? 0) === 0) ids.add(alert.id);
  }
  return [...ids];
}

async function build(
  findings: readonly PendingFinding[],
  { store, catalogue, execution, reportLost }: CommitOptions,
): Promise<readonly BuiltFinding[]> {
  if (findings.length === 0) return [];
  const events = await store.load(positionsOf(findings));
  const built: BuiltFinding[] = [];
  const lost = new Map<DetectionRule, number>();
  for (const finding of findings) {
    const alert = raiseAlert(finding, events, { catalogue, execution });
    if (alert === "lost") lost.set(finding.rule, (lost.get(finding.rule) ?? 0) + 1);
    else if (alert !== undefined) built.push({ finding, alert });
  }
  for (const [rule, matches] of lost) reportLost(rule, matches);
  return built;
}
