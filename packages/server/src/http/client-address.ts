import type { Context } from "hono";
import type { ServerEnv } from "./server-env.ts";

/** The address at the other end of the connection; "unknown" without a socket. A proxy's word for it is not taken. */
export function clientAddress(context: Context<ServerEnv>): string {
  const address = context.env?.incoming?.socket?.remoteAddress ?? "unknown";
  // An IPv4 address on a socket of both kinds.
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice("::ffff:".length) : address;
}

/** Whether an address leads to this machine only. */
export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}
