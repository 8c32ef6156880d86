import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { builtInCatalogue } from "@eqlite/core/events";
import { afterEach } from "vitest";
import { type ScratchFolder, scratchFolder } from "../events/scratch-folder.test-support.ts";
import type { LiveProblem } from "../live/live-detector.ts";
import { createLog } from "../platform/log.ts";
import { newEvents } from "../stores/store-contract.test-support.ts";
import { openData, type ServerData } from "./open-data.ts";
import { type DetectionOptions, type ServerDetection, startDetection } from "./start-detection.ts";
import { createSetClock, type SetClock } from "./whole-server.test-support.ts";

/** Time of the events `…@0`, and of the clock when a test begins. */
export const startMs = Date.UTC(2026, 5, 8, 12);
export const minuteMs = 60_000;

/** Everything of a server that finds alerts, with events that are stored at once and clocks that are set by hand. */
export interface DetectionServer {
  readonly data: ServerData;
  readonly detection: ServerDetection;
  readonly clock: SetClock;
  readonly elapsed: SetClock;
  readonly problems: readonly LiveProblem[];
  readonly logged: readonly string[];
  readonly folder: string;
  /** Makes a rule, every 5 minutes over the last 9 unless told otherwise. */
  rule(ruleId: string, query: string, fields?: Readonly<Record<string, unknown>>): void;
  enable(ruleId: string, enabled: boolean): void;
  /**
   * Stores events that arrive now, in one block. `B2@15` happened 15 seconds after the start on host 2, its action is "b";
   * `B2` has no time.
   */
  send(events: string): Promise<void>;
  /** Lets time go by, and live detection catch up. */
  pass(ms: number): Promise<void>;
  /** Looks for due rules. */
  tick(): Promise<void>;
  caughtUp(): Promise<void>;
  /** Alerts that are no building blocks, such as `rule: A1@0 B1@3`, in the order of texts. */
  alerts(): readonly string[];
  stop(): Promise<void>;
}

export interface DetectionServerOptions {
  /** A folder that a server has used before. */
  readonly folder?: string;
  readonly clock?: SetClock;
  readonly config?: Partial<DetectionOptions["config"]>;
}

export interface DetectionServers {
  readonly scratch: ScratchFolder;
  /** Scheduled executions run when a test says so; without live detection unless told otherwise. */
  start(options?: DetectionServerOptions): Promise<DetectionServer>;
}

/** Servers that are stopped after each test, in folders that are removed in the end. */
export function detectionServers(): DetectionServers {
  const scratch = scratchFolder();
  const running: DetectionServer[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });
  return {
    scratch,
    async start(options = {}) {
      const folder = options.folder ?? mkdtempSync(join(scratch.path, "data-"));
      const server = await startServer(folder, options);
      running.push(server);
      return server;
    },
  };
}

async function startServer(
  folder: string,
  { clock = createSetClock(startMs), config = {} }: DetectionServerOptions,
): Promise<DetectionServer> {
  const elapsed = createSetClock(0);
  const logged: string[] = [];
  const log = createLog({
    level: "warn",
    format: "json",
    destination: { isTerminal: false, write: (line) => void logged.push(line) },
  });
  const data = await openData(folder, clock, log);
  const problems: LiveProblem[] = [];
  const detection = startDetection({
    data,
    config: { live: false, scheduled: false, enforceIndex: true, indexAliases: {}, ...config },
    catalogue: builtInCatalogue(),
    clock,
    elapsed,
    log,
    onLiveProblem: (problem) => problems.push(problem),
  });
  let isStopped = false;
  const change = (): { readonly principal: { readonly name: string }; readonly nowMs: number } => ({
    principal: { name: "test" },
    nowMs: clock.nowMs(),
  });
  return {
    data,
    detection,
    clock,
    elapsed,
    problems,
    logged,
    folder,
    rule(ruleId, query, fields = {}) {
      data.rules.create({
        id: `id-${ruleId}`,
        parameters: ruleParameters(ruleId, query, fields),
        ...change(),
      });
    },
    enable(ruleId, enabled) {
      data.rules.patch({ ruleId }, { parameters: { enabled }, ...change() });
    },
    async send(events) {
      await data.store.append([eventsOf(events)], clock.nowMs());
    },
    async pass(ms) {
      clock.advance(ms);
      elapsed.advance(ms);
      await detection.live?.caughtUp();
    },
    tick: () => detection.scheduler.tick(),
    caughtUp: async () => {
      await detection.live?.caughtUp();
    },
    alerts: () =>
      [...data.alerts.scan({ buildingBlocks: "hidden" }, "oldest-first")]
        .map(({ document }) => {
          const ancestors = document["kibana.alert.ancestors"] as unknown as readonly AncestorJson[];
          const events = ancestors.filter(({ type }) => type === "event").map(({ id }) => id);
          return `${String(document["kibana.alert.rule.rule_id"])}: ${events.join(" ")}`;
        })
        .sort(),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await detection.stop();
      await data.close();
    },
  };
}

interface AncestorJson {
  readonly id: string;
  readonly type: string;
}

export function ruleParameters(
  ruleId: string,
  query: string,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, never> {
  return {
    rule_id: ruleId,
    name: ruleId,
    description: "A rule of a test.",
    type: "eql",
    language: "eql",
    query,
    index: ["logs-*"],
    severity: "low",
    risk_score: 21,
    interval: "5m",
    from: "now-9m",
    enabled: true,
    ...fields,
  } as unknown as Record<string, never>;
}

/** Events in one data stream, by their short names, which are also their ids. */
export function eventsOf(text: string): ReturnType<typeof newEvents> {
  const names = text.split(" ").filter((name) => name !== "");
  const documents = names.map((name) => {
    const parts = /^([A-Z])(\w+?)(?:@(-?[\d.]+))?$/.exec(name);
    if (parts === null) throw new Error(`"${name}" is no event`);
    const [, action = "", host = "", seconds] = parts;
    return {
      ...(seconds === undefined
        ? {}
        : { "@timestamp": new Date(startMs + Number(seconds) * 1000).toISOString() }),
      event: { category: ["process"], action: action.toLowerCase() },
      host: { name: host },
    };
  });
  return newEvents("logs-test-default", documents, { ids: Object.fromEntries(names.entries()) });
}

/** The query for a sequence such as `A !B C`, by host. */
export function sequenceOf(text: string, maxspan = "1m", until?: string): string {
  const stage = (letter: string): string => {
    const isMissing = letter.startsWith("!");
    const action = letter.slice(isMissing ? 1 : 0).toLowerCase();
    return `${isMissing ? "!" : ""}[any where event.action == "${action}"]`;
  };
  const end = until === undefined ? "" : ` until ${stage(until)}`;
  return `sequence by host.name with maxspan=${maxspan} ${text.split(" ").map(stage).join(" ")}${end}`;
}

export function eventOf(letter: string): string {
  return `any where event.action == "${letter.toLowerCase()}"`;
}
