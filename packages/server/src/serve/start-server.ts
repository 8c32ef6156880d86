import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { builtInCatalogue } from "@eqlite/core/events";
import { webApplication } from "../cli/assets.ts";
import type { ServerConfig } from "../config/settings.ts";
import { openPageFiles } from "../http/pages/page-files.ts";
import { type RunningHttpServer, startHttpServer } from "../http/server.ts";
import { createIngest, type Ingest } from "../ingest/ingest.ts";
import { type Clock, elapsedClock, systemClock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { createMetrics } from "../platform/metrics.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { createSecurity } from "../security/security.ts";
import { ensureFirstUser } from "../security/users.ts";
import { buildApp } from "./build-app.ts";
import { keepWithinRetention } from "./keep-within-retention.ts";
import { openData, type ServerData } from "./open-data.ts";
import { addServerMetrics, countExecutions } from "./server-metrics.ts";
import { type DetectionOptions, type ServerDetection, startDetection } from "./start-detection.ts";
import { followRuleFiles } from "./sync-rules.ts";

export interface ServerOptions {
  readonly config: ServerConfig;
  readonly log: Log;
  readonly clock?: Clock;
  /** Only goes forward. */
  readonly elapsed?: Clock;
  readonly judging?: DetectionOptions["judging"];
}

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly data: ServerData;
  readonly detection: ServerDetection;
  readonly ingest: Ingest;
  /** The first administrator, made by this start: to be shown once. */
  readonly firstUser: { readonly name: string; readonly password: string } | undefined;
  /** Ends gracefully: what was acknowledged is stored, what runs is finished or goes on at the next start. */
  stop(): Promise<void>;
}

/** Starts everything. What fails leaves nothing behind that runs. */
export async function startServer({
  config,
  log,
  clock = systemClock,
  elapsed = elapsedClock,
  judging,
}: ServerOptions): Promise<RunningServer> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  const stopping = new AbortController();
  const startedMs = clock.nowMs();
  try {
    const data = await openData(config.dataFolder, clock, log);
    stops.push(() => data.close());
    const catalogue = builtInCatalogue();
    const metrics = createMetrics({ process: true });
    const security = createSecurity({ database: data.database, config, clock, random: randomBytes });
    const ruleFiles = await followRuleFiles({ paths: config.rules, rules: data.rules, clock, log });
    stops.push(() => ruleFiles.stop());
    const onFinished = countExecutions(metrics, data.executions);
    const detection = startDetection({ data, config, catalogue, clock, elapsed, log, onFinished, judging });
    stops.push(() => detection.stop());
    const retention = keepWithinRetention({ store: data.store, config, clock, log });
    stops.push(() => retention.stop());
    const ingest = createIngest({
      store: data.store,
      clock,
      catalogue,
      idSeed: [randomBytes(4).readUInt32LE(0), randomBytes(4).readUInt32LE(0)],
      turn: async () => {
        await turn();
      },
    });
    addServerMetrics({
      metrics,
      store: data.store,
      ingest,
      alerts: data.alerts,
      live: detection.live,
    });
    const app = buildApp({
      config,
      data,
      detection,
      ingest,
      security,
      identity: { nodeName: hostname(), clusterName: "eqlite", clusterUuid: clusterUuid(data) },
      catalogue,
      checks: [],
      clock,
      log,
      metrics,
      ruleFiles,
      stopping: stopping.signal,
      version: packageVersion(),
      startedMs,
      pages: openPageFiles(webApplication()),
    });
    const http = await listen(app, config, log);
    stops.push(async () => {
      stopping.abort();
      await http.stop(config.stopDeadlineMs);
    });
    // Last: where something before fails, such as the port being taken, nobody would ever see the password.
    const firstUser = await ensureFirstUser(security.users, randomBytes, clock.nowMs());
    return { url: http.url, port: http.port, data, detection, ingest, firstUser, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(
  app: Parameters<typeof startHttpServer>[0],
  config: ServerConfig,
  log: Log,
): Promise<RunningHttpServer> {
  const { host, port, tlsCert, tlsKey, maxConnections } = config;
  const tls =
    tlsCert === undefined || tlsKey === undefined
      ? undefined
      : { cert: readPem("tls_cert", tlsCert), key: readPem("tls_key", tlsKey) };
  return startHttpServer(app, { host, port, tls, maxConnections, log });
}

function readPem(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationalError("bad-request", `${setting} cannot be read: ${reason}`, error);
  }
}

const uuidName = "cluster.uuid";

function clusterUuid({ values }: ServerData): string {
  const known = values.get(uuidName);
  if (typeof known === "string") return known;
  const made = randomBytes(16).toString("base64url");
  values.set(uuidName, made);
  return made;
}

function packageVersion(): string {
  const manifest = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}
