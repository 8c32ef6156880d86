import type { MiddlewareHandler } from "hono";
import type { IsSecure } from "./request-security.ts";
import type { ServerEnv } from "./server-env.ts";

/**
 * Everything comes from this server and nothing stands inline in a page. The engine is WebAssembly, which pages may compile;
 * text may not become code. React and others set single styles through the DOM, which `style-src` does not concern; styles that
 * the web application makes while it runs carry a number that is new with each page.
 */
const contentSecurityPolicy = (styleNonce: string | undefined): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    styleNonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

const headers: readonly (readonly [string, string])[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), geolocation=(), microphone=()"],
];

const strictTransport = "max-age=31536000";

export function secureHeaders({ isSecure }: { readonly isSecure: IsSecure }): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    await next();
    const answer = context.res.headers;
    for (const [name, value] of headers) answer.set(name, value);
    answer.set("Content-Security-Policy", contentSecurityPolicy(context.get("styleNonce")));
    if (isSecure(context)) answer.set("Strict-Transport-Security", strictTransport);
    // Answers hold events and alerts; what may be kept, such as scripts with a hash in their name, says so itself.
    if (!answer.has("Cache-Control")) answer.set("Cache-Control", "no-store");
  };
}
