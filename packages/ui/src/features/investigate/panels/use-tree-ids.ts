import { useQuery } from "@tanstack/react-query";
import { type ProcessNode, processTreeQuery } from "../../../shared/processes/process-queries.ts";
import type { AlertSubject } from "../alert-subject.ts";
import { treeQuery } from "../panel-queries.ts";

export interface TreeIds {
  /** Entity ids of the alert's process: sensors may have given it several. */
  readonly subject: readonly string[];
  /** Those of the process and of all that came of it. */
  readonly tree: readonly string[];
  readonly processes: number;
}

export function treeIds(processes: readonly ProcessNode[]): TreeIds {
  const own = processes.filter(({ relation }) => relation !== "ancestor");
  return {
    subject: own.filter(({ relation }) => relation === "subject").flatMap(({ entity_ids }) => entity_ids),
    tree: own.flatMap(({ entity_ids }) => entity_ids),
    processes: own.length,
  };
}

/** Undefined as long as the tree is not known; without a tree there are no ids. */
export function useTreeIds(subject: AlertSubject): TreeIds | undefined {
  const asked = treeQuery(subject);
  const tree = useQuery({ ...processTreeQuery(asked ?? {}), enabled: asked !== undefined });
  return tree.isLoading ? undefined : treeIds(tree.data?.processes ?? []);
}
