import { type PlacedNode, type ProcessNode, pidKey, unseenParent } from "./process-node.ts";

/** A start or an end of a process that has no entity id. */
export interface PidEvent {
  readonly node: ProcessNode;
  readonly isStart: boolean;
  readonly atMs: number;
}

interface PidTreeRequest {
  readonly pid: number;
  readonly atMs: number;
  readonly ancestors: number;
  readonly depth: number;
  readonly most: number;
}

interface Run {
  readonly node: ProcessNode;
  readonly fromMs: number;
  toMs: number;
  parent: Run | undefined;
  readonly children: Run[];
}

/**
 * The tree around the process that had a pid at some time, of events of one host in their order. A pid is given again after
 * a process has ended: its parent is the last one that began before and had not ended.
 */
export function treeByPid(
  events: readonly PidEvent[],
  request: PidTreeRequest,
): {
  readonly subjectId: string | undefined;
  readonly nodes: readonly PlacedNode[];
  readonly isCut: boolean;
} {
  const runs = new Map<number, Run[]>();
  for (const { node, isStart, atMs } of events) {
    if (node.pid === undefined) continue;
    const before = runs.get(node.pid);
    if (!isStart) {
      const ended = before?.at(-1);
      if (ended !== undefined && ended.toMs === Number.POSITIVE_INFINITY) ended.toMs = atMs;
      continue;
    }
    const parentRun = node.parent.pid === undefined ? undefined : runs.get(node.parent.pid)?.at(-1);
    const parent = parentRun !== undefined && parentRun.toMs >= atMs ? parentRun : undefined;
    const run: Run = { node, fromMs: atMs, toMs: Number.POSITIVE_INFINITY, parent, children: [] };
    parent?.children.push(run);
    if (before === undefined) runs.set(node.pid, [run]);
    else before.push(run);
  }
  const ofPid = runs.get(request.pid) ?? [];
  const subject = ofPid.findLast(({ fromMs }) => fromMs <= request.atMs) ?? ofPid[0];
  if (subject === undefined) return { subjectId: undefined, nodes: [], isCut: false };

  const ancestors: ProcessNode[] = [];
  let top = subject;
  while (ancestors.length < request.ancestors && top.parent !== undefined) {
    top = top.parent;
    ancestors.push(top.node);
  }
  if (ancestors.length < request.ancestors && top.node.parent.pid !== undefined) {
    ancestors.push(unseenParent(top.node, pidKey(top.node.parent.pid, undefined)));
  }
  const nodes: PlacedNode[] = ancestors
    .map((node, at) => ({ ...node, parentId: ancestors[at + 1]?.id, relation: "ancestor" as const }))
    .toReversed();
  nodes.push({ ...subject.node, parentId: ancestors[0]?.id, relation: "subject" });
  let generation: readonly Run[] = [subject];
  for (let depth = 0; depth < request.depth; depth += 1) {
    const children = generation.flatMap((run) => run.children);
    for (const run of children) {
      if (nodes.length >= request.most) return { subjectId: subject.node.id, nodes, isCut: true };
      nodes.push({ ...run.node, parentId: run.parent?.node.id, relation: "descendant" });
    }
    generation = children;
  }
  return { subjectId: subject.node.id, nodes, isCut: false };
}
