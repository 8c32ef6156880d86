import { compileWildcard } from "../lang/index.ts";
import type { FieldSource } from "../match/index.ts";

/** Whether an index name is covered by a rule's patterns: `logs-*`, or `-logs-cloud*` to take names out again. */
export function compileIndexPatterns(patterns: readonly string[]): (index: string) => boolean {
  const included = patterns.filter((pattern) => !pattern.startsWith("-")).map(compileIndexPattern);
  const excluded = patterns
    .filter((pattern) => pattern.startsWith("-"))
    .map((pattern) => compileIndexPattern(pattern.slice(1)));
  return (index) => included.some((matches) => matches(index)) && !excluded.some((matches) => matches(index));
}

function compileIndexPattern(pattern: string): (index: string) => boolean {
  // A pattern for another cluster names it before a colon; here there is one place only.
  const local = pattern.includes(":") ? pattern.slice(pattern.indexOf(":") + 1) : pattern;
  return compileWildcard(local, { foldCase: false });
}

/**
 * Compiles the reading of the index an event belongs to: the one `given` by the input, else the name of its data stream;
 * undefined where it tells neither.
 */
export function compileEventIndex<D>(
  fields: FieldSource<D>,
): (event: D, given: string | undefined) => string | undefined {
  const readType = fields.raw("data_stream.type");
  const readDataset = fields.raw("data_stream.dataset");
  const readNamespace = fields.raw("data_stream.namespace");
  return (event, given) => {
    if (given !== undefined) return backingIndexStream(given);
    const [dataset] = readDataset(event);
    if (typeof dataset !== "string") return undefined;
    const [type = "logs"] = readType(event);
    const [namespace = "default"] = readNamespace(event);
    return `${String(type)}-${dataset}-${String(namespace)}`;
  };
}

/** `.ds-logs-endpoint.events.file-default-2026.03.02-000001` is a part of the stream `logs-endpoint.events.file-default`. */
function backingIndexStream(index: string): string {
  return /^\.ds-(.+)-\d{4}\.\d{2}\.\d{2}-\d{6}$/.exec(index)?.[1] ?? index;
}
