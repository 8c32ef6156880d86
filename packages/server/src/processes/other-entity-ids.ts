import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { hostFilter, sameHostFilter, startFilters, timeFilter } from "./process-filters.ts";
import { processLimits } from "./process-limits.ts";
import { nodeFields, type ProcessNode, processNode } from "./process-node.ts";
import type { SearchEvents } from "./search-events.ts";

// Sysmon makes the id of a process of the machine, the second of its start, and a number of its token. Some versions take
// another token for the start than for all that follows: the start of a process, and its children, then know it by two ids.

/** Machine and second of the start, as the ids of Sysmon have them; undefined for ids of other sensors. */
export function sysmonStart(entityId: string | undefined): string | undefined {
  return /^\{([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{12}\}$/i
    .exec(entityId ?? "")?.[1]
    ?.toLowerCase();
}

/** Other ids of processes, by the id of each: those of the same pid, machine and second, in events soon after the start. */
export async function findOtherEntityIds(
  nodes: readonly ProcessNode[],
  find: SearchEvents,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = nodes.filter(
    ({ entityId, pid, startedMs }) =>
      sysmonStart(entityId) !== undefined && pid !== undefined && startedMs !== undefined,
  );
  const [first] = known;
  const others = new Map<string, readonly string[]>();
  if (first === undefined || sameHostFilter(first).length === 0) return others;
  const starts = known.map(({ startedMs = 0 }) => startedMs);
  const fromMs = Math.min(...starts);
  const toMs = Math.min(
    Math.max(...starts) + processLimits.otherIdsWithinMs,
    fromMs + processLimits.maxOtherIdsSpanMs,
  );
  const pids = [...new Set(known.flatMap(({ pid }) => (pid === undefined ? [] : [pid])))];
  const byPid = (prefix: "process" | "process.parent"): JsonObject => ({
    terms: { field: `${prefix}.pid`, size: processLimits.maxNodes },
    aggs: { ids: { terms: { field: `${prefix}.entity_id`, size: 20 } } },
  });
  const { aggregations } = await find({
    size: 0,
    track_total_hits: false,
    query: {
      bool: {
        filter: [...sameHostFilter(first), timeFilter({ fromMs, toMs })],
        should: [{ terms: { "process.pid": pids } }, { terms: { "process.parent.pid": pids } }],
        minimum_should_match: 1,
      },
    },
    aggs: { own: byPid("process"), asParent: byPid("process.parent") },
  });
  const idsIn = (name: string): ReadonlyMap<string, readonly string[]> =>
    new Map(
      bucketsIn(aggregations?.[name]).map((bucket) => [
        String(bucket["key"]),
        bucketsIn(bucket["ids"]).map((id) => String(id["key"])),
      ]),
    );
  const own = idsIn("own");
  const asParent = idsIn("asParent");
  for (const node of known) {
    const start = sysmonStart(node.entityId);
    const pid = String(node.pid);
    const ids = [...(own.get(pid) ?? []), ...(asParent.get(pid) ?? [])].filter(
      (id) => id !== node.entityId && sysmonStart(id) === start,
    );
    if (ids.length > 0) others.set(node.id, [...new Set(ids)]);
  }
  return others;
}

/**
 * The start of the parent of a process: of the id that the process knows it by, or of another of the same parent, which is
 * looked for in a time before it.
 */
export async function findParentStart(
  child: ProcessNode,
  host: string | undefined,
  find: SearchEvents,
): Promise<ProcessNode | undefined> {
  const { entityId, pid } = child.parent;
  if (entityId === undefined) return undefined;
  const start = sysmonStart(entityId);
  const byId: JsonObject = { term: { "process.entity_id": entityId } };
  const search = async (test: readonly JsonObject[]): Promise<readonly ProcessNode[]> => {
    const { hits } = await find({
      query: { bool: { filter: [...hostFilter(host), ...startFilters, ...test] } },
      sort: [{ "@timestamp": "desc" }],
      size: 20,
      track_total_hits: false,
      _source: false,
      fields: [...nodeFields],
    });
    return hits.map(({ fields }) => processNode(fields, true));
  };
  const [known] = await search([byId]);
  if (known !== undefined || start === undefined || pid === undefined || child.startedMs === undefined)
    return known;
  const others = await search([
    ...sameHostFilter(child),
    { term: { "process.pid": pid } },
    timeFilter({
      fromMs: child.startedMs - processLimits.maxOtherIdsSpanMs,
      toMs: child.startedMs + processLimits.sameStartMs,
    }),
  ]);
  return others.find((one) => sysmonStart(one.entityId) === start);
}

function bucketsIn(aggregation: JsonValue | undefined): readonly Readonly<Record<string, JsonValue>>[] {
  const buckets = aggregation !== undefined && isJsonObject(aggregation) ? aggregation["buckets"] : undefined;
  return Array.isArray(buckets) ? (buckets as readonly JsonValue[]).filter(isJsonObject) : [];
}
