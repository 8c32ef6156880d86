import type { MiddlewareHandler } from "hono";
import { OperationalError } from "../platform/operational-error.ts";
import type { ServerEnv } from "./server-env.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request may change something, by its method. */
export function isWrite(method: string): boolean {
  return !safeMethods.has(method);
}

/**
 * Refuses what a page of another site sends here with the rights of who looks at it: with a cookie, with a password that the
 * browser remembers, or in demo mode with none at all. Browsers say where a request comes from, and pages cannot change that;
 * programs that are no browser say nothing and pass.
 */
export function refuseCrossSite(): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    if (isWrite(context.req.method)) {
      const site = context.req.header("sec-fetch-site");
      const origin = context.req.header("origin");
      const isElsewhere =
        site === undefined
          ? origin !== undefined && hostOf(origin) !== context.req.header("host")?.toLowerCase()
          : site !== "same-origin" && site !== "none";
      if (isElsewhere) {
        throw new OperationalError("forbidden", "A page of another site may not send this request.");
      }
    }
    await next();
  };
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
