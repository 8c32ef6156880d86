import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
  parseJson,
} from "@eqlite/core/events";
import { compileMatchKey, createPass, type PassMatch, type PassQuery } from "@eqlite/core/kernel";
import {
  type CheckedQuery,
  type CheckedStage,
  type Condition,
  checkQuery,
  checkSearchOptions,
  QueryFailure,
  type SearchOptions,
} from "@eqlite/core/lang";
import { joinKeyJson } from "@eqlite/core/match";
import { decodeAscii } from "../events/decode-ascii.ts";
import { randomSeed } from "../scan/random-seed.ts";
import { createSpillFileOnDemand } from "../scan/spill-file.ts";
import { lineEnd, linePieces } from "../stores/line-pieces.ts";
import { storesLimits } from "../stores/stores-limits.ts";
import { documentNumber, placeOf } from "./hit-plan.ts";
import { type CompiledQuery, readQueryDsl } from "./query-dsl/compile-query-dsl.ts";
import { bothNeeds, conditionNeeds, type QueryNeeds } from "./query-dsl/query-needs.ts";
import { readBoolean, readText, refuseOthers } from "./read-arguments.ts";
import { refuseQuery } from "./refuse-query.ts";
import type { SearchContext, SearchTarget } from "./search-documents.ts";
import { refuse, SearchError, tooCostly } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";
import type { BlockContent, FoundDocument } from "./search-source.ts";
import { createSearchPace } from "./search-turns.ts";
import { type FieldsReader, readFieldsRequest } from "./source-filter.ts";

/** A request of the EQL search API, read but for its query. */
export interface EqlRequest {
  readonly query: string;
  readonly options: SearchOptions;
  readonly filter: JsonValue | undefined;
  readonly fields: FieldsReader | undefined;
}

export interface EqlAnswer {
  readonly kind: "events" | "sequences";
  readonly matches: readonly EqlMatch[];
}

export interface EqlMatch {
  /** Undefined for an event query. */
  readonly joinKeys: readonly JsonValue[] | undefined;
  /** Undefined where an event is missing as it must. */
  readonly events: readonly (FoundEvent | undefined)[];
}

interface FoundEvent extends FoundDocument {
  readonly fields: JsonObject | undefined;
}

/** Reads a request. Throws SearchError. */
export function readEqlRequest(body: JsonObject): EqlRequest {
  refuseOthers(
    body,
    [
      "query",
      "filter",
      "size",
      "fetch_size",
      "result_position",
      "event_category_field",
      "timestamp_field",
      "tiebreaker_field",
      "max_samples_per_key",
      "case_sensitive",
      "fields",
      "runtime_mappings",
      "wait_for_completion_timeout",
      "keep_on_completion",
      "keep_alive",
      "allow_partial_search_results",
      "allow_partial_sequence_results",
    ],
    "body",
  );
  const runtime = body["runtime_mappings"];
  if (runtime !== undefined && !(isJsonObject(runtime) && Object.keys(runtime).length === 0))
    refuse("runtime_mappings", "not supported: fields are what events hold");
  if (body["case_sensitive"] !== undefined && !readBoolean(body["case_sensitive"], "case_sensitive"))
    refuse("case_sensitive", "write `:`, `like~` and functions with `~` where case does not matter");
  const query = readText(body["query"], "query");
  const given = (name: string): unknown => body[name] ?? undefined;
  const checked = checkSearchOptions({
    size: given("size"),
    fetchSize: given("fetch_size"),
    resultPosition: given("result_position"),
    eventCategoryField: given("event_category_field"),
    timestampField: given("timestamp_field"),
    tiebreakerField: given("tiebreaker_field"),
    maxSamplesPerKey: given("max_samples_per_key"),
  });
  if (!checked.ok) return refuseQuery(query, checked.diagnostics);
  if (checked.value.size > searchLimits.maxEqlSize)
    tooCostly(`[size] may be ${searchLimits.maxEqlSize}; this is ${checked.value.size}`);
  return {
    query,
    options: checked.value,
    filter: body["filter"] ?? undefined,
    fields: readFieldsRequest(body["fields"], "fields"),
  };
}

