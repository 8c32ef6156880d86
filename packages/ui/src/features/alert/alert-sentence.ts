import { describeEvent, isRemoteWrite, userSlot } from "../../shared/event/describe-event.ts";
import { eventKind } from "../../shared/event/event-kind.ts";
import { partSlot, type Sentence, type Slot, valueSlot } from "../../shared/event/sentence.ts";
import type { AlertEvent } from "./alert-event.ts";

type ToldEvent = Pick<AlertEvent, "fields" | "timeMs">;

/** Events that one sentence tells of; of more it says how many. */
const maxTold = 4;

/** What happened, in one sentence, from the events of an alert. Undefined where there are none. */
export function alertSentence(events: readonly ToldEvent[]): Sentence | undefined {
  const [first, second] = events;
  if (first === undefined) return undefined;
  if (second !== undefined && events.length === 2 && isStartOfWritten(first, second)) {
    return startOfWritten(first, second);
  }
  const told = events.slice(0, maxTold);
  return {
    say: "alert",
    slots: {
      where: whereSlot(events),
      what: sentenceSlot(describeEvent(first.fields)),
      time: timeSlot(first),
      next: sentenceSlot(chain(told)),
      more:
        events.length > told.length
          ? partSlot("alertMore", { count: valueSlot(String(events.length - told.length)) })
          : undefined,
    },
  };
}

/** What followed, each behind the one before. */
function chain([before, next, ...others]: readonly ToldEvent[]): Sentence | undefined {
  if (before === undefined || next === undefined) return undefined;
  return {
    say: "alertThen",
    slots: {
      after: partSlot("alertAfter", { distance: distanceSlot(before, next) }),
      what: sentenceSlot(describeEvent(next.fields)),
      next: sentenceSlot(chain([next, ...others])),
    },
  };
}

/** The same file written and then started: the two are one story. */
function isStartOfWritten(written: ToldEvent, started: ToldEvent): boolean {
  const path = written.fields.first("file.path");
  return (
    path !== undefined &&
    ["file-creation", "file-change"].includes(eventKind(written.fields)) &&
    eventKind(started.fields) === "process-start" &&
    started.fields.first("process.executable")?.toLowerCase() === path.toLowerCase()
  );
}

function startOfWritten(written: ToldEvent, started: ToldEvent): Sentence {
  return {
    say: isRemoteWrite(written.fields) ? "alertRemoteStart" : "alertWrittenStart",
    slots: {
      where: whereSlot([written, started]),
      file: valueSlot(written.fields.first("file.path"), "file.path"),
      by: partSlot("alertWriter", {
        process: valueSlot(written.fields.first("process.executable", "process.name"), "process.executable"),
      }),
      time: timeSlot(written),
      after: partSlot("alertAfter", { distance: distanceSlot(written, started) }),
      process: valueSlot(started.fields.first("process.name", "process.executable"), "process.name"),
      byParent: partSlot("byParent", {
        parent: valueSlot(
          started.fields.first("process.parent.name", "process.parent.executable"),
          "process.parent.name",
        ),
      }),
      byUser: partSlot("byUser", { user: userSlot(started.fields) }),
    },
  };
}

function whereSlot(events: readonly ToldEvent[]): Slot {
  const hosts = [...new Set(events.flatMap(({ fields }) => fields.first("host.name", "host.id") ?? []))];
  return {
    kind: "sentence",
    sentence:
      hosts.length === 0
        ? { say: "alertSomewhere" }
        : { say: "alertOn", slots: { host: valueSlot(hosts.join(", "), "host.name") } },
  };
}

function sentenceSlot(sentence: Sentence | undefined): Slot | undefined {
  return sentence === undefined ? undefined : { kind: "sentence", sentence };
}

function timeSlot({ timeMs }: ToldEvent): Slot | undefined {
  return timeMs === undefined ? undefined : partSlot("alertAt", { time: { kind: "time", ms: timeMs } });
}

function distanceSlot(from: ToldEvent, to: ToldEvent): Slot | undefined {
  if (from.timeMs === undefined || to.timeMs === undefined || to.timeMs < from.timeMs) return undefined;
  return { kind: "distance", ms: to.timeMs - from.timeMs };
}
