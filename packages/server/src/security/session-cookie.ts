import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { IsSecure } from "../http/request-security.ts";
import type { ServerEnv } from "../http/server-env.ts";

/** The cookie of a session: not for scripts, not for requests from other sites, and under TLS only there. */
export interface SessionCookie {
  read(context: Context<ServerEnv>): string | undefined;
  write(context: Context<ServerEnv>, token: string): void;
  clear(context: Context<ServerEnv>): void;
}

export function createSessionCookie({
  isSecure,
  maxMs,
}: {
  readonly isSecure: IsSecure;
  readonly maxMs: number;
}): SessionCookie {
  // With the prefix a browser takes it only from this host itself and over TLS.
  const nameFor = (secure: boolean): string => (secure ? "__Host-eqlite_session" : "eqlite_session");
  const attributes = { path: "/", httpOnly: true, sameSite: "Strict" } as const;
  return {
    read: (context) => getCookie(context, nameFor(isSecure(context))),
    write(context, token) {
      const secure = isSecure(context);
      setCookie(context, nameFor(secure), token, {
        ...attributes,
        secure,
        maxAge: Math.floor(maxMs / 1000),
      });
    },
    clear(context) {
      const secure = isSecure(context);
      deleteCookie(context, nameFor(secure), { ...attributes, secure });
    },
  };
}
