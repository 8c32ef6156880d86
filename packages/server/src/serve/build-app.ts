import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { Hono } from "hono";
import type { ServerConfig } from "../config/settings.ts";
import { addHealthRoute, addOperationsRoutes, type ReadinessCheck } from "../http/add-operations-routes.ts";
import { createApp } from "../http/app.ts";
import type { ClusterIdentity } from "../http/es/cluster-identity.ts";
import { addHandshakeRoutes } from "../http/es/handshake-routes.ts";
import { addIngestRoutes } from "../http/es/ingest-routes.ts";
import { addSearchRoutes } from "../http/es/search-routes.ts";
import { httpLimits } from "../http/http-limits.ts";
import { addKibanaRoutes } from "../http/kibana/add-kibana-routes.ts";
import { addDryRunRoute } from "../http/kibana/exceptions/dry-run-route.ts";
import { addPageRoutes } from "../http/pages/add-page-routes.ts";
import type { PageFiles } from "../http/pages/page-files.ts";
import { createBodyReader } from "../http/read-body.ts";
import { createIsSecure } from "../http/request-security.ts";
import type { ServerEnv } from "../http/server-env.ts";
import { addV1Routes } from "../http/v1/v1-routes.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import { createAlertSource } from "../search/alert-source.ts";
import { createEventSource } from "../search/event-source.ts";
import { createSearchTurns } from "../search/search-turns.ts";
import { addApiKeyRoutes } from "../security/add-api-key-routes.ts";
import { addLoginRoute, addOwnAccountRoutes } from "../security/add-login-routes.ts";
import { addUserRoutes } from "../security/add-user-routes.ts";
import { authenticate } from "../security/authenticate.ts";
import type { Security } from "../security/security.ts";
import { readFolderUse } from "./folder-use.ts";
import { kibanaRuns } from "./kibana-runs.ts";
import type { ServerData } from "./open-data.ts";
import type { ServerDetection } from "./start-detection.ts";
import type { FollowedRuleFiles } from "./sync-rules.ts";

export interface AppParts {
  readonly config: ServerConfig;
  readonly data: ServerData;
  readonly detection: ServerDetection;
  readonly ingest: Ingest;
  readonly security: Security;
  readonly identity: ClusterIdentity;
  readonly catalogue: FieldCatalogue;
  readonly checks: readonly ReadinessCheck[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly ruleFiles: Pick<FollowedRuleFiles, "sync">;
  /** Aborted when the server stops, before it waits for requests that run. */
  readonly stopping: AbortSignal;
  readonly version: string;
  readonly startedMs: number;
  /** The web application. */
  readonly pages: PageFiles;
}

/** How long clients are held back that never wait by themselves. */
const holdBackMs = 1_000;

/** All routes of the server. */
export function buildApp(parts: AppParts): Hono<ServerEnv> {
  const { config, data, detection, security, log, metrics, clock } = parts;
  const app = createApp({
    log,
    metrics,
    isSecure: createIsSecure(config),
    elapsedMs: () => performance.now(),
    newRequestId: randomUUID,
    bodies: createBodyReader({
      maxBytes: config.maxBodyBytes,
      maxHeldBytes: config.maxHeldBodyBytes,
      slowWindowMs: httpLimits.slowBodyWindowMs,
      slowWindowBytes: httpLimits.slowBodyWindowBytes,
    }),
    authenticate: authenticate(security),
    addOpenRoutes(open) {
      addHealthRoute(open);
      addPageRoutes(open, parts.pages);
      addLoginRoute(open, security);
    },
  });
  addOperationsRoutes(app, { metrics, checks: parts.checks });
  addOwnAccountRoutes(app, security);
  addUserRoutes(app, security);
  addApiKeyRoutes(app, security);
  addIngestRoutes(app, { ingest: parts.ingest, holdBack: () => setTimeout(holdBackMs) });
  const alertSource = createAlertSource(data.alerts, parts.catalogue);
  const turns = createSearchTurns();
  addSearchRoutes(app, {
    sources: [createEventSource(data.store, parts.catalogue), alertSource],
    clock,
    turns,
  });
  const kibana = {
    ...data,
    alertSource,
    catalogue: parts.catalogue,
    clock,
    makeId: randomUUID,
    turns,
    monotonicMs: () => performance.now(),
    ...kibanaRuns(parts),
  };
  addKibanaRoutes(app, kibana);
  addDryRunRoute(app, kibana);
  addV1Routes(app, {
    ...data,
    detection,
    ingest: parts.ingest,
    catalogue: parts.catalogue,
    config,
    clock,
    makeId: randomUUID,
    turns,
    monotonicMs: () => performance.now(),
    syncRuleFiles: parts.ruleFiles.sync,
    folderUse: () => readFolderUse(config.dataFolder),
    stopping: parts.stopping,
    version: parts.version,
    startedMs: parts.startedMs,
  });
  // These also answer for names that no other route has.
  addHandshakeRoutes(app, { identity: parts.identity, store: data.store });
  return app;
}
