import type { ProcessNode } from "./process-queries.ts";

/** A process at its place in an indented list. */
export interface ProcessRow {
  readonly process: ProcessNode;
  readonly depth: number;
  /** Its children that are shown, and place among its siblings, from one. */
  readonly shownChildren: number;
  readonly place: number;
  readonly siblings: number;
  readonly isExpanded: boolean;
}

/**
 * Processes below their parents, in the order of their start, without what is folded away. Of a process whose parent is not
 * among them nothing stands above it. No process is shown twice, whatever parents they name.
 */
export function processRows(
  processes: Iterable<ProcessNode>,
  isFolded: (id: string) => boolean = () => false,
): readonly ProcessRow[] {
  const known = new Map<string, ProcessNode>();
  for (const process of processes) known.set(process.id, process);
  const children = new Map<string | null, ProcessNode[]>();
  for (const process of known.values()) {
    const parent = process.parent_id !== null && known.has(process.parent_id) ? process.parent_id : null;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [process]);
    else siblings.push(process);
  }
  for (const siblings of children.values()) siblings.sort(byStart);
  const rows: ProcessRow[] = [];
  const stack: { process: ProcessNode; depth: number; place: number; siblings: number }[] = [];
  const push = (parent: string | null, depth: number): void => {
    const found = children.get(parent) ?? [];
    for (const [at, process] of [...found.entries()].reverse()) {
      stack.push({ process, depth, place: at + 1, siblings: found.length });
    }
  };
  push(null, 0);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const shownChildren = children.get(next.process.id)?.length ?? 0;
    const isExpanded = shownChildren > 0 && !isFolded(next.process.id);
    rows.push({ ...next, shownChildren, isExpanded });
    if (isExpanded) push(next.process.id, next.depth + 1);
  }
  return rows;
}

function byStart(a: ProcessNode, b: ProcessNode): number {
  return (a.started_at ?? "") < (b.started_at ?? "")
    ? -1
    : (a.started_at ?? "") > (b.started_at ?? "")
      ? 1
      : 0;
}
