import type { Context } from "hono";
import type { ServerConfig } from "../config/settings.ts";
import type { ServerEnv } from "./server-env.ts";

/** Whether a request came over TLS, all the way from its client. */
export type IsSecure = (context: Context<ServerEnv>) => boolean;

/**
 * By the server's own TLS, or where the settings say that a proxy ends it, by that proxy's word. Whoever connects past the
 * proxy can say the same, and has nothing of it: the answer is about that client's own cookie.
 */
export function createIsSecure({
  tlsCert,
  trustForwardedProto,
}: Pick<ServerConfig, "tlsCert" | "trustForwardedProto">): IsSecure {
  if (tlsCert !== undefined) return () => true;
  if (!trustForwardedProto) return () => false;
  // Of several proxies each may add its word: the first one is that of the proxy which the client has met.
  return (context) =>
    context.req.header("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase() === "https";
}
