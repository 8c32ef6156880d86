import type { JsonValue } from "@eqlite/core/events";
import { createBlockJudge } from "./judge-blocks.ts";
import { compileQueries, type SearchContext, type SearchTarget } from "./search-documents.ts";
import { tooCostly } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";
import { createSearchPace } from "./search-turns.ts";

/**
 * The ids of all documents that a query finds. Throws SearchError for a query that cannot be read, and `too-costly` where
 * they are more than `max` or finding them takes too long: who changes what a query finds means all of it.
 */
export async function findIds(
  { source, index }: SearchTarget,
  query: JsonValue | undefined,
  max: number,
  { nowMs, monotonicMs, signal, deadlineMs = searchLimits.deadlineMs }: SearchContext,
): Promise<readonly string[]> {
  const compiled = compileQueries([query], source, nowMs);
  const { needs } = compiled;
  const { judge } = createBlockJudge(compiled, () => undefined);
  const pace = createSearchPace(monotonicMs, deadlineMs, signal);
  const ids: string[] = [];
  const matches = (name: string): boolean => index(name) && needs.indices.every((test) => test(name));
  try {
    for await (const block of source.blocks({ index: matches, needs, order: "oldest-first" })) {
      if (!(await pace.goOn())) tooCostly("finding all documents of the query took too long; ask for fewer");
      const content = await block.read();
      if (content === undefined) continue;
      judge.judge(block, content, (hit) => {
        ids.push(hit.id());
        return ids.length <= max;
      });
      if (ids.length > max) tooCostly(`the query finds more than ${max} documents; ask for fewer`);
    }
  } finally {
    judge.end();
  }
  return ids;
}
