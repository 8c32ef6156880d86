import type { Hono } from "hono";
import type { Metrics } from "../platform/metrics.ts";
import { requirePermission, type ServerEnv } from "./server-env.ts";

/** What has to hold before the server can do its work, such as the store being open. */
export interface ReadinessCheck {
  readonly name: string;
  /** Undefined where it holds, else what is missing, without details that only an administrator may know. */
  problem(): string | undefined;
}

/** `/healthz`: the process is alive. It answers anybody and says nothing else. */
export function addHealthRoute(app: Hono<ServerEnv>): void {
  app.get("/healthz", (context) => context.json({ status: "ok" }));
}

/** `/readyz`: whether everything that is needed works; `/metrics`: figures for Prometheus. */
export function addOperationsRoutes(
  app: Hono<ServerEnv>,
  { metrics, checks }: { readonly metrics: Metrics; readonly checks: readonly ReadinessCheck[] },
): void {
  app.get("/readyz", (context) => {
    const problems = checks.flatMap(({ name, problem }) => {
      const found = problem();
      return found === undefined ? [] : [{ name, problem: found }];
    });
    const status = problems.length === 0 ? "ready" : "not-ready";
    return context.json({ status, problems }, problems.length === 0 ? 200 : 503);
  });
  app.get("/metrics", requirePermission("read"), async (context) => {
    const { body, contentType } = await metrics.text();
    return context.body(body, 200, { "Content-Type": contentType });
  });
}
