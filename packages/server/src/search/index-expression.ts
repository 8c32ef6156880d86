import { compileWildcard } from "@eqlite/core/lang";
import type { SearchTarget } from "./search-documents.ts";
import { refuse, SearchError } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";
import type { SearchIndex, SearchSource } from "./search-source.ts";

export interface IndexOptions {
  /** An index that is named and not there is passed over. */
  readonly ignoreUnavailable: boolean;
  /** Whether patterns may find nothing at all. */
  readonly allowNoIndices: boolean;
}

/** Indices an expression finds: sources with the names in them. */
export interface ResolvedIndices {
  readonly targets: readonly SearchTarget[];
  readonly indices: readonly (SearchIndex & { readonly source: SearchSource })[];
}

/**
 * Finds the indices that an expression names: names and patterns separated by commas, and `-` before a pattern that takes
 * names out again. Hidden names, which begin with a dot, are found by patterns that begin with one, or by their aliases.
 * Throws SearchError `index_not_found_exception` for a name that is not there.
 */
export function resolveIndices(
  expression: string | undefined,
  sources: readonly SearchSource[],
  options: IndexOptions,
): ResolvedIndices {
  const parts = (expression === undefined || expression === "" || expression === "_all" ? "*" : expression)
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length > searchLimits.maxIndexNames)
    refuse("index", `at most ${searchLimits.maxIndexNames} names are taken, these are ${parts.length}`);
  const all = sources.flatMap((source) => source.indices().map((index) => ({ ...index, source })));
  const found = new Set<(typeof all)[number]>();
  for (const part of parts) {
    if (part.startsWith("-")) {
      const isTaken = compileName(part.slice(1));
      for (const index of found) if (isTaken(index)) found.delete(index);
      continue;
    }
    const matches = compileName(part);
    const matching = all.filter(matches);
    if (matching.length === 0 && !part.includes("*") && !options.ignoreUnavailable) throw notFound(part);
    for (const index of matching) found.add(index);
  }
  if (found.size === 0 && !options.allowNoIndices) throw notFound(expression ?? "*");
  const indices = all.filter((index) => found.has(index));
  const targets = sources.flatMap((source): SearchTarget[] => {
    const names = new Set(indices.filter((index) => index.source === source).map(({ name }) => name));
    return names.size === 0 ? [] : [{ source, index: (name) => names.has(name) }];
  });
  return { targets, indices };
}

function compileName(name: string): (index: SearchIndex) => boolean {
  if (!name.includes("*")) return (index) => index.name === name || index.aliases.includes(name);
  const matches = compileWildcard(name, { foldCase: false });
  const isForHidden = name.startsWith(".");
  return (index) =>
    [index.name, ...index.aliases].some((known) => matches(known) && (isForHidden || !known.startsWith(".")));
}

function notFound(name: string): SearchError {
  return new SearchError("not-found", "index_not_found_exception", `no such index [${name}]`, {
    "resource.type": "index_or_alias",
    "resource.id": name,
    index: name,
    index_uuid: "_na_",
  });
}
