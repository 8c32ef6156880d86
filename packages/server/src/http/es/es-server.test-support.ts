import { setTimeout } from "node:timers/promises";
import { Hono } from "hono";
import { afterEach } from "vitest";
import type { TestIngest } from "../../ingest/ingest.test-support.ts";
import { testIngest } from "../../ingest/ingest.test-support.ts";
import { createLog } from "../../platform/log.ts";
import { createMetrics } from "../../platform/metrics.ts";
import { createApp } from "../app.ts";
import { createBodyReader } from "../read-body.ts";
import { type RunningHttpServer, startHttpServer } from "../server.ts";
import type { Permission, ServerEnv } from "../server-env.ts";
import { addHandshakeRoutes } from "./handshake-routes.ts";
import { addIngestRoutes } from "./ingest-routes.ts";

/** One request as it arrived, and the status that answered it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface EsApp extends TestIngest {
  readonly app: Hono<ServerEnv>;
  readonly seen: readonly SeenRequest[];
}

export interface EsAppOptions {
  readonly permissions?: readonly Permission[];
  readonly maxBytes?: number;
  readonly maxHeldBytes?: number;
}

/** The real application with the routes that shippers use, over a store in memory. */
export function esApp({
  permissions = ["ingest"],
  maxBytes = 16 * 1024 * 1024,
  maxHeldBytes = 64 * 1024 * 1024,
}: EsAppOptions = {}): EsApp {
  const parts = testIngest();
  const log = createLog({ level: "error", format: "json", destination: { isTerminal: false, write() {} } });
  const app = createApp({
    log,
    bodies: createBodyReader({ maxBytes, maxHeldBytes, slowWindowMs: 5000, slowWindowBytes: 5000 }),
    metrics: createMetrics({ process: false }),
    isSecure: () => false,
    elapsedMs: () => performance.now(),
    newRequestId: () => "request",
    authenticate: async (context, next) => {
      context.set("principal", { name: "shipper", kind: "api-key", permissions: new Set(permissions) });
      await next();
    },
    addOpenRoutes() {},
  });
  addIngestRoutes(app, { ingest: parts.ingest, holdBack: () => setTimeout(20) });
  addHandshakeRoutes(app, {
    store: parts.store,
    identity: { nodeName: "test", clusterName: "eqlite", clusterUuid: "AAAAAAAAAAAAAAAAAAAAAA" },
  });
  const seen: SeenRequest[] = [];
  const watched = new Hono<ServerEnv>();
  watched.use(async (context, next) => {
    await next();
    const { method, url } = context.req;
    seen.push({ method, path: url.slice(new URL(url).origin.length), status: context.res.status });
  });
  watched.all("*", async (context) => await app.fetch(context.req.raw, context.env));
  return { ...parts, app: watched, seen };
}

const running: RunningHttpServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop(0)));
});

/** The same on a free port of this machine, stopped after the test. */
export async function startEsServer(
  options: EsAppOptions = {},
): Promise<EsApp & { readonly url: string; readonly port: number }> {
  const parts = esApp(options);
  const log = createLog({ level: "error", format: "json", destination: { isTerminal: false, write() {} } });
  const server = await startHttpServer(parts.app, {
    host: "127.0.0.1",
    port: 0,
    tls: undefined,
    maxConnections: 100,
    log,
  });
  running.push(server);
  return { ...parts, url: server.url, port: server.port };
}
