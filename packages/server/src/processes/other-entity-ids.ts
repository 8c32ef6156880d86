import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import { hostFilter, startFilters, timeFilter } from "./process-filters.ts";
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
  host: string | undefined,
  find: SearchEvents,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = nodes.filter(
    ({ entityId, pid, startedMs }) =>
      sysmonStart(entityId) !== undefined && pid !== undefined && startedMs !== undefined,
  );
  const hostOf = host ?? known[0]?.hostId ?? known[0]?.hostName;
  const others = new Map<string, readonly string[]>();
  if (known.length === 0 || hostOf === undefined) return others;
  const starts = known.map(({ startedMs = 0 }) => startedMs);
  const fromMs = Math.min(...starts);
  const toMs = Math.min(
    Math.max(...starts) + processLimits.otherIdsWithinMs,
    fromMs + processLimits.maxOtherIdsSpanMs,
  );
  const pids = [...new Set(known.flatMap(({ pid }) => (pid === undefined ? [] : [pid])))];
  const idsBy = async (
    prefix: "process" | "process.parent",
  ): Promise<ReadonlyMap<string, readonly string[]>> => {
    const answer = await find({
      size: 0,
      track_total_hits: false,
      query: {
        bool: {
          filter: [
            ...hostFilter(hostOf),
            timeFilter({ fromMs, toMs }),
            { terms: { [`${prefix}.pid`]: pids } },
            ...(prefix === "process" ? [] : startFilters),
          ],
        },
      },
      aggs: {
        pids: {
          terms: { field: `${prefix}.pid`, size: processLimits.maxNodes },
          aggs: { ids: { terms: { field: `${prefix}.entity_id`, size: 20 } } },
        },
      },
    });
    return new Map(
      bucketsIn(answer.aggregations?.["pids"]).map((bucket) => [
        String(bucket["key"]),
        bucketsIn(bucket["ids"]).map((id) => String(id["key"])),
      ]),
    );
  };
  const [own, asParent] = await Promise.all([idsBy("process"), idsBy("process.parent")]);
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

/** The start of the parent of a process that the process knows by another id. */
export async function findStartByOtherId(
  child: ProcessNode,
  find: SearchEvents,
): Promise<ProcessNode | undefined> {
  const start = sysmonStart(child.parent.entityId);
  const host = child.hostId ?? child.hostName;
  if (start === undefined || child.parent.pid === undefined || child.startedMs === undefined)
    return undefined;
  const { hits } = await find({
    query: {
      bool: {
        filter: [
          ...hostFilter(host),
          ...startFilters,
          { term: { "process.pid": child.parent.pid } },
          timeFilter({
            fromMs: child.startedMs - processLimits.maxOtherIdsSpanMs,
            toMs: child.startedMs + processLimits.sameStartMs,
          }),
        ],
      },
    },
    sort: [{ "@timestamp": "desc" }],
    size: 20,
    track_total_hits: false,
    _source: false,
    fields: [...nodeFields],
  });
  return hits
    .map(({ fields }) => processNode(fields, true))
    .find(({ entityId }) => sysmonStart(entityId) === start);
}

function bucketsIn(aggregation: JsonValue | undefined): readonly Readonly<Record<string, JsonValue>>[] {
  const buckets = aggregation !== undefined && isJsonObject(aggregation) ? aggregation["buckets"] : undefined;
  return Array.isArray(buckets) ? (buckets as readonly JsonValue[]).filter(isJsonObject) : [];
}
