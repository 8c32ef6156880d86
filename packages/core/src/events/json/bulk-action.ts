import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";

/** An action line of an Elasticsearch `_bulk` body. */
export interface BulkAction {
  readonly kind: "index" | "create" | "delete" | "update";
  readonly id?: string;
  readonly index?: string;
}

const kinds: ReadonlySet<string> = new Set([
  "index",
  "create",
  "delete",
  "update",
] satisfies BulkAction["kind"][]);

/** Metadata that the bulk API takes beside the names that begin with an underscore. */
const plainMetadata: ReadonlySet<string> = new Set([
  "dynamic_templates",
  "if_primary_term",
  "if_seq_no",
  "list_executed_pipelines",
  "parent",
  "pipeline",
  "require_alias",
  "require_data_stream",
  "retry_on_conflict",
  "routing",
  "version",
  "version_type",
]);

/**
 * The bulk action that an object stands for, or undefined for any other object: exactly one key, the action's name,
 * with nothing but metadata below it. An event never looks like that, so that files may mix both.
 */
export function bulkActionOf(document: JsonObject): BulkAction | undefined {
  const keys = Object.keys(document);
  const [kind] = keys;
  if (kind === undefined || keys.length !== 1 || !isBulkKind(kind)) return undefined;
  const metadata = document[kind];
  if (!isJsonObject(metadata)) return undefined;
  if (!Object.keys(metadata).every((key) => key.startsWith("_") || plainMetadata.has(key))) return undefined;
  return { kind, ...idAndIndexOf(metadata) };
}

function isBulkKind(key: string): key is BulkAction["kind"] {
  return kinds.has(key);
}

/** `_id` and `_index` of a hit or a bulk action. A numeric id is the text of its digits, as Elasticsearch takes it. */
export function idAndIndexOf(metadata: JsonObject): { readonly id?: string; readonly index?: string } {
  const id = textOf(metadata["_id"]);
  const index = textOf(metadata["_index"]);
  return { ...(id === undefined ? {} : { id }), ...(index === undefined ? {} : { index }) };
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
}
