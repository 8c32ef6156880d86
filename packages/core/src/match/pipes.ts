import type { CheckedPipe, SearchOptions } from "../lang/index.ts";

/**
 * Cuts results, which ascend, to what the request and the pipes leave (specification 2.4): the size first, from the
 * end that the first pipe names or else the request, then each pipe.
 */
export function applyPipes<T>(
  results: readonly T[],
  pipes: readonly CheckedPipe[],
  options: SearchOptions,
): readonly T[] {
  const position = pipes[0]?.name ?? options.resultPosition;
  return pipes.reduce((left, pipe) => cut(left, pipe.name, pipe.count), cut(results, position, options.size));
}

function cut<T>(results: readonly T[], position: "head" | "tail", count: number): readonly T[] {
  return position === "head" ? results.slice(0, count) : results.slice(Math.max(0, results.length - count));
}