/** One target, with the query as its catalogue knows the fields. */
interface CheckedTarget extends SearchTarget {
  readonly query: CheckedQuery;
  readonly needs: QueryNeeds;
}

/**
 * Runs an EQL query over events in one pass. Throws SearchError where the query cannot be used, an event fails it, or the
 * time is over: a part of the events would give sequences that are none.
 */
export async function searchEql(
  targets: readonly SearchTarget[],
  request: EqlRequest,
  context: SearchContext,
): Promise<EqlAnswer> {
  const [first, ...others] = targets.map((target) => checkTarget(target, request, context.nowMs));
  if (first === undefined) return { kind: "events", matches: [] };
  if (others.length > 0 && others.some(({ source }) => source.catalogue !== first.source.catalogue))
    refuse("query", "events and alerts have different fields; search one of them at a time");
  const all = [first, ...others];
  const { matches, seed } = await findMatches(all, first, request, context);
  return makeAnswer(all, first, request, matches, seed);
}

function checkTarget(
  target: SearchTarget,
  { query: text, options, filter }: EqlRequest,
  nowMs: number,
): CheckedTarget {
  const { catalogue } = target.source;
  const checked = checkQuery(text, catalogue, { eventCategoryField: options.eventCategoryField, nowMs });
  if (!checked.ok) return refuseQuery(text, checked.diagnostics);
  const compiled = readQueryDsl(filter, { catalogue, nowMs }, "filter");
  if (compiled.residual !== undefined) refuse("filter", "[_id] and [_index] are not supported here");
  const query = filter === undefined ? checked.value : withFilter(checked.value, compiled);
  const needs =
    query.kind === "event" ? bothNeeds(compiled.needs, conditionNeeds(query.condition)) : compiled.needs;
  return { ...target, query, needs };
}

/** The query over those events only for which a filter holds. */
function withFilter(query: CheckedQuery, { condition: filter }: CompiledQuery): CheckedQuery {
  const both = (condition: Condition): Condition => ({ kind: "And", operands: [condition, filter] });
  // A stage that `runs` repeats is one object, which must stay so.
  const filtered = new Map<CheckedStage, CheckedStage>();
  const stage = (given: CheckedStage): CheckedStage => {
    const known = filtered.get(given) ?? { ...given, condition: both(given.condition) };
    filtered.set(given, known);
    return known;
  };
  switch (query.kind) {
    case "event":
      return { ...query, condition: both(query.condition) };
    case "sequence":
      return {
        ...query,
        stages: query.stages.map(stage),
        until: query.until === undefined ? undefined : stage(query.until),
      };
    case "sample":
      return { ...query, filters: query.filters.map(stage) };
  }
}

async function findMatches(
  targets: readonly CheckedTarget[],
  { query, source: { catalogue } }: CheckedTarget,
  { options }: EqlRequest,
  context: SearchContext,
): Promise<{ matches: readonly PassMatch[]; seed: ReturnType<typeof randomSeed> }> {
  const { timestampField, tiebreakerField } = options;
  const runOptions: PassQuery["options"] = {
    search: options,
    timestampType: catalogue.typeOf(timestampField),
    tiebreakerType: tiebreakerField === undefined ? undefined : catalogue.typeOf(tiebreakerField),
    fractionBeforeArrival: false,
  };
  const seed = randomSeed();
  const spillFile = createSpillFileOnDemand();
  const pace = createSearchPace(
    context.monotonicMs,
    context.deadlineMs ?? searchLimits.deadlineMs,
    context.signal,
  );
  try {
    const pass = createPass("kernel", [{ query, options: runOptions }], {
      seed,
      spillFile,
      decodeAscii,
      maxBytes: searchLimits.maxEqlHitBytes,
      onFailure: (failure) => {
        throw failure;
      },
    });
    for (const [number, { source, index, needs }] of targets.entries()) {
      for await (const block of source.blocks({ index, needs, order: "oldest-first" })) {
        if (!index(block.index)) continue;
        if (!(await pace.goOn()))
          tooCostly("the search took too long; ask for a shorter time or fewer indices");
        const content = await block.read();
        if (content !== undefined) showContent(pass, content, documentNumber(number, block.position), number);
      }
    }
    const [outcome] = pass.finish();
    if (outcome?.error !== undefined) throw outcome.error;
    return { matches: outcome?.matches ?? [], seed };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    throw new SearchError("bad-request", "eql_illegal_argument_exception", error.message);
  } finally {
    spillFile.close();
  }
}

