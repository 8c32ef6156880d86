import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { hostFilter, startFilters, timeFilter } from "./process-filters.ts";
import { processLimits } from "./process-limits.ts";
import type { PlacedNode, ProcessEventKind, ProcessNode } from "./process-node.ts";
import type { SearchEvents } from "./search-events.ts";

/** What else is stored of a process. */
export interface ProcessCounts {
  /** Events by kind, those without any left out; undefined where they were not counted. */
  readonly kinds: Readonly<Partial<Record<ProcessEventKind, number>>> | undefined;
  /** Processes that it started within the time; undefined where they were not counted. */
  readonly children: number | undefined;
  readonly endedMs: number | undefined;
}

interface CountRequest {
  readonly host: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

const nothing: ProcessCounts = { kinds: undefined, children: undefined, endedMs: undefined };

/** Counts the events of processes by kind, and their children. Pids that several processes had are not counted. */
export async function countProcessEvents(
  nodes: readonly PlacedNode[],
  request: CountRequest,
  find: SearchEvents,
): Promise<(node: ProcessNode) => ProcessCounts> {
  const counted = nodes.slice(0, processLimits.maxCounted);
  const ids = counted.flatMap(entityIds);
  if (ids.length > 0) return countByEntity(ids, [...hostsFilter(counted), timeFilter(request)], find);
  const pids = uniquePids(counted);
  if (pids.length > 0) return countByPid(pids, request, find);
  return () => nothing;
}

async function countByEntity(
  ids: readonly string[],
  filter: readonly JsonObject[],
  find: SearchEvents,
): Promise<(node: ProcessNode) => ProcessCounts> {
  // Apart from each other: each asks for values of one field, so that the store can pass over blocks that have none of them.
  const [events, starts] = await Promise.all([
    find(countBody(["own"], "process.entity_id", "process.parent.entity_id", ids, filter)),
    find(countBody(["children"], "process.entity_id", "process.parent.entity_id", ids, filter)),
  ]);
  const own = bucketsOf(events.aggregations, "own");
  const started = bucketsOf(starts.aggregations, "children");
  const asked = new Set(ids);
  return (node) => {
    const known = entityIds(node);
    if (!known.some((id) => asked.has(id))) return nothing;
    return {
      ...known.map((id) => countsOf(own.get(id))).reduce(together),
      children: known.reduce((sum, id) => sum + docCount(started.get(id)), 0),
    };
  };
}

/**
 * The hosts of processes, by whatever their starts know them by. Among thousands of ids there is nearly always one that the
 * filter of a block seems to have: by the host the store passes over blocks all the same.
 */
function hostsFilter(nodes: readonly PlacedNode[]): readonly JsonObject[] {
  const ids = [...new Set(nodes.flatMap(({ hostId }) => hostId ?? []))];
  const names = [...new Set(nodes.flatMap(({ hostName }) => hostName ?? []))];
  const should = [
    ...(ids.length === 0 ? [] : [{ terms: { "host.id": ids } }]),
    ...(names.length === 0 ? [] : [{ terms: { "host.name": names } }]),
  ];
  return should.length === 0 ? [] : [{ bool: { should } }];
}

function entityIds({ entityId, otherIds }: ProcessNode): readonly string[] {
  return entityId === undefined ? [] : [entityId, ...otherIds];
}

function together(a: ProcessCounts, b: ProcessCounts): ProcessCounts {
  const kinds: Partial<Record<ProcessEventKind, number>> = { ...a.kinds };
  for (const [kind, count] of Object.entries(b.kinds ?? {}) as [ProcessEventKind, number][]) {
    kinds[kind] = (kinds[kind] ?? 0) + count;
  }
  return { kinds, children: undefined, endedMs: a.endedMs ?? b.endedMs };
}

async function countByPid(
  pids: readonly number[],
  request: CountRequest,
  find: SearchEvents,
): Promise<(node: ProcessNode) => ProcessCounts> {
  const { aggregations } = await find(
    countBody(["own", "children"], "process.pid", "process.parent.pid", pids, [
      ...hostFilter(request.host),
      timeFilter(request),
    ]),
  );
  const own = bucketsOf(aggregations, "own");
  const started = bucketsOf(aggregations, "children");
  const asked = new Set(pids);
  return ({ pid, isSeen }) =>
    pid === undefined || !asked.has(pid)
      ? nothing
      : {
          ...(isSeen ? countsOf(own.get(String(pid))) : nothing),
          children: docCount(started.get(String(pid))),
        };
}

function uniquePids(nodes: readonly ProcessNode[]): readonly number[] {
  const times = new Map<number, number>();
  for (const { pid } of nodes) if (pid !== undefined) times.set(pid, (times.get(pid) ?? 0) + 1);
  return [...times].flatMap(([pid, count]) => (count === 1 ? [pid] : []));
}

type Counted = "own" | "children";

/** Events of processes by kind, starts by parent, or both. */
function countBody(
  counted: readonly Counted[],
  field: string,
  parentField: string,
  values: readonly (string | number)[],
  filter: readonly JsonObject[],
): JsonObject {
  const tests: Readonly<Record<Counted, JsonObject>> = {
    own: { terms: { [field]: [...values] } },
    children: { bool: { filter: [{ terms: { [parentField]: [...values] } }, ...startFilters] } },
  };
  const aggregations: Readonly<Record<Counted, JsonObject>> = {
    own: {
      terms: { field, size: processLimits.maxBuckets },
      aggs: { ...kindAggregation, end: endAggregation },
    },
    children: { terms: { field: parentField, size: processLimits.maxBuckets } },
  };
  const [only] = counted;
  return {
    size: 0,
    track_total_hits: false,
    query: {
      bool:
        counted.length === 1 && only !== undefined
          ? { filter: [...filter, tests[only]] }
          : { filter: [...filter], should: counted.map((one) => tests[one]), minimum_should_match: 1 },
    },
    aggs: Object.fromEntries(
      counted.map((one) => [one, { filter: tests[one], aggs: { by: aggregations[one] } }]),
    ),
  };
}

const category = (name: string): JsonObject => ({ term: { "event.category": name } });
const sysmon = (...codes: readonly string[]): JsonObject => ({
  bool: {
    filter: [{ term: { "event.provider": "Microsoft-Windows-Sysmon" } }, { terms: { "event.code": codes } }],
  },
});
const isDns: JsonObject = {
  bool: { should: [{ exists: { field: "dns.question.name" } }, { term: { "network.protocol": "dns" } }] },
};
const isLibrary: JsonObject = { bool: { should: [category("library"), category("driver"), sysmon("7")] } };
const isAccess: JsonObject = { bool: { should: [sysmon("8", "10"), { term: { "event.type": "access" } }] } };
const without = (test: JsonObject, ...others: readonly JsonObject[]): JsonObject => ({
  bool: { filter: [test], must_not: [...others] },
});

/** Each event has one kind. */
const kindFilters: Readonly<Record<Exclude<ProcessEventKind, "other">, JsonObject>> = {
  dns: isDns,
  library: without(isLibrary, isDns),
  file: without(category("file"), isDns, isLibrary),
  registry: without(category("registry"), isDns, isLibrary, category("file")),
  network: without(category("network"), isDns, isLibrary, category("file"), category("registry")),
  access: without(isAccess, isDns, isLibrary, category("file"), category("registry"), category("network")),
  process: without(
    category("process"),
    isDns,
    isLibrary,
    isAccess,
    category("file"),
    category("registry"),
    category("network"),
  ),
};
const kindAggregation: JsonObject = { kinds: { filters: { filters: kindFilters } } };
const endAggregation: JsonObject = {
  filter: { bool: { filter: [category("process"), { term: { "event.type": "end" } }] } },
  aggs: { at: { max: { field: "@timestamp" } } },
};

function bucketsOf(aggregations: JsonObject | undefined, name: string): ReadonlyMap<string, JsonObject> {
  const buckets = member(member(member(aggregations, name), "by"), "buckets");
  if (!Array.isArray(buckets)) return new Map();
  return new Map(
    (buckets as readonly JsonValue[]).flatMap((bucket) =>
      isJsonObject(bucket) ? [[String(bucket["key"]), bucket] as const] : [],
    ),
  );
}

function countsOf(bucket: JsonObject | undefined): ProcessCounts {
  const kinds: Partial<Record<ProcessEventKind, number>> = {};
  let rest = docCount(bucket);
  for (const kind of Object.keys(kindFilters) as (keyof typeof kindFilters)[]) {
    const count = docCount(member(member(member(bucket, "kinds"), "buckets"), kind));
    rest -= count;
    if (count > 0) kinds[kind] = count;
  }
  if (rest > 0) kinds.other = rest;
  const endedMs = member(member(member(bucket, "end"), "at"), "value");
  return { kinds, children: 0, endedMs: typeof endedMs === "number" ? endedMs : undefined };
}

function docCount(bucket: JsonValue | undefined): number {
  const count = member(bucket, "doc_count");
  return typeof count === "number" ? count : 0;
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) ? value[name] : undefined;
}
