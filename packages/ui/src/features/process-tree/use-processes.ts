import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import {
  type ProcessNode,
  type ProcessPlace,
  processTreeQuery,
} from "../../shared/processes/process-queries.ts";
import { loadedChildren, mergeProcesses } from "./merge-processes.ts";
import type { ProcessesSearch } from "./processes-search.ts";

/** As many processes as one answer may have; beyond them children are loaded when asked for. */
const mostAtOnce = 5_000;

/** The tree around a process, and the children of those that were opened since. */
export function useProcesses(search: ProcessesSearch, opened: readonly string[]) {
  const { host, entity, pid, at, from, to } = search;
  const base = useQuery(
    processTreeQuery(
      compact({
        host,
        entity,
        pid: entity === undefined ? pid : undefined,
        at,
        from,
        to,
        depth: 3,
        most: mostAtOnce,
      }),
    ),
  );
  const known = new Map(base.data?.processes.map((process) => [process.id, process]));
  const asked = opened.flatMap((id): readonly ProcessPlace[] => {
    const process = known.get(id);
    const byId = process?.entity_id ?? (id.startsWith("pid:") ? undefined : id);
    if (byId !== undefined && byId !== null) return [{ entity: byId }];
    const [, ofPid, startedMs] = /^pid:(\d+)@(\d+)$/.exec(id) ?? [];
    return ofPid === undefined || startedMs === undefined
      ? []
      : [{ pid: Number(ofPid), at: new Date(Number(startedMs)).toISOString() }];
  });
  const more = useQueries({
    queries: asked.map((place) =>
      processTreeQuery(compact({ host, ...place, from, to, ancestors: 0, depth: 1, most: mostAtOnce })),
    ),
  });
  const answers = [base.data, ...more.map(({ data }) => data)];
  // The answers are the same objects until they are loaded anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as many as were asked for
  const processes = useMemo(
    () => mergeProcesses(answers.map((answer) => answer?.processes ?? [])),
    [answers.length, ...answers],
  );
  const loaded = useMemo(() => loadedChildren(processes.values()), [processes]);
  const missing = useCallback(
    (process: ProcessNode): number => Math.max(0, (process.children ?? 0) - (loaded.get(process.id) ?? 0)),
    [loaded],
  );
  return {
    base,
    processes,
    isOpening: more.some(({ isLoading }) => isLoading),
    openError: more.find(({ error }) => error !== null)?.error ?? null,
    /** Children that are stored and not loaded yet. */
    missing,
  };
}

/** Without what is not given: the address of a request holds no empty values. */
function compact<T extends Readonly<Record<string, unknown>>>(
  query: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as never;
}
