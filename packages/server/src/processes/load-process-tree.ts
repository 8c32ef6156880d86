import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { countProcessEvents, type ProcessCounts } from "./count-process-events.ts";
import { findOtherEntityIds, findParentStart } from "./other-entity-ids.ts";
import { hostFilter, startFilters, timeFilter } from "./process-filters.ts";
import { processLimits } from "./process-limits.ts";
import {
  nodeFields,
  type PlacedNode,
  type ProcessNode,
  type ProcessRelation,
  processNode,
  unseenParent,
} from "./process-node.ts";
import { fieldsOf, type SearchEvents } from "./search-events.ts";
import { treeByPid } from "./tree-by-pid.ts";

/** Which process is meant, and how much of what is around it. */
export interface ProcessTreeRequest {
  /** `host.id` or `host.name`. Needed where the process is named by its pid. */
  readonly host: string | undefined;
  readonly entityId: string | undefined;
  readonly pid: number | undefined;
  /** A time at which the process of that pid ran. */
  readonly atMs: number | undefined;
  /** When children may have started, half-open. Entity ids name a process at any time, so ancestors are found before it too. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly ancestors: number;
  readonly depth: number;
  readonly most: number;
}

export interface ProcessTree {
  /** Of the process that was asked for; undefined where nothing is stored of it. */
  readonly subjectId: string | undefined;
  /** Each behind its parent. */
  readonly nodes: readonly (ProcessNode & ProcessCounts & { readonly relation: ProcessRelation })[];
  /** There are more processes than are answered. */
  readonly isCut: boolean;
  /** The time was over: something may be missing. */
  readonly isPartial: boolean;
}

/** Puts together the tree around one process from stored events. Throws what searches throw. */
export async function loadProcessTree(
  request: ProcessTreeRequest,
  search: SearchEvents,
): Promise<ProcessTree> {
  let isPartial = false;
  const find: SearchEvents = async (body) => {
    const answer = await search(body);
    isPartial ||= answer.timedOut;
    return answer;
  };
  const found =
    request.entityId === undefined
      ? await treeOfPid(request, find)
      : await treeOfEntity(request.entityId, request, find);
  const counts = await countProcessEvents(found.nodes, request, find);
  const nodes = found.nodes.map((node) => ({ ...node, ...counts(node) }));
  return { subjectId: found.subjectId, nodes, isCut: found.isCut, isPartial };
}

interface FoundTree {
  readonly subjectId: string | undefined;
  readonly nodes: readonly PlacedNode[];
  readonly isCut: boolean;
}

/** Where sensors know a process by its pid too, its entity id leads further. */
async function treeOfPid(request: ProcessTreeRequest, find: SearchEvents): Promise<FoundTree> {
  const { pid, host, atMs = request.toMs } = request;
  if (pid === undefined || host === undefined) return { subjectId: undefined, nodes: [], isCut: false };
  const { hits } = await find({
    query: {
      bool: {
        filter: [
          ...hostFilter(host),
          ...startFilters,
          { term: { "process.pid": pid } },
          timeFilter({ fromMs: request.fromMs, toMs: atMs + processLimits.sameStartMs }),
        ],
      },
    },
    sort: [{ "@timestamp": "desc" }],
    size: 10,
    track_total_hits: false,
    _source: false,
    fields: [...nodeFields],
  });
  const starts = hits.map(({ fields }) => processNode(fields, true));
  const [latest] = starts;
  const latestMs = latest?.startedMs ?? 0;
  const known = starts.find(
    ({ entityId, startedMs = 0 }) =>
      entityId !== undefined && latestMs - startedMs <= processLimits.sameStartMs,
  );
  if (known?.entityId !== undefined) return treeOfEntity(known.entityId, request, find);
  const all = await find({
    query: {
      bool: {
        filter: [...hostFilter(host), { term: { "event.category": "process" } }, timeFilter(request)],
        must_not: [{ exists: { field: "process.entity_id" } }],
        must: [{ terms: { "event.type": ["start", "end"] } }],
      },
    },
    sort: [{ "@timestamp": "asc" }],
    size: processLimits.maxStartsByPid,
    track_total_hits: processLimits.maxStartsByPid,
    _source: false,
    fields: [...nodeFields, "event.type"],
  });
  const events = all.hits.map(({ fields }) => ({
    node: processNode(fields, hasType(fields, "start")),
    isStart: hasType(fields, "start"),
    atMs: Date.parse(String((fields?.["@timestamp"] as readonly JsonValue[] | undefined)?.[0])),
  }));
  return treeByPid(events, { ...request, pid, atMs });
}

async function treeOfEntity(
  entityId: string,
  request: ProcessTreeRequest,
  find: SearchEvents,
): Promise<FoundTree> {
  const found = await findProcess(entityId, request.host, find);
  if (found === undefined) return { subjectId: undefined, nodes: [], isCut: false };
  const above = await findAncestors(found, request, find);
  const [subject = found, ...ancestors] = await withOtherIds([found, ...above], find);
  const { descendants, isCut } = await findDescendants(
    subject,
    { ...request, most: Math.max(1, request.most - ancestors.length - 1) },
    new Set(ancestors.map(({ id }) => id)),
    find,
  );
  const [parent] = ancestors;
  return {
    subjectId: subject.id,
    isCut,
    nodes: [
      ...ancestors.toReversed().map((node) => ({ ...node, relation: "ancestor" as const })),
      { ...subject, parentId: parent?.id, relation: "subject" },
      ...descendants.map((node) => ({ ...node, relation: "descendant" as const })),
    ],
  };
}

