import { parseJson, stringifyJson } from "@eqlite/core/events";
import type { MiddlewareHandler } from "hono";
import { compileFilterPath } from "./filter-path.ts";
import { httpLimits } from "./http-limits.ts";
import { answeredMediaType } from "./media-types.ts";
import { prettyJson } from "./pretty-json.ts";
import { routeFamily } from "./route-family.ts";
import type { ServerEnv } from "./server-env.ts";

/**
 * What every JSON answer to a client of Elasticsearch can have: `filter_path`, `pretty`, the versioned media type, and the
 * header without which clients refuse to talk.
 */
export function shapeAnswers(): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    if (routeFamily(context.req.path) !== "elasticsearch") return await next();
    context.header("X-elastic-product", "Elasticsearch");
    const mediaType = answeredMediaType(context.req.header("accept"), context.req.header("content-type"));
    const filterText = context.req.query("filter_path");
    const filter = filterText === undefined ? undefined : compileFilterPath(filterText);
    const pretty = context.req.query("pretty");
    const isPretty = pretty !== undefined && pretty !== "false";

    await next();

    const { headers } = context.res;
    // Errors thrown below have an answer of their own, without what was set before.
    headers.set("X-elastic-product", "Elasticsearch");
    if (!/^application\/json\b/i.test(headers.get("content-type") ?? "")) return;
    // An error is never filtered away: the client could not tell it from an empty answer.
    const wanted = context.res.ok && context.get("isFiltered") !== true ? filter : undefined;
    if ((wanted !== undefined || isPretty) && context.res.body !== null && isReshapable(headers)) {
      const text = await context.res.text();
      const filtered = wanted === undefined ? text : filterJson(text, wanted);
      context.res = new Response(isPretty ? prettyJson(filtered) : filtered, context.res);
      context.res.headers.delete("content-length");
    }
    if (mediaType !== undefined) context.res.headers.set("Content-Type", mediaType);
  };
}

function isReshapable(headers: Headers): boolean {
  return Number(headers.get("content-length") ?? 0) <= httpLimits.maxReshapedBytes;
}

function filterJson(text: string, filter: ReturnType<typeof compileFilterPath>): string {
  const parsed = parseJson(text);
  return parsed.ok ? stringifyJson(filter(parsed.value)) : text;
}
