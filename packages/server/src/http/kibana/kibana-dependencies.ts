import type { Rule } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { AlertStore } from "../../alerts/alert-store.ts";
import type { ExceptionStore } from "../../exceptions/exception-store.ts";
import type { ExecutionStore } from "../../executions/execution-store.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database.ts";
import type { RuleStore } from "../../rules/rule-store.ts";
import type { SearchSource } from "../../search/search-source.ts";
import type { SearchTurns } from "../../search/search-turns.ts";
import type { Principal } from "../server-env.ts";

export interface KibanaDependencies {
  /** The file that all stores are in: changes of several of them are made together. */
  readonly database: Pick<Database, "transaction">;
  readonly rules: RuleStore;
  readonly alerts: AlertStore;
  readonly exceptions: ExceptionStore;
  readonly executions: ExecutionStore;
  /** The alerts as something to be searched; see search/alert-source.ts. */
  readonly alertSource: SearchSource;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
  /** UUIDs for what is new. */
  readonly makeId: () => string;
  /** Shared with whatever else searches. */
  readonly turns: SearchTurns;
  /** A clock that does not jump, in milliseconds. */
  readonly monotonicMs: () => number;
  /** Starts manual runs; returns when they are planned. 501 is answered where it is left out. */
  readonly runManually?: ManualRuns | undefined;
  /** Starts to fill the gaps that rules have in a time. 501 is answered where it is left out. */
  readonly fillGaps?: ManualRuns | undefined;
  /** Runs a rule without storing it. 501 is answered where it is left out. */
  readonly previewRule?: ((request: PreviewRequest) => Promise<PreviewAnswer>) | undefined;
}

/** @param ruleIds `rule_id`s of enabled rules that are run here. The time is half-open, in milliseconds since 1970. */
export type ManualRuns = (
  ruleIds: readonly string[],
  fromMs: number,
  toMs: number,
  principal: Principal,
) => Promise<void>;

export interface PreviewRequest {
  /** Checked, of a type that is run. */
  readonly rule: Rule;
  /** How many executions, one interval after the other … */
  readonly invocationCount: number;
  /** … and the time at which the last one begins. */
  readonly timeframeEndMs: number;
  readonly signal: AbortSignal;
}

export interface PreviewAnswer {
  readonly previewId: string;
  readonly isAborted: boolean;
  /** One for each execution. */
  readonly logs: readonly {
    readonly startedAtMs: number;
    readonly durationMs: number;
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
  }[];
  /** Documents of the alerts that would have been raised. */
  readonly alerts: readonly JsonObject[];
}
