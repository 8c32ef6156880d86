import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from "@eqlite/core/events";
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Clock } from "../../platform/clock.ts";
import { parseDuration } from "../../search/aggregations/histograms.ts";
import { type AsyncSearch, createAsyncSearches } from "../../search/async-searches.ts";
import {
  type EqlAnswer,
  type EqlRequest,
  eqlHits,
  readEqlRequest,
  searchEql,
} from "../../search/eql-search.ts";
import { type IndexOptions, resolveIndices } from "../../search/index-expression.ts";
import { readList, readObject, readText, refuseOthers } from "../../search/read-arguments.ts";
import { type SearchContext, type SearchTarget, searchDocuments } from "../../search/search-documents.ts";
import { refuse, SearchError, tooCostly } from "../../search/search-error.ts";
import { searchLimits } from "../../search/search-limits.ts";
import { readSearchRequest, readTextQuery } from "../../search/search-request.ts";
import type { FoundDocument, SearchSource } from "../../search/search-source.ts";
import { createSearchTurns, type SearchTurns } from "../../search/search-turns.ts";
import { readSourceFilter } from "../../search/source-filter.ts";
import { requirePermission, type ServerEnv } from "../server-env.ts";
import { flagOf, indexOptionsOf, parametersOf, parseBody, readBody } from "./es-request.ts";
import { fieldCapabilities, mappingOf } from "./field-answers.ts";
import { createScrolls } from "./scrolls.ts";
import { errorJson, searchJson, shards } from "./search-answers.ts";

export interface SearchRoutesDependencies {
  /** What can be searched; their indices have different names. */
  readonly sources: readonly SearchSource[];
  /** The time that `now` stands for. */
  readonly clock: Clock;
  /** A clock that does not jump, in milliseconds; that of the process where it is left out. */
  readonly monotonicMs?: () => number;
  /** Shared with whatever else searches. */
  readonly turns?: SearchTurns;
  readonly deadlineMs?: number;
}

type EsContext = Context<ServerEnv>;

