import { createDocumentPass } from "./document-pass.ts";
import { createKernelPass } from "./kernel-pass.ts";
import type { PassQuery } from "./pass-query.ts";
import type { PassOptions, QueryPass } from "./query-pass.ts";

/**
 * How events are judged, with the same results:
 * - `kernel`: by their bytes in WebAssembly; where there is none with SIMD, as `rule-index`.
 * - `rule-index`: as documents, and only by the queries that an index does not leave out.
 * - `reference`: as documents, by every query. Written to be read; what the others are held to.
 */
export type EngineName = "kernel" | "rule-index" | "reference";

export function createPass(
  engine: EngineName,
  queries: readonly PassQuery[],
  options: PassOptions,
): QueryPass {
  switch (engine) {
    case "kernel":
      return createKernelPass(queries, options) ?? createDocumentPass(queries, options, false);
    case "rule-index":
      return createDocumentPass(queries, options, false);
    case "reference":
      return createDocumentPass(queries, options, true);
  }
}
