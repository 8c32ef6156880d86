import type { Hono, MiddlewareHandler } from "hono";
import { requirePermission, type ServerEnv } from "../server-env.ts";
import type { Route, RouteAccess } from "./route.ts";

/** Adds the routes of a table that have a handler. Who may call them is checked before anything of a request is read. */
export function mountRoutes(app: Hono<ServerEnv>, routes: readonly Route[]): void {
  for (const { method, path, access, run } of routes) {
    if (run === undefined) continue;
    app.on(method, honoPath(path), mayCall(access), (context) => run(context));
  }
}

/** `/alerts/{id}` as the router writes it. */
export function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Routes stand behind the check of who asks: whoever comes here is known. */
function mayCall(access: RouteAccess): MiddlewareHandler<ServerEnv> {
  switch (access) {
    case "ingest":
    case "read":
    case "triage":
    case "manage-rules":
    case "admin":
      return requirePermission(access);
    case "known":
    case "anybody":
      return async (_context, next) => await next();
  }
}
