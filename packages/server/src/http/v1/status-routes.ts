import { join } from "node:path";
import { configFileName } from "../../config/load-config.ts";
import { durationText, sizeText } from "../../config/quantity.ts";
import { settings } from "../../config/settings.ts";
import { dueRules } from "../../scheduler/due-rules.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTime, isoTimeOrNull } from "./iso-time.ts";
import { type Route, route } from "./route.ts";
import { anyText, described, flag, list, nullable, number, object, time, whole } from "./shape.ts";
import { alertsByStatus, findProblems, misfitList, problemShape } from "./status-problems.ts";

/** How the server fares. */
export function statusRoutes(dependencies: V1Dependencies): readonly Route[] {
  const { store, ingest, detection, rules, config, clock, version, startedMs } = dependencies;
  return [
    route({
      method: "GET",
      path: "/api/v1/status",
      tag: "status",
      summary: "How the server fares",
      description: "Counts of ingest are those since the start.",
      access: "read",
      answer: {
        description: "Figures, and what somebody should look at.",
        shape: object({
          version: anyText,
          started_at: time,
          uptime_seconds: number,
          data: object({
            folder: anyText,
            config_file: described("The file of settings; it is read where it is there.", anyText),
            event_bytes: described("Of events on disk.", whole()),
            state_bytes: described("Of alerts, rules and everything else.", whole()),
            disk_free_bytes: nullable(whole()),
            disk_total_bytes: nullable(whole()),
            events: whole(),
            data_streams: whole(),
            first_arrival: nullable(time),
            last_arrival: nullable(time),
            retention_age_ms: nullable(whole()),
            retention_size_bytes: nullable(whole()),
            retention_lines: described(
              "The retention as it stands, or would, in the file of settings.",
              list(anyText),
            ),
          }),
          ingest: object({
            events: whole(),
            bytes: whole(),
            refused_items: whole(),
            rejected_requests: whole(),
            events_without_time: whole(),
            misfits: object({
              looked_at: described("Events of the sample.", whole()),
              fields: list(object({ field: anyText, type: anyText, events: whole() })),
            }),
          }),
          live: object({
            is_on: flag,
            rules: whole(),
            position: nullable(whole()),
            end_position: whole(),
            waiting_bytes: whole(),
            delay_ms: described("How long ago the first event arrived that still waits.", whole()),
            hits: whole(),
            dropped_hits: whole(),
          }),
          scheduler: object({
            is_on: flag,
            running: whole(),
            waiting: whole(),
            due: whole(),
            last_tick_at: nullable(time),
            last_run_duration_ms: nullable(number),
          }),
          rules: object({ total: whole(), enabled: whole(), running: whole(), cannot_run: whole() }),
          alerts: object({ open: whole(), acknowledged: whole(), closed: whole() }),
          problems: list(problemShape),
        }),
      },
      async handle() {
        const nowMs = clock.nowMs();
        const folder = await dependencies.folderUse();
        const streams = store.dataStreams();
        const { misfits, ...counts } = ingest.counts();
        const set = detection.ruleSet.current();
        const all = rules.find({}, { pageSize: 0 }).total;
        const enabled = rules.find({ enabled: true }, { pageSize: 0 }).total;
        const { status: scheduler } = detection.scheduler;
        const due = dueRules(
          set.rules,
          ({ rule }) => rules.states.get(rule.ruleId).previousStartedAtMs,
          nowMs,
        );
        return {
          version,
          started_at: isoTime(startedMs),
          uptime_seconds: Math.max(0, Math.round((nowMs - startedMs) / 1_000)),
          data: {
            folder: config.dataFolder,
            config_file: config.config ?? join(config.dataFolder, configFileName),
            event_bytes: sum(streams.map(({ storedBytes }) => storedBytes)),
            state_bytes: folder.stateBytes,
            disk_free_bytes: folder.freeBytes ?? null,
            disk_total_bytes: folder.totalBytes ?? null,
            events: sum(streams.map(({ events }) => events)),
            data_streams: streams.length,
            first_arrival: isoTimeOrNull(
              edge(
                streams.map(({ firstIngestedMs }) => firstIngestedMs),
                Math.min,
              ),
            ),
            last_arrival: isoTimeOrNull(
              edge(
                streams.map(({ lastIngestedMs }) => lastIngestedMs),
                Math.max,
              ),
            ),
            retention_age_ms: config.retentionAgeMs ?? null,
            retention_size_bytes: config.retentionSizeBytes ?? null,
            retention_lines: [
              `${settings.retentionAgeMs.name}: ${
                config.retentionAgeMs === undefined ? "off" : durationText(config.retentionAgeMs)
              }`,
              `${settings.retentionSizeBytes.name}: ${
                config.retentionSizeBytes === undefined ? "off" : sizeText(config.retentionSizeBytes)
              }`,
            ],
          },
          ingest: {
            events: counts.events,
            bytes: counts.bytes,
            refused_items: counts.refusedItems,
            rejected_requests: counts.rejectedRequests,
            events_without_time: counts.eventsWithoutTime,
            misfits: { looked_at: misfits.looked, fields: misfitList(dependencies) },
          },
          live: liveStatus(dependencies, nowMs),
          scheduler: {
            is_on: config.scheduled,
            running: scheduler.running,
            waiting: scheduler.waiting,
            due: config.scheduled ? due.length : 0,
            last_tick_at: isoTimeOrNull(scheduler.lastTickMs),
            last_run_duration_ms: scheduler.lastRunDurationMs ?? null,
          },
          rules: {
            total: all,
            enabled,
            running: set.rules.length,
            cannot_run: set.problems.length,
          },
          alerts: alertsByStatus(dependencies),
          problems: findProblems(dependencies, folder),
        };
      },
    }),
  ];
}

function liveStatus({ store, detection }: V1Dependencies, nowMs: number) {
  const { endPosition } = store;
  if (detection.live === undefined) {
    return {
      is_on: false,
      rules: 0,
      position: null,
      end_position: endPosition,
      waiting_bytes: 0,
      delay_ms: 0,
      hits: 0,
      dropped_hits: 0,
    };
  }
  const { rules, position, waitingBytes, hits, droppedHits } = detection.live.status;
  const [first] = waitingBytes === 0 ? [] : store.select({ positions: { from: position, to: endPosition } });
  return {
    is_on: true,
    rules,
    position,
    end_position: endPosition,
    waiting_bytes: waitingBytes,
    delay_ms: first === undefined ? 0 : Math.max(0, nowMs - first.ingestedMs),
    hits,
    dropped_hits: droppedHits,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function edge(
  values: readonly (number | undefined)[],
  of: (...values: readonly number[]) => number,
): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : of(...known);
}
