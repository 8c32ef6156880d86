import type { Hono, MiddlewareHandler } from "hono";
import { createLog } from "../platform/log.ts";
import { createMetrics, type Metrics } from "../platform/metrics.ts";
import { addHealthRoute } from "./add-operations-routes.ts";
import { createApp } from "./app.ts";
import { type BodyReader, type BodyReaderOptions, createBodyReader } from "./read-body.ts";
import { createIsSecure } from "./request-security.ts";
import type { Permission, ServerEnv } from "./server-env.ts";

export interface TestApp {
  readonly app: Hono<ServerEnv>;
  readonly bodies: BodyReader;
  readonly metrics: Metrics;
  readonly logged: () => readonly Record<string, unknown>[];
}

export interface TestAppOptions {
  readonly permissions?: readonly Permission[];
  readonly tls?: boolean;
  readonly trustForwardedProto?: boolean;
  readonly bodies?: Partial<BodyReaderOptions>;
  readonly authenticate?: MiddlewareHandler<ServerEnv>;
  readonly addOpenRoutes?: (app: Hono<ServerEnv>) => void;
}

/** The real application without routes, for someone who may do what the test says. */
export function testApp(options: TestAppOptions = {}): TestApp {
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "json",
    destination: { isTerminal: false, write: (line) => void lines.push(line) },
  });
  const bodies = createBodyReader({
    maxBytes: 1024 * 1024,
    maxHeldBytes: 4 * 1024 * 1024,
    slowWindowMs: 5000,
    slowWindowBytes: 5000,
    ...options.bodies,
  });
  let requests = 0;
  const permissions = new Set<Permission>(options.permissions ?? ["ingest", "read"]);
  const everybody: MiddlewareHandler<ServerEnv> = async (context, next) => {
    context.set("principal", { name: "tess", kind: "user", permissions });
    await next();
  };
  const metrics = createMetrics({ process: false });
  const app = createApp({
    log,
    bodies,
    metrics,
    isSecure: createIsSecure({
      tlsCert: options.tls === true ? "cert.pem" : undefined,
      trustForwardedProto: options.trustForwardedProto ?? false,
    }),
    elapsedMs: () => performance.now(),
    newRequestId: () => {
      requests += 1;
      return `request-${requests}`;
    },
    authenticate: options.authenticate ?? everybody,
    addOpenRoutes: options.addOpenRoutes ?? addHealthRoute,
  });
  return {
    app,
    bodies,
    metrics,
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
