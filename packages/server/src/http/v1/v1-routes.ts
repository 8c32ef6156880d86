import type { Hono } from "hono";
import type { ServerEnv } from "../server-env.ts";
import { accessRoutes } from "./access-routes.ts";
import type { FeedLimits } from "./alert-feed.ts";
import { alertRoutes } from "./alert-routes.ts";
import { alertStepRoutes } from "./alert-step-routes.ts";
import { alertTriageRoutes } from "./alert-triage-routes.ts";
import { coverageRoutes } from "./coverage-routes.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { docsRoutes } from "./docs-routes.ts";
import { dryRunDescription } from "./dry-run-description.ts";
import { eventRoutes } from "./event-routes.ts";
import { feedRoutes } from "./feed-routes.ts";
import { mountRoutes } from "./mount-routes.ts";
import type { PreviewLimits } from "./preview-rule.ts";
import { processRoutes } from "./process-routes.ts";
import type { Route } from "./route.ts";
import { ruleRoutes } from "./rule-routes.ts";
import { savedViewRoutes } from "./saved-view-routes.ts";
import { statusRoutes } from "./status-routes.ts";

/** Bounds that tests make smaller. */
export interface V1Bounds {
  readonly feed?: Partial<FeedLimits>;
  readonly preview?: Partial<PreviewLimits>;
  readonly maxExports?: number;
}

/** The table of all routes under /api/v1. */
export function v1Routes(dependencies: V1Dependencies, bounds: V1Bounds = {}): readonly Route[] {
  const routes = [
    // Before the alerts: the feed would be the alert with the id "feed".
    ...feedRoutes(dependencies, bounds.feed),
    ...alertRoutes(dependencies),
    ...alertTriageRoutes(dependencies),
    ...alertStepRoutes(dependencies),
    ...savedViewRoutes(dependencies),
    ...ruleRoutes(dependencies, bounds.preview),
    ...coverageRoutes(dependencies),
    ...eventRoutes(dependencies, bounds.maxExports),
    ...processRoutes(dependencies),
    ...statusRoutes(dependencies),
    dryRunDescription,
    ...accessRoutes,
  ];
  return [...routes, ...docsRoutes(routes, dependencies.version)];
}

/** Adds the product's own API; those of its routes that security/ and kibana/ answer are added there. */
export function addV1Routes(app: Hono<ServerEnv>, dependencies: V1Dependencies, bounds: V1Bounds = {}): void {
  mountRoutes(app, v1Routes(dependencies, bounds));
}
