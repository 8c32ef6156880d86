import type { ProcessNode } from "../../shared/processes/process-queries.ts";

/** Processes of several answers, each once. What the first answer says of a process counts. */
export function mergeProcesses(answers: Iterable<readonly ProcessNode[]>): ReadonlyMap<string, ProcessNode> {
  const all = new Map<string, ProcessNode>();
  for (const processes of answers) {
    for (const process of processes) if (!all.has(process.id)) all.set(process.id, process);
  }
  return all;
}

/** How many children of each process are there, by its id. */
export function loadedChildren(processes: Iterable<ProcessNode>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { parent_id } of processes) {
    if (parent_id !== null) counts.set(parent_id, (counts.get(parent_id) ?? 0) + 1);
  }
  return counts;
}
