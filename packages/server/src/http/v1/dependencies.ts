import type { FieldCatalogue } from "@eqlite/core/lang";
import type { AlertStore } from "../../alerts/alert-store.ts";
import type { SavedViews } from "../../alerts/saved-views.ts";
import type { ServerConfig } from "../../config/settings.ts";
import type { RuleSetKeeper } from "../../detection/rule-set.ts";
import type { ExceptionStore } from "../../exceptions/exception-store.ts";
import type { ExecutionStore } from "../../executions/execution-store.ts";
import type { Ingest } from "../../ingest/ingest.ts";
import type { LiveDetector } from "../../live/live-detector.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database.ts";
import type { RuleStore } from "../../rules/rule-store.ts";
import type { ManualExecutions } from "../../scheduler/manual-executions.ts";
import type { Scheduler } from "../../scheduler/scheduler.ts";
import type { SearchTurns } from "../../search/search-turns.ts";
import type { DamageRecord } from "../../stores/damage-record.ts";
import type { EventStore } from "../../stores/event-store.ts";

/** What the product's own API is made of. */
export interface V1Dependencies {
  /** The file that all stores are in: changes of several of them are made together. */
  readonly database: Pick<Database, "transaction">;
  readonly alerts: AlertStore;
  readonly views: SavedViews;
  readonly rules: RuleStore;
  readonly exceptions: ExceptionStore;
  readonly executions: ExecutionStore;
  readonly store: EventStore;
  readonly damage: Pick<DamageRecord, "counts">;
  readonly ingest: Pick<Ingest, "counts">;
  readonly detection: {
    readonly ruleSet: RuleSetKeeper;
    readonly live: Pick<LiveDetector, "status"> | undefined;
    readonly scheduler: Pick<Scheduler, "status">;
    readonly manual: Pick<ManualExecutions, "run" | "fillGaps">;
  };
  readonly catalogue: FieldCatalogue;
  readonly config: Pick<
    ServerConfig,
    | "config"
    | "dataFolder"
    | "enforceIndex"
    | "indexAliases"
    | "live"
    | "retentionAgeMs"
    | "retentionSizeBytes"
    | "scheduled"
  >;
  readonly clock: Clock;
  /** UUIDs for what is new. */
  readonly makeId: () => string;
  /** A clock for deadlines that does not jump, in milliseconds. */
  readonly monotonicMs: () => number;
  /** Which searches run at once, whoever asks. */
  readonly turns: SearchTurns;
  /** Reads the rule files into the store now. */
  syncRuleFiles(): Promise<void>;
  /** Room on the disk that the data folder is on. */
  folderUse(): Promise<FolderUse>;
  /** Aborted when the server stops: feeds, previews and exports end. */
  readonly stopping: AbortSignal;
  readonly version: string;
  readonly startedMs: number;
}

export interface FolderUse {
  /** Bytes of the server's state beside the events. */
  readonly stateBytes: number;
  /** Undefined where the system does not say. */
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
}
