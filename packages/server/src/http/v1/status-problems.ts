import type { AlertStatus } from "../../alerts/alert.ts";
import type { FolderUse, V1Dependencies } from "./dependencies.ts";
import { anyText, choice, described, list, named, object, type ReadOf } from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

export const problemShape = named(
  "Problem",
  object({
    code: choice([
      "rules-cannot-run",
      "rules-fail",
      "rule-files-missing",
      "misfits",
      "events-without-time",
      "gaps",
      "disk-low",
      "events-damaged",
      "events-cut",
      "store-work-fails",
      "live-behind",
      "live-forgets",
      "live-off",
      "schedule-off",
      "sending-refused",
    ]),
    severity: choice(["error", "warning"]),
    message: described("What is the matter.", anyText),
    action: described("What to do about it.", anyText),
    details: described("Names what it is about, not all of them where there are many.", list(anyText)),
  }),
);
export type Problem = ReadOf<typeof problemShape>;

/** Bytes that may wait for live detection before somebody should know: some seconds of work. */
const muchWaitingBytes = 256 * 1024 * 1024;

/** What an operator should look at, the gravest first. */
export function findProblems(dependencies: V1Dependencies, folder: FolderUse): readonly Problem[] {
  const { executions, detection, rules, ingest, config } = dependencies;
  const problems: Problem[] = [];
  const add = (
    severity: Problem["severity"],
    code: Problem["code"],
    message: string,
    action: string,
    details: readonly string[] = [],
  ): void => {
    problems.push({ severity, code, message, action, details: details.slice(0, v1Limits.maxNamedRules) });
  };

  const set = detection.ruleSet.current();
  if (set.problems.length > 0) {
    add(
      "error",
      "rules-cannot-run",
      `${set.problems.length} enabled rules cannot run.`,
      "Correct them in their files or through the API, or disable them; GET /api/v1/rules?cannot_run=true lists all.",
      set.problems.map(({ ruleId, message }) => `${ruleId}: ${message}`),
    );
  }
  const runningIds = new Set(set.rules.map(({ rule }) => rule.ruleId));
  const failed = [...executions.lastOfEach()].filter(
    ([ruleId, { status }]) => status === "failed" && runningIds.has(ruleId),
  );
  if (failed.length > 0) {
    add(
      "error",
      "rules-fail",
      `The last execution of ${failed.length} rules has failed.`,
      "Look at what their executions say; the time they did not search is searched by the next one that succeeds.",
      failed.map(([ruleId, { error }]) => `${ruleId}: ${error ?? "it failed"}`),
    );
  }
  const { freeBytes, totalBytes } = folder;
  if (freeBytes !== undefined && totalBytes !== undefined && freeBytes < totalBytes * v1Limits.lowDiskShare) {
    add(
      "error",
      "disk-low",
      `The disk of ${config.dataFolder} has ${Math.floor(freeBytes / 1024 ** 2)} MiB left of ${Math.floor(totalBytes / 1024 ** 2)}.`,
      "Make room, or lower retention_size or retention_age: where the disk is full, no event is taken.",
    );
  }
  const { damaged, cut, failing } = dependencies.damage.counts();
  if (damaged.count > 0) {
    add(
      "error",
      "events-damaged",
      `${damaged.count} places of the stored events have been found damaged since the start.`,
      "Look at the disk; where their events are needed, put back a backup. What can be read is searched.",
      damaged.first,
    );
  }
  if (cut.count > 0) {
    add(
      "warning",
      "events-cut",
      `The ends of ${cut.count} files of events were torn and have been cut off at this start.`,
      "After the server or the machine was killed that is expected: such events were not acknowledged, and agents send them again.",
      cut.first,
    );
  }
  if (failing.count > 0) {
    add(
      "warning",
      "store-work-fails",
      `Work on the stored events has failed ${failing.count} times since the start.`,
      "It is tried again; where it goes on, look at the room on the disk and at the rights of the data folder.",
      failing.first,
    );
  }
  const missing = rules.all().filter(({ isMissing, enabled }) => isMissing && enabled);
  if (missing.length > 0) {
    add(
      "warning",
      "rule-files-missing",
      `The files of ${missing.length} rules have vanished, so that they do not run.`,
      "Put the files back, check that their folder is mounted, or delete the rules.",
      missing.map(({ ruleId, origin }) => (origin.kind === "api" ? ruleId : `${ruleId}: ${origin.path}`)),
    );
  }
  const gaps = [...executions.gaps.unfilledMs()].filter(([ruleId]) => runningIds.has(ruleId));
  if (gaps.length > 0) {
    add(
      "warning",
      "gaps",
      `${gaps.length} rules have times that no execution has covered.`,
      "Fill them with POST /api/v1/rules/{rule_id}/gaps/fill as long as the events are stored.",
      gaps
        .toSorted(([, left], [, right]) => right - left)
        .map(([ruleId, ms]) => `${ruleId}: ${Math.round(ms / 60_000)} minutes`),
    );
  }
  if (detection.live === undefined) {
    if (!config.live) {
      add(
        "warning",
        "live-off",
        "Live detection is turned off: alerts come with the scheduled executions.",
        "Set live to true unless that is meant.",
      );
    }
  } else {
    const { waitingBytes, droppedHits } = detection.live.status;
    if (waitingBytes > muchWaitingBytes) {
      add(
        "warning",
        "live-behind",
        `Live detection is ${Math.round(waitingBytes / 1024 ** 2)} MiB behind.`,
        "It catches up when fewer events arrive; where it does not, give the server more processor time or disable costly rules.",
      );
    }
    if (droppedHits > 0) {
      add(
        "warning",
        "live-forgets",
        `Live detection has forgotten ${droppedHits} events that sequences might have gone on with.`,
        "Scheduled executions find such sequences; narrow the first stages of rules that match very much.",
      );
    }
  }
  if (!config.scheduled) {
    add(
      "warning",
      "schedule-off",
      "Scheduled executions are turned off: events that arrive late, and rules that are not judged live, are left out.",
      "Set scheduled to true unless that is meant.",
    );
  }
  const { rejectedRequests, eventsWithoutTime, misfits } = ingest.counts();
  if (rejectedRequests > 0) {
    add(
      "warning",
      "sending-refused",
      `${rejectedRequests} requests with events were told to come again since the start, as there was no room.`,
      "Agents send them again; where it goes on, look at the disk and at how much is sent.",
    );
  }
  if (eventsWithoutTime > 0) {
    add(
      "warning",
      "events-without-time",
      `${eventsWithoutTime} events since the start have no @timestamp that can be read.`,
      "Have their sender set @timestamp as ISO 8601: sequences and scheduled rules need it.",
    );
  }
  if (misfits.fields.size > 0) {
    add(
      "warning",
      "misfits",
      `${misfits.fields.size} fields have values that do not fit their type; rules may not match them.`,
      "Correct them where events are made; the events are kept as they were sent.",
      misfitList(dependencies).map(
        ({ field, type, events }) => `${field} (${type}): ${events} events of those looked at`,
      ),
    );
  }
  return problems;
}

/** Fields with the most misfits first. */
export function misfitList({
  ingest,
}: Pick<V1Dependencies, "ingest">): readonly { field: string; type: string; events: number }[] {
  const { fields } = ingest.counts().misfits;
  return [...fields]
    .map(([field, { type, events }]) => ({ field, type, events }))
    .toSorted((left, right) => right.events - left.events)
    .slice(0, v1Limits.maxMisfits);
}

/** Alerts by status, those of single events of sequences left aside. */
export function alertsByStatus({
  alerts,
}: Pick<V1Dependencies, "alerts">): Readonly<Record<AlertStatus, number>> {
  const counts = new Map(
    alerts.countsBy("status", { buildingBlocks: "hidden" }).map(({ value, count }) => [value, count]),
  );
  return {
    open: counts.get("open") ?? 0,
    acknowledged: counts.get("acknowledged") ?? 0,
    closed: counts.get("closed") ?? 0,
  };
}
