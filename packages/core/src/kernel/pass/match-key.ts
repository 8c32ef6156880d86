import type { JsonObject } from "../../events/index.ts";
import type { CheckedQuery } from "../../lang/index.ts";
import { compileKeys, createDocumentFields, type KeyTuple } from "../../match/index.ts";
import { hashKey, plainSeed } from "./key-hash.ts";
import type { PassMatch } from "./pass-query.ts";
import type { HashSeed } from "./sip-hash.ts";

/** The key of a match, or that there is no match: different keys had one hash. */
export type MatchKey =
  | { readonly isMatch: true; readonly key: KeyTuple | undefined }
  | { readonly isMatch: false };

/**
 * Reads the key of a match from its events, by stage and undefined where one is missing. A pass keeps the hashes of keys
 * only; here the keys themselves are compared.
 */
export type ReadMatchKey = (match: PassMatch, documents: readonly (JsonObject | undefined)[]) => MatchKey;

/** @param seed that of the pass */
export function compileMatchKey(query: CheckedQuery, seed: HashSeed = plainSeed): ReadMatchKey {
  if (query.kind === "event") return () => ({ isMatch: true, key: undefined });
  const fields = createDocumentFields();
  const stages = query.kind === "sequence" ? query.stages : query.filters;
  const readers = stages.map(({ keys }) => compileKeys(keys, fields));
  return ({ key }, documents) => {
    if (key === undefined || "id" in key) return { isMatch: true, key };
    let common: KeyTuple | undefined;
    for (const [stage, document] of documents.entries()) {
      if (document === undefined) continue;
      const found = readers[stage]?.(document).find((tuple) => {
        const { low, high } = hashKey(tuple.values, seed);
        return low === key.low && high === key.high && (common === undefined || common.id === tuple.id);
      });
      if (found === undefined) return { isMatch: false };
      common ??= found;
    }
    return { isMatch: true, key: common };
  };
}
