export type ExecutionType = "scheduled" | "manual" | "live";

export type ExecutionStatus = "running" | "succeeded" | "partial failure" | "failed";

/** What one execution looks at; of each range what is known. Half-open. */
export interface ExecutionWindow {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Positions of the event store. */
  readonly fromPosition?: number | undefined;
  readonly toPosition?: number | undefined;
}

export interface ExecutionCounts {
  readonly eventsSearched: number;
  /** Matches before it was looked which alerts are known and how many may be raised. */
  readonly candidates: number;
  readonly alertsNew: number;
  readonly alertsKnown: number;
  /** Not raised because of `max_signals`. */
  readonly alertsDropped: number;
}

export interface NewExecution {
  readonly id: string;
  readonly ruleId: string;
  readonly type: ExecutionType;
  readonly startedMs: number;
  readonly window?: ExecutionWindow;
}

export interface FinishedExecution extends Partial<ExecutionCounts> {
  readonly id: string;
  readonly status: Exclude<ExecutionStatus, "running">;
  readonly finishedMs: number;
  readonly warnings?: readonly string[];
  /** Why it failed. */
  readonly error?: string | undefined;
}

/** One execution of one rule. */
export interface Execution extends ExecutionCounts {
  readonly id: string;
  readonly ruleId: string;
  readonly type: ExecutionType;
  readonly status: ExecutionStatus;
  readonly startedMs: number;
  /** Undefined while it runs. */
  readonly finishedMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly window: ExecutionWindow;
  readonly warnings: readonly string[];
  readonly error: string | undefined;
}