/** The start of a process, or whatever else is stored of it. */
async function findProcess(
  entityId: string,
  host: string | undefined,
  find: SearchEvents,
): Promise<ProcessNode | undefined> {
  const ofEntity = [{ term: { "process.entity_id": entityId } }, ...hostFilter(host)];
  const [start] = (await find(oneEvent([...ofEntity, ...startFilters]))).hits;
  if (start !== undefined) return processNode(start.fields, true);
  const [other] = (await find(oneEvent(ofEntity))).hits;
  if (other !== undefined) {
    const node = processNode(other.fields, false);
    const asChild = {
      ...node,
      startedMs: timeOf(other.fields),
      parent: { ...node.parent, entityId, pid: node.pid },
    };
    return (await findParentStart(asChild, host, find)) ?? node;
  }
  // Nothing of it is stored, but its children know it.
  const [child] = (
    await find(
      oneEvent([{ term: { "process.parent.entity_id": entityId } }, ...hostFilter(host), ...startFilters]),
    )
  ).hits;
  return child === undefined ? undefined : unseenParent(processNode(child.fields, true), entityId);
}

/** From the parent upwards. */
async function findAncestors(
  subject: ProcessNode,
  request: ProcessTreeRequest,
  find: SearchEvents,
): Promise<readonly ProcessNode[]> {
  const ancestors: ProcessNode[] = [];
  const known = new Set([subject.id]);
  let child = subject;
  while (ancestors.length < request.ancestors) {
    const id = child.parent.entityId;
    if (id === undefined) {
      if (child.parent.pid !== undefined || child.parent.name !== undefined)
        ancestors.push(unseenParent(child, `parent-of:${child.id}`));
      break;
    }
    // What events say is not to be trusted: a circle would never end.
    if (known.has(id)) break;
    known.add(id);
    const parent = await findParentStart(child, request.host, find);
    if (parent !== undefined && parent.id !== id && known.has(parent.id)) break;
    ancestors.push(parent ?? unseenParent(child, id));
    if (parent === undefined) break;
    known.add(parent.id);
    child = parent;
  }
  return ancestors.map((node, at) => ({ ...node, parentId: ancestors[at + 1]?.id }));
}

async function findDescendants(
  subject: ProcessNode,
  request: ProcessTreeRequest,
  above: ReadonlySet<string>,
  find: SearchEvents,
): Promise<{ readonly descendants: readonly ProcessNode[]; readonly isCut: boolean }> {
  const descendants: ProcessNode[] = [];
  const known = new Set([...above, subject.id]);
  let generation: readonly ProcessNode[] = [subject];
  for (let depth = 0; depth < request.depth && generation.length > 0; depth += 1) {
    const parents = new Map<string, string>();
    for (const { id, entityId, otherIds } of generation) {
      for (const one of [entityId, ...otherIds]) if (one !== undefined) parents.set(one, id);
    }
    const ids = [...parents.keys()];
    const left = request.most - descendants.length;
    if (ids.length === 0) break;
    if (left <= 0) return { descendants, isCut: true };
    const { hits } = await find({
      query: {
        bool: {
          filter: [
            { terms: { "process.parent.entity_id": ids } },
            ...hostFilter(request.host),
            ...startFilters,
            timeFilter(request),
          ],
        },
      },
      sort: [{ "@timestamp": "asc" }],
      size: Math.min(left + 1, processLimits.maxNodes),
      track_total_hits: false,
      _source: false,
      fields: [...nodeFields],
    });
    const children: ProcessNode[] = [];
    for (const { fields } of hits) {
      const child = processNode(fields, true);
      if (child.entityId === undefined || known.has(child.id)) continue;
      known.add(child.id);
      children.push({ ...child, parentId: parents.get(child.parent.entityId ?? "") });
    }
    const kept = await withOtherIds(children.slice(0, left), find);
    descendants.push(...kept);
    if (children.length > left) return { descendants, isCut: true };
    generation = kept;
  }
  return { descendants, isCut: false };
}

async function withOtherIds(
  nodes: readonly ProcessNode[],
  find: SearchEvents,
): Promise<readonly ProcessNode[]> {
  const others = await findOtherEntityIds(nodes, find);
  return others.size === 0 ? nodes : nodes.map((node) => ({ ...node, otherIds: others.get(node.id) ?? [] }));
}

function timeOf(fields: JsonObject | undefined): number | undefined {
  return fieldsOf(fields).timeMs("@timestamp");
}

function oneEvent(filter: readonly JsonObject[]): JsonObject {
  return {
    query: { bool: { filter: [...filter] } },
    sort: [{ "@timestamp": "asc" }],
    size: 1,
    track_total_hits: false,
    _source: false,
    fields: [...nodeFields],
  };
}

function hasType(fields: JsonObject | undefined, type: string): boolean {
  const types = isJsonObject(fields ?? null) ? fields?.["event.type"] : undefined;
  return Array.isArray(types) ? types.includes(type) : types === type;
}
