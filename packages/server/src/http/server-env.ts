import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { OperationalError } from "../platform/operational-error.ts";
import type { BodyReader } from "./read-body.ts";

/**
 * What a request may do:
 * - `ingest`: send events
 * - `read`: search events and alerts, look at rules
 * - `triage`: change alerts: status, tags, assignees, notes
 * - `manage-rules`: rules, exceptions, manual runs
 * - `admin`: users, API keys, settings
 */
export type Permission = "ingest" | "read" | "triage" | "manage-rules" | "admin";

/** Who sent a request. */
export interface Principal {
  /** As it stands in audit trails. */
  readonly name: string;
  readonly kind: "user" | "api-key" | "demo";
  readonly permissions: ReadonlySet<Permission>;
  /** The user, or the one whose API key it is. */
  readonly userId?: number;
  readonly apiKeyId?: string;
  readonly address?: string;
}

/** What handlers find in the context of a request. */
export interface ServerEnv {
  Bindings: HttpBindings;
  Variables: {
    principal: Principal;
    requestId: string;
    /** See `readBody`. */
    bodies: BodyReader;
    /** The handler has applied `filter_path` itself. */
    isFiltered?: boolean;
    /** Lets through the styles that a page makes itself, which carry it. */
    styleNonce?: string;
  };
}

/** Lets only those through who may; everybody else gets 403. Stands behind the middleware that finds the principal. */
export function requirePermission(permission: Permission): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const principal = context.get("principal");
    if (!principal.permissions.has(permission)) {
      throw new OperationalError("forbidden", `${principal.name} lacks the permission "${permission}"`);
    }
    await next();
  };
}