function showContent(
  pass: ReturnType<typeof createPass>,
  content: BlockContent,
  blockNumber: number,
  source: number,
): void {
  if (content.kind === "documents") {
    for (const { document, position } of content.documents) {
      pass.judgeDocument(document, documentNumber(source, position));
    }
    return;
  }
  const decoder = new TextDecoder();
  for (const { bytes, byteOffset } of linePieces(content.lines, storesLimits.judgedPieceBytes)) {
    const pieceNumber = blockNumber + byteOffset;
    const showLine = (from: number, to: number): boolean => {
      const parsed = parseJson(decoder.decode(bytes.subarray(from, to)));
      if (parsed.ok && isJsonObject(parsed.value)) pass.judgeDocument(parsed.value, pieceNumber + from);
      return false;
    };
    if (pass.judgeBlock !== undefined) pass.judgeBlock(bytes, pieceNumber, showLine);
    else
      for (let from = 0; from < bytes.length; from = lineEnd(bytes, from))
        showLine(from, lineEnd(bytes, from));
  }
}

async function makeAnswer(
  targets: readonly CheckedTarget[],
  { query, source: { catalogue } }: CheckedTarget,
  { fields }: EqlRequest,
  matches: readonly PassMatch[],
  seed: ReturnType<typeof randomSeed>,
): Promise<EqlAnswer> {
  const documents = new Map<number, FoundDocument>();
  const wanted = new Set(
    matches.flatMap(({ positions }) => positions.filter((number) => number !== undefined)),
  );
  for (const [number, { source }] of targets.entries()) {
    const positions = [...wanted].map(placeOf).filter((place) => place.source === number);
    if (positions.length === 0) continue;
    for (const [position, document] of await source.load(positions.map(({ position }) => position)))
      documents.set(documentNumber(number, position), document);
  }
  const readKey = compileMatchKey(query, seed);
  const answered = matches.flatMap((match): EqlMatch[] => {
    const found = match.positions.map((number) => (number === undefined ? undefined : documents.get(number)));
    // An event that retention has taken away meanwhile takes its match with it.
    if (found.some((document, at) => document === undefined && match.positions[at] !== undefined)) return [];
    const key = readKey(
      match,
      found.map((event) => event?.document),
    );
    if (!key.isMatch) return [];
    return [
      {
        joinKeys: query.kind === "event" ? undefined : key.key === undefined ? [] : joinKeyJson(key.key),
        events: found.map((event) =>
          event === undefined ? undefined : { ...event, fields: fields?.(event.document, catalogue) },
        ),
      },
    ];
  });
  return { kind: query.kind === "event" ? "events" : "sequences", matches: answered };
}

/** The answer's `hits` as Elasticsearch writes them. */
export function eqlHits({ kind, matches }: EqlAnswer): JsonObject {
  const total = { value: matches.length, relation: "eq" };
  if (kind === "events") return { total, events: matches.flatMap(({ events }) => events.map(eventJson)) };
  const sequences = matches.map(({ joinKeys, events }): JsonObject => {
    const sequence: MutableJsonObject = {};
    if (joinKeys !== undefined && joinKeys.length > 0) sequence["join_keys"] = joinKeys;
    sequence["events"] = events.map(eventJson);
    return sequence;
  });
  return { total, sequences };
}

function eventJson(event: FoundEvent | undefined): JsonObject {
  if (event === undefined) return { _index: "", _id: "", _source: {}, missing: true };
  return {
    _index: event.index,
    _id: event.id,
    _source: event.document,
    ...(event.fields === undefined ? {} : { fields: event.fields }),
  };
}
