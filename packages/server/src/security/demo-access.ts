import type { Context } from "hono";
import { isLoopbackHost } from "../config/loopback-host.ts";
import { clientAddress, isLoopbackAddress } from "../http/client-address.ts";
import type { Principal, ServerEnv } from "../http/server-env.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { allPermissions } from "./role.ts";

/** Whoever uses the server in demo mode without a password. */
export const demoPrincipal: Principal = { name: "demo", kind: "demo", permissions: allPermissions };

/** What a proxy adds: behind one every request seems to come from this machine. */
const proxyHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * Whether a request without credentials is let in by demo mode: it comes from this machine, on an address of this machine, and
 * not through a proxy. Throws OperationalError `forbidden` where the browser was told that another name is this machine: its
 * pages would be let in.
 */
export function isDemoRequest(context: Context<ServerEnv>): boolean {
  const localAddress = context.env?.incoming?.socket?.localAddress?.replace(/^::ffff:/, "") ?? "unknown";
  if (!isLoopbackAddress(clientAddress(context)) || !isLoopbackAddress(localAddress)) return false;
  if (proxyHeaders.some((name) => context.req.header(name) !== undefined)) return false;
  const host = hostName(context.req.header("host") ?? "");
  if (!isLoopbackHost(host)) {
    throw new OperationalError(
      "forbidden",
      "In demo mode this server is called localhost or 127.0.0.1 only.",
    );
  }
  return true;
}

/** A `Host` header without its port. */
function hostName(host: string): string {
  return host.replace(/:\d*$/, "");
}
