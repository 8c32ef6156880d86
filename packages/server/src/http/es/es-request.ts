import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { isJsonObject, type JsonObject, parseJson } from "@eqlite/core/events";
import type { Context } from "hono";
import { OperationalError } from "../../platform/operational-error.ts";
import type { IndexOptions } from "../../search/index-expression.ts";
import { SearchError } from "../../search/search-error.ts";
import { searchLimits } from "../../search/search-limits.ts";
import type { ServerEnv } from "../server-env.ts";

/** The parameters of an address; of those given several times the last one. */
export function parametersOf(context: Context<ServerEnv>): ReadonlyMap<string, string> {
  return new Map(Object.entries(context.req.query()));
}

/** A flag such as `ignore_unavailable`, which may stand without a value. */
export function flagOf(parameters: ReadonlyMap<string, string>, name: string, fallback: boolean): boolean {
  const value = parameters.get(name);
  return value === undefined ? fallback : value === "" || value === "true";
}

export function indexOptionsOf(parameters: ReadonlyMap<string, string>): IndexOptions {
  return {
    ignoreUnavailable: flagOf(parameters, "ignore_unavailable", false),
    allowNoIndices: flagOf(parameters, "allow_no_indices", true),
  };
}

/** The text of a request's body, also of a GET, for which people send one by hand. */
export async function readBody(context: Context<ServerEnv>): Promise<string> {
  const { req } = context;
  const given = Number(req.header("content-length") ?? 0);
  if (given > searchLimits.maxBodyBytes) throw tooLarge();
  // With `app.request(…)` there is no socket.
  const incoming: IncomingMessage | undefined = context.env?.incoming;
  const isGet = req.method === "GET" || req.method === "HEAD";
  const stream: AsyncIterable<Uint8Array> | null | undefined = isGet ? incoming : req.raw.body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.length;
    if (size > searchLimits.maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (req.header("content-encoding") !== "gzip") return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: searchLimits.maxBodyBytes }).toString("utf8");
  } catch (error) {
    throw new OperationalError("bad-request", "the body is not gzip, or unpacks to too much", error);
  }
}

function tooLarge(): OperationalError {
  return new OperationalError(
    "too-large",
    `a body may have ${searchLimits.maxBodyBytes} bytes; this has more`,
  );
}

/** A body that is an object, or none, which is an empty one. */
export function parseBody(text: string): JsonObject {
  if (text.trim() === "") return {};
  const parsed = parseJson(text);
  if (!parsed.ok) {
    throw new SearchError("bad-request", "parsing_exception", "the body is not JSON");
  }
  if (!isJsonObject(parsed.value)) {
    throw new SearchError("bad-request", "parsing_exception", "the body must be an object");
  }
  return parsed.value;
}
