import type { MessagePort } from "node:worker_threads";
import type { PassRule } from "@eqlite/core/detect";
import type { HashSeed, PassShare, TimeRange } from "@eqlite/core/kernel";
import type { FieldType, PortableQuery } from "@eqlite/core/lang";
import type { InputFile } from "../inputs/read-inputs.ts";
import type { ProblemCounts } from "./problem-log.ts";

/** What a worker needs to judge as the main thread does. */
export interface WorkerStart {
  readonly rules: readonly {
    readonly rule: PassRule["rule"];
    readonly query: PortableQuery;
  }[];
  /** Types of the fields that order events. */
  readonly fieldTypes: readonly (readonly [name: string, type: FieldType | undefined])[];
  readonly enforceIndex: boolean;
  readonly range: TimeRange | undefined;
  readonly seed: HashSeed;
  /** On it come the files, each before its first block. */
  readonly files: MessagePort;
  readonly slots: SharedArrayBuffer;
  readonly slotCount: number;
}

/** A file whose blocks are handed out, which name it by its number. */
export interface WorkerFile extends InputFile {
  readonly number: number;
}

/** What a worker has found in its blocks since it told the last time. */
export interface FromWorker {
  readonly share: PassShare;
  /** Set when no more will come. */
  readonly total: WorkerTotal | undefined;
}

/** Records that a worker has judged, and what it could not read. */
export interface WorkerTotal {
  readonly records: number;
  readonly problems: ProblemCounts;
}
