import { randomBytes } from "node:crypto";
import type { Context, Hono } from "hono";
import { routeFamily } from "../route-family.ts";
import type { ServerEnv } from "../server-env.ts";
import type { PageFiles } from "./page-files.ts";

const yearSeconds = 31_536_000;
/** Stands in the page where the number of its styles goes. */
const noncePlaceholder = "__STYLE_NONCE__";

/**
 * Serves the web application to anybody: it holds no data. What a person opens in a browser gets the page, whatever its path,
 * as the application itself reads it; clients of the APIs never ask for HTML.
 */
export function addPageRoutes(app: Hono<ServerEnv>, pages: PageFiles): void {
  app.get("/_ui/*", async (context, next) => {
    const file = pages.file(context.req.path.slice("/_ui/".length));
    if (file === undefined) return await next();
    const isGzipped = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
    return context.body(isGzipped ? file.gzipped : file.bytes, 200, {
      "Content-Type": file.mediaType,
      "Cache-Control": file.isImmutable ? `public, max-age=${yearSeconds}, immutable` : "no-cache",
      Vary: "Accept-Encoding",
      ...(isGzipped ? { "Content-Encoding": "gzip" } : {}),
    });
  });
  // As middleware: a path that only the application knows is none that the APIs have.
  app.use(async (context, next) => {
    if (!asksForPage(context)) return await next();
    const nonce = randomBytes(16).toString("base64");
    context.set("styleNonce", nonce);
    return context.html(pages.page().replace(noncePlaceholder, nonce));
  });
}

function asksForPage(context: Context<ServerEnv>): boolean {
  if (context.req.method !== "GET" && context.req.method !== "HEAD") return false;
  if (!/\btext\/html\b/.test(context.req.header("accept") ?? "")) return false;
  const { path } = context.req;
  return !path.startsWith("/_") && routeFamily(path) === "elasticsearch";
}
