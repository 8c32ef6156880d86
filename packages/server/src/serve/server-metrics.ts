import type { AlertStore } from "../alerts/alert-store.ts";
import type { ExecutionType, FinishedExecution } from "../executions/execution.ts";
import type { ExecutionStore } from "../executions/execution-store.ts";
import { v1Limits } from "../http/v1/v1-limits.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { LiveDetector } from "../live/live-detector.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { EventStore } from "../stores/event-store.ts";

export interface MeasuredParts {
  readonly metrics: Metrics;
  readonly store: Pick<EventStore, "dataStreams">;
  readonly ingest: Pick<Ingest, "counts">;
  readonly alerts: Pick<AlertStore, "subscribe" | "count">;
  readonly live: Pick<LiveDetector, "status"> | undefined;
}

const executionTypes = ["scheduled", "manual", "live"] as const;
const executionStatuses = ["succeeded", "partial failure", "failed"] as const;
const durationBuckets = [0.05, 0.25, 1, 5, 20, 60, 300];

/** Figures of detection for Prometheus. */
export function addServerMetrics({ metrics, store, ingest, alerts, live }: MeasuredParts): void {
  const counted = [
    ["eqlite_events_ingested_total", "Events stored since the start.", () => ingest.counts().events],
    ["eqlite_ingest_bytes_total", "Bytes of their lines.", () => ingest.counts().bytes],
    [
      "eqlite_ingest_refused_items_total",
      "Operations that were answered with an error of their own.",
      () => ingest.counts().refusedItems,
    ],
    [
      "eqlite_ingest_rejected_requests_total",
      "Requests that were told to come again, as there was no room.",
      () => ingest.counts().rejectedRequests,
    ],
    [
      "eqlite_live_dropped_hits_total",
      "Events that live detection has forgotten though sequences might have gone on with them.",
      () => live?.status.droppedHits ?? 0,
    ],
  ] as const;
  for (const [name, help, total] of counted) metrics.counter({ name, help, labels: {} }).follow({}, total);

  const stream = { data_stream: { most: v1Limits.maxMeasuredStreams } } as const;
  metrics
    .gauge({ name: "eqlite_stored_events", help: "Events that are kept.", labels: stream })
    .followAll(() => store.dataStreams().map(({ name, events }) => [{ data_stream: name }, events] as const));
  metrics
    .gauge({ name: "eqlite_stored_bytes", help: "Their room on disk.", labels: stream })
    .followAll(() =>
      store.dataStreams().map(({ name, storedBytes }) => [{ data_stream: name }, storedBytes] as const),
    );

  const followed = [
    [
      "eqlite_live_waiting_bytes",
      "Bytes of events that live detection has not judged yet.",
      () => live?.status.waitingBytes ?? 0,
    ],
    ["eqlite_live_hits", "Events remembered for sequences.", () => live?.status.hits ?? 0],
    [
      "eqlite_open_alerts",
      "Open alerts, without those of single events of sequences.",
      () => alerts.count({ statuses: ["open"], buildingBlocks: "hidden" }),
    ],
  ] as const;
  for (const [name, help, value] of followed) metrics.gauge({ name, help, labels: {} }).follow({}, value);

  const raised = metrics.counter({
    name: "eqlite_alerts_total",
    help: "Alerts that were stored since the start.",
    labels: { origin: executionTypes, severity: ["low", "medium", "high", "critical", "other"] },
  });
  alerts.subscribe(({ added = [] }) => {
    for (const { origin, severity } of added) raised.add(1, { origin, severity: severityLabel(severity) });
  });
}

const severityLabels = ["low", "medium", "high", "critical"] as const;

/** An event may say anything where a rule takes its severity from it. */
function severityLabel(severity: string): (typeof severityLabels)[number] | "other" {
  return severityLabels.find((known) => known === severity) ?? "other";
}

/** Makes what is told of each execution that has ended. */
export function countExecutions(
  metrics: Metrics,
  executions: Pick<ExecutionStore, "get">,
): (execution: FinishedExecution, type: ExecutionType) => void {
  const ended = metrics.counter({
    name: "eqlite_executions_total",
    help: "Executions of rules that have ended since the start.",
    labels: { type: executionTypes, status: executionStatuses },
  });
  const durations = metrics.histogram({
    name: "eqlite_execution_seconds",
    help: "How long executions took; those of one pass take as long as the pass.",
    labels: { type: executionTypes },
    buckets: durationBuckets,
  });
  return ({ id, status }, type) => {
    ended.add(1, { type, status });
    const durationMs = executions.get(id)?.durationMs;
    if (durationMs !== undefined) durations.observe(durationMs / 1_000, { type });
  };
}
