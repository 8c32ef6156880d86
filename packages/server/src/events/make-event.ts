import {
  allParts,
  type EventRecord,
  mapToEcs,
  type RawRecord,
  repairSystemPid,
  wantedPartsOf,
} from "@eqlite/core/events";
import type { InputProblem } from "../inputs/input-problem.ts";
import type { InputFile } from "../inputs/read-inputs.ts";

/** Corrections of what exporters are known to lose. None is made unless it is asked for by name. */
export const repairNames = ["system-pid"] as const;
export type RepairName = (typeof repairNames)[number];

export interface MadeEvent {
  readonly event: EventRecord;
  /** Set where the record could be mapped in part only. */
  readonly problem: InputProblem | undefined;
}

/** Makes events of records: the one way in which every command sees them, also when they are read again. */
export type MakeEvent = (raw: RawRecord, file: InputFile, arrival: number) => MadeEvent;

/** @param fields all that will be read of the events, which may then lack others; by default they are whole */
export function createMakeEvent(repairs: readonly RepairName[], fields?: readonly string[]): MakeEvent {
  const repair = repairs.includes("system-pid") ? repairSystemPid : undefined;
  // A repair may read any field.
  const parts = fields === undefined || repair !== undefined ? allParts : wantedPartsOf(fields);
  return (raw, { path, member }, arrival) => {
    const { document, problem } = mapToEcs(raw.document, parts);
    const event: EventRecord = {
      document: repair === undefined ? document : repair(document),
      source: { path, ...(member === undefined ? {} : { member }), record: raw.record },
      arrival,
      ...(raw.id === undefined ? {} : { id: raw.id }),
      ...(raw.index === undefined ? {} : { index: raw.index }),
    };
    return {
      event,
      problem:
        problem === undefined
          ? undefined
          : { kind: "xml", message: problem, record: raw.record, lostRecords: 0 },
    };
  };
}