/** Adds the APIs of Elasticsearch that search: docs/search.md lists them. */
export function addSearchRoutes(app: Hono<ServerEnv>, dependencies: SearchRoutesDependencies): void {
  const { sources, clock, deadlineMs } = dependencies;
  const monotonicMs = dependencies.monotonicMs ?? (() => performance.now());
  const turns = dependencies.turns ?? createSearchTurns();
  const scrolls = createScrolls(clock);
  const eqlSearches = createAsyncSearches<JsonObject>(clock);
  const canRead = requirePermission("read");

  const add = (
    methods: readonly ("GET" | "POST" | "DELETE")[],
    paths: readonly string[],
    handle: (context: EsContext) => Promise<JsonObject | Response> | JsonObject | Response,
  ): void => {
    for (const path of paths) {
      app.on([...methods], path, canRead, async (context) => {
        try {
          const answer = await handle(context);
          return answer instanceof Response ? answer : json(answer);
        } catch (error) {
          const known = errorJson(error);
          if (known === undefined) throw error;
          return json(known.body, known.status);
        }
      });
    }
  };

  const searchContext = (signal: AbortSignal | undefined): SearchContext => ({
    nowMs: clock.nowMs(),
    monotonicMs,
    signal,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });

  /** One search of the search API, also one of many and a page of a scroll. */
  async function search(
    expression: string | undefined,
    options: IndexOptions,
    body: JsonObject,
    parameters: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<{ answer: JsonObject; last: readonly JsonValue[] | undefined }> {
    const startMs = monotonicMs();
    const pit = readPit(body["pit"]);
    const request = readSearchRequest(pit === undefined ? body : withTieBreak(body), parameters);
    const { targets } = resolveIndices(pit?.expression ?? expression, sources, options);
    const found = await turns.run(() => searchDocuments(targets, request, searchContext(signal)), signal);
    const answer = searchJson(found, took(startMs), flagOf(parameters, "rest_total_hits_as_int", false));
    return {
      answer: pit === undefined ? answer : { pit_id: pit.id, ...answer },
      last: found.hits.at(-1)?.sort,
    };
  }

  const took = (startMs: number): number => Math.max(0, Math.round(monotonicMs() - startMs));

  add(["GET", "POST"], ["/_search", "/:index/_search"], async (context) => {
    const parameters = parametersOf(context);
    const body = parseBody(await readBody(context));
    const expression = context.req.param("index");
    const options = indexOptionsOf(parameters);
    const keep = parameters.get("scroll");
    if (keep === undefined)
      return (await search(expression, options, body, parameters, context.req.raw.signal)).answer;
    const scrolled = withTieBreak(body, parameters);
    const { answer, last } = await search(expression, options, scrolled, parameters, context.req.raw.signal);
    const { aggs: _, aggregations: __, ...rest } = scrolled;
    const scroll = { expression, indexOptions: options, body: rest, parameters, after: last };
    return { _scroll_id: scrolls.open(scroll, readKeep(keep, "scroll")), ...answer };
  });

  add(["GET", "POST"], ["/_search/scroll", "/_search/scroll/:id"], async (context) => {
    const body = parseBody(await readBody(context));
    const id =
      context.req.param("id") ?? readText(body["scroll_id"] ?? context.req.query("scroll_id"), "scroll_id");
    const keep = body["scroll"] ?? context.req.query("scroll") ?? "1m";
    const scroll = scrolls.get(id, readKeep(readText(keep, "scroll"), "scroll"));
    const { expression, indexOptions, parameters, after } = scroll;
    // Where the page before had no hits, neither has this one.
    const page = after === undefined ? { ...scroll.body, size: 0 } : { ...scroll.body, search_after: after };
    const { answer, last } = await search(expression, indexOptions, page, parameters, context.req.raw.signal);
    scroll.after = last;
    return { _scroll_id: id, ...answer };
  });

  add(["DELETE"], ["/_search/scroll", "/_search/scroll/:id"], async (context) => {
    const body = parseBody(await readBody(context));
    const given = context.req.param("id")?.split(",") ?? readList(body["scroll_id"]);
    if (given.includes("_all")) return { succeeded: true, num_freed: scrolls.closeAll() };
    const closed = given.filter((id, i) => scrolls.close(readText(id, `scroll_id[${i}]`)));
    return json({ succeeded: true, num_freed: closed.length }, closed.length > 0 ? 200 : 404);
  });

  add(["GET", "POST"], ["/_msearch", "/:index/_msearch"], async (context) => {
    const startMs = monotonicMs();
    const parameters = parametersOf(context);
    const searches = readMultiSearch(await readBody(context));
    const responses: JsonObject[] = [];
    for (const { header, body } of searches) {
      try {
        const expression = readExpression(header["index"]) ?? context.req.param("index");
        const options = {
          ignoreUnavailable: header["ignore_unavailable"] === true,
          allowNoIndices: header["allow_no_indices"] !== false,
        };
        const own = new Map(parameters);
        const { answer } = await search(expression, options, body, own, context.req.raw.signal);
        responses.push({ ...answer, status: 200 });
      } catch (error) {
        const known = errorJson(error);
        if (known === undefined) throw error;
        responses.push(known.body);
      }
    }
    return { took: took(startMs), responses };
  });

  add(["GET", "POST"], ["/_count", "/:index/_count"], async (context) => {
    const parameters = parametersOf(context);
    const body = parseBody(await readBody(context));
    refuseOthers(body, ["query"], "body");
    const { targets } = resolveIndices(context.req.param("index"), sources, indexOptionsOf(parameters));
    const request = {
      ...readSearchRequest({ ...body, size: 0, track_total_hits: true }, new Map()),
      filters: readTextQuery(parameters),
    };
    const { signal } = context.req.raw;
    const found = await turns.run(() => searchDocuments(targets, request, searchContext(signal)), signal);
    if (found.timedOut) tooCostly("counting took too long; ask for a shorter time or fewer indices");
    return { count: found.total?.value ?? 0, _shards: shards };
  });

  add(["GET"], ["/:index/_doc/:id"], async (context) => {
    const parameters = parametersOf(context);
    const id = context.req.param("id") ?? "";
    const name = context.req.param("index") ?? "";
    const { targets } = resolveIndices(name, sources, indexOptionsOf(parameters));
    const placed = await documentAt(id, targets);
    if (placed !== undefined) {
      const source = readSourceFilter(parameters.get("_source"))(placed.document);
      return foundDocument(placed.index, id, source);
    }
    const request = readSearchRequest(
      { query: { ids: { values: [id] } }, size: 1, track_total_hits: false },
      new Map([...parameters].filter(([key]) => key.startsWith("_source"))),
    );
    const { signal } = context.req.raw;
    const found = await turns.run(() => searchDocuments(targets, request, searchContext(signal)), signal);
    const [hit] = found.hits;
    if (hit === undefined && found.timedOut) tooCostly("looking for the document took too long");
    if (hit === undefined) return json({ _index: name, _id: id, found: false }, 404);
    return foundDocument(hit.index, hit.id, hit.source);
  });

  // A point in time is the expression that it was opened for: what arrives later is found too.
  add(["POST"], ["/:index/_pit"], (context) => {
    const expression = context.req.param("index") ?? "";
    resolveIndices(expression, sources, indexOptionsOf(parametersOf(context)));
    return { id: Buffer.from(JSON.stringify({ index: expression })).toString("base64url"), _shards: shards };
  });
  add(["DELETE"], ["/_pit"], async (context) => {
    readText(parseBody(await readBody(context))["id"], "id");
    return { succeeded: true, num_freed: 1 };
  });

  async function runEql(
    context: EsContext,
    request: EqlRequest,
    signal: AbortSignal | undefined,
    startMs: number,
  ): Promise<JsonObject> {
    const { targets } = resolveIndices(
      context.req.param("index"),
      sources,
      indexOptionsOf(parametersOf(context)),
    );
    const found: EqlAnswer = await turns.run(
      () => searchEql(targets, request, searchContext(signal)),
      signal,
    );
    return {
      is_partial: false,
      is_running: false,
      took: took(startMs),
      timed_out: false,
      hits: eqlHits(found),
    };
  }

  add(["GET", "POST"], ["/:index/_eql/search"], async (context) => {
    const startMs = monotonicMs();
    const parameters = parametersOf(context);
    const body = parseBody(await readBody(context));
    const request = readEqlRequest(body);
    const given = (name: string): JsonValue | undefined => parameters.get(name) ?? body[name];
    const wait = given("wait_for_completion_timeout");
    const keeps = String(given("keep_on_completion") ?? false) === "true";
    if (wait === undefined && !keeps) return runEql(context, request, context.req.raw.signal, startMs);
    const keepMs = readKeep(String(given("keep_alive") ?? "5d"), "keep_alive");
    const started = eqlSearches.start(keepMs, (signal) => runEql(context, request, signal, startMs));
    const waitMs =
      wait === undefined ? searchLimits.deadlineMs : readKeep(String(wait), "wait_for_completion_timeout");
    await started.wait(Math.min(waitMs, searchLimits.deadlineMs));
    if (started.outcome !== undefined && !keeps) {
      eqlSearches.delete(started.id);
      return outcomeOf(started);
    }
    return { id: started.id, ...outcomeOf(started) };
  });

  add(["GET"], ["/_eql/search/:id"], async (context) => {
    const found = eqlSearches.get(context.req.param("id") ?? "");
    const wait = context.req.query("wait_for_completion_timeout");
    if (wait !== undefined)
      await found.wait(Math.min(readKeep(wait, "wait_for_completion_timeout"), searchLimits.deadlineMs));
    return { id: found.id, ...outcomeOf(found) };
  });

  add(["GET"], ["/_eql/search/status/:id"], (context) => {
    const { id, outcome, startedMs, expiresMs } = eqlSearches.get(context.req.param("id") ?? "");
    return {
      id,
      is_running: outcome === undefined,
      is_partial: outcome === undefined || "error" in outcome,
      start_time_in_millis: startedMs,
      expiration_time_in_millis: expiresMs,
      ...(outcome === undefined
        ? {}
        : { completion_status: "error" in outcome ? statusOf(outcome.error) : 200 }),
    };
  });

  add(["DELETE"], ["/_eql/search/:id"], (context) => {
    eqlSearches.delete(context.req.param("id") ?? "");
    return { acknowledged: true };
  });

  add(["GET", "POST"], ["/_field_caps", "/:index/_field_caps"], async (context) => {
    const parameters = parametersOf(context);
    const body = parseBody(await readBody(context));
    refuseOthers(body, ["fields", "index_filter", "runtime_mappings"], "body");
    const { indices } = resolveIndices(context.req.param("index"), sources, indexOptionsOf(parameters));
    const fields = parameters.get("fields")?.split(",") ?? readList(body["fields"]);
    if (fields.length === 0) refuse("fields", "name the fields, or [*] for all");
    if (fields.length > searchLimits.maxSourcePatterns) refuse("fields", "these are too many patterns");
    const patterns = fields.map((field, i) => readText(field, `fields[${i}]`));
    return {
      indices: indices.map(({ name }) => name),
      fields: fieldCapabilities(new Set(indices.map(({ source }) => source.catalogue)), patterns),
    };
  });

  add(["GET"], ["/_mapping", "/:index/_mapping"], (context) => {
    const { indices } = resolveIndices(
      context.req.param("index"),
      sources,
      indexOptionsOf(parametersOf(context)),
    );
    return Object.fromEntries(
      indices.map(({ name, source }) => [name, { mappings: mappingOf(source.catalogue) }]),
    );
  });

  add(["GET"], ["/_cat/indices", "/_cat/indices/:index"], (context) => {
    const parameters = parametersOf(context);
    const { indices } = resolveIndices(context.req.param("index"), sources, indexOptionsOf(parameters));
    const rows = indices.map(({ name, size }) => {
      const { documents, bytes } = size();
      return {
        health: "green",
        status: "open",
        index: name,
        uuid: name,
        pri: "1",
        rep: "0",
        "docs.count": String(documents),
        "docs.deleted": "0",
        "store.size": `${bytes}b`,
        "pri.store.size": `${bytes}b`,
        "dataset.size": `${bytes}b`,
      };
    });
    const wanted = parameters.get("h")?.split(",");
    const columns = wanted ?? [
      "health",
      "status",
      "index",
      "uuid",
      "pri",
      "rep",
      "docs.count",
      "docs.deleted",
      "store.size",
      "pri.store.size",
      "dataset.size",
    ];
    const table = rows.map((row) => new Map(Object.entries(row)));
    if (parameters.get("format") === "json" || context.req.header("accept")?.includes("json") === true) {
      const answer = table.map((row) =>
        Object.fromEntries(columns.map((column) => [column, row.get(column) ?? null])),
      );
      return jsonText(stringifyJson(answer));
    }
    const header = flagOf(parameters, "v", false) ? [columns.join(" ")] : [];
    const lines = table.map((row) => columns.map((column) => row.get(column) ?? "").join(" "));
    return context.text([...header, ...lines, ""].join("\n"));
  });

  add(["GET"], ["/_resolve/index/:name"], (context) => {
    const { indices } = resolveIndices(
      context.req.param("name"),
      sources,
      indexOptionsOf(parametersOf(context)),
    );
    const aliases = new Map<string, string[]>();
    for (const { name, aliases: known } of indices)
      for (const alias of known) aliases.set(alias, [...(aliases.get(alias) ?? []), name]);
    return {
      indices: indices
        .filter(({ kind }) => kind === "index")
        .map(({ name, aliases: known }) => ({
          name,
          ...(known.length === 0 ? {} : { aliases: known }),
          attributes: ["open"],
        })),
      aliases: [...aliases].map(([name, of]) => ({ name, indices: of })),
      data_streams: indices
        .filter(({ kind }) => kind === "data-stream")
        .map(({ name }) => ({ name, backing_indices: [name], timestamp_field: "@timestamp" })),
    };
  });
}

/** The document whose id tells where it stands, as events have it that came without one. */
async function documentAt(id: string, targets: readonly SearchTarget[]): Promise<FoundDocument | undefined> {
  for (const { source, index } of targets) {
    const position = source.positionOf?.(id);
    if (position === undefined) continue;
    const found = (await source.load([position])).get(position);
    if (found !== undefined && index(found.index)) return found;
  }
  return undefined;
}

function foundDocument(index: string, id: string, source: JsonObject | undefined): JsonObject {
  return {
    _index: index,
    _id: id,
    _version: 1,
    _seq_no: 0,
    _primary_term: 1,
    found: true,
    ...(source === undefined ? {} : { _source: source }),
  };
}

/** `filter_path` and `pretty` are applied to the answers of all routes; see shapeAnswers. */
function json(answer: JsonObject, status = 200): Response {
  return jsonText(stringifyJson(answer), status as ContentfulStatusCode);
}

function jsonText(text: string, status: ContentfulStatusCode = 200): Response {
  return new Response(text, { status, headers: { "content-type": "application/json" } });
}

function outcomeOf({ outcome }: AsyncSearch<JsonObject>): JsonObject {
  if (outcome === undefined)
    return {
      is_partial: true,
      is_running: true,
      timed_out: false,
      took: 0,
      hits: { total: { value: 0, relation: "gte" } },
    };
  if ("error" in outcome) throw outcome.error;
  return outcome.answer;
}

function statusOf(error: unknown): number {
  return errorJson(error)?.status ?? 500;
}

function readKeep(text: string, path: string): number {
  const ms = parseDuration(text);
  return ms === undefined || ms < 0
    ? refuse(path, `[${text.slice(0, 100)}] is no length of time; write it as 1m`)
    : ms;
}

interface Pit {
  readonly id: string;
  readonly expression: string;
}

function readPit(json: JsonValue | undefined): Pit | undefined {
  if (json === undefined || json === null) return undefined;
  const body = readObject(json, "pit");
  refuseOthers(body, ["id", "keep_alive"], "pit");
  const id = readText(body["id"], "pit.id");
  const parsed = parseJson(Buffer.from(id, "base64url").toString("utf8"));
  const expression = parsed.ok && isJsonObject(parsed.value) ? parsed.value["index"] : undefined;
  if (typeof expression !== "string")
    throw new SearchError(
      "not-found",
      "search_context_missing_exception",
      "there is no point in time of that id",
    );
  return { id, expression };
}

/** Pages need an order in which no two hits are equal. */
function withTieBreak(body: JsonObject, parameters: ReadonlyMap<string, string> = new Map()): JsonObject {
  if (parameters.has("sort")) return body;
  const sort = readList(body["sort"] ?? undefined);
  const breaksTies = sort.some((item) => {
    const name = isJsonObject(item) ? Object.keys(item)[0] : item;
    return name === "_doc" || name === "_shard_doc";
  });
  return breaksTies ? body : { ...body, sort: [...sort, "_doc"] };
}

function readExpression(json: JsonValue | undefined): string | undefined {
  if (json === undefined || json === null) return undefined;
  return readList(json)
    .map((name, i) => readText(name, `index[${i}]`))
    .join(",");
}

/** The pairs of lines of a body: where to search, and for what. */
function readMultiSearch(
  text: string,
): readonly { readonly header: JsonObject; readonly body: JsonObject }[] {
  const lines = text.split("\n");
  // The last line ends with a line feed too.
  if (lines.at(-1)?.trim() === "") lines.pop();
  if (lines.length % 2 !== 0) refuse("body", "each search is two lines, one for where and one for what");
  if (lines.length / 2 > searchLimits.maxMultiSearches)
    tooCostly(`a request may have ${searchLimits.maxMultiSearches} searches; this has ${lines.length / 2}`);
  const searches: { header: JsonObject; body: JsonObject }[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    searches.push({ header: parseBody(lines[at] ?? ""), body: parseBody(lines[at + 1] ?? "") });
  }
  return searches;
}
