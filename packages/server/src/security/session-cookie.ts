import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ServerEnv } from "../http/server-env.ts";

/** The cookie of a session: not for scripts, not for requests from other sites, and under TLS only there. */
export interface SessionCookie {
  read(context: Context<ServerEnv>): string | undefined;
  write(context: Context<ServerEnv>, token: string): void;
  clear(context: Context<ServerEnv>): void;
}

export function createSessionCookie({
  tls,
  maxMs,
}: {
  readonly tls: boolean;
  readonly maxMs: number;
}): SessionCookie {
  // With the prefix a browser takes it only from this host itself and over TLS.
  const name = tls ? "__Host-eqlite_session" : "eqlite_session";
  const attributes = { path: "/", httpOnly: true, sameSite: "Strict", secure: tls } as const;
  return {
    read: (context) => getCookie(context, name),
    write: (context, token) =>
      setCookie(context, name, token, { ...attributes, maxAge: Math.floor(maxMs / 1000) }),
    clear: (context) => void deleteCookie(context, name, attributes),
  };
}
