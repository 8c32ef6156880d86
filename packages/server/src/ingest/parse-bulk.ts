import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "@eqlite/core/events";
import { OperationalError } from "../platform/operational-error.ts";
import type { BulkItem, BulkOperation } from "./bulk-item.ts";
import { ingestLimits } from "./ingest-limits.ts";

/** What the path and the query of a bulk request say of items that do not say it themselves. */
export interface BulkDefaults {
  readonly index?: string | undefined;
}

interface ActionLine {
  readonly operation: BulkOperation;
  readonly index: string;
  readonly id: string | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads the body of a `_bulk` request as Elasticsearch does: an action line, and behind every action but `delete` the line
 * of its document, which is not looked at here. Blank lines where an action could stand are passed over, and an action at
 * the end without its document is, too.
 *
 * Throws OperationalError for what makes the whole body unusable: a broken action line, a last line without its line feed,
 * no operation at all, too many of them.
 */
export function parseBulk(body: Buffer, defaults: BulkDefaults = {}): BulkItem[] {
  if (body.length === 0) throw refused("request body is required");
  if (body[body.length - 1] !== lineFeed) {
    throw refused("The bulk request must be terminated by a newline [\\n]");
  }
  const actionOf = createActionReader(body, defaults);
  const items: BulkItem[] = [];
  let line = 0;
  for (let at = 0; at < body.length; ) {
    line += 1;
    const actionEnd = body.indexOf(lineFeed, at);
    const action = actionOf(at, actionEnd, line);
    at = actionEnd + 1;
    if (action === undefined) continue;
    const { operation, index, id } = action;
    if (items.length === ingestLimits.maxItems) {
      throw new OperationalError(
        "too-large",
        `The bulk request has more than ${ingestLimits.maxItems} operations; send it in parts`,
      );
    }
    if (operation === "delete") {
      items.push({ operation, index, id, from: at, to: at });
      continue;
    }
    if (at === body.length) break;
    line += 1;
    const end = body.indexOf(lineFeed, at);
    const to = end > at && body[end - 1] === carriageReturn ? end - 1 : end;
    items.push({ operation, index, id, from: at, to });
    at = end + 1;
  }
  if (items.length === 0) throw refused("no requests added");
  return items;
}

function refused(message: string): OperationalError {
  return new OperationalError("bad-request", message);
}

type ReadAction = (from: number, to: number, line: number) => ActionLine | undefined;

/** Reads action lines. Most bodies have a few that repeat: these are parsed once, and the last one is known by its bytes. */
function createActionReader(body: Buffer, defaults: BulkDefaults): ReadAction {
  const remembered = new Map<string, ActionLine>();
  let last: ActionLine | undefined;
  let lastFrom = 0;
  let lastLength = -1;
  return (from, to, line) => {
    if (to - from === lastLength && repeats(body, lastFrom, from, lastLength)) return last;
    if (to - from > ingestLimits.maxActionBytes) {
      throw refused(`Action/metadata line [${line}] is longer than ${ingestLimits.maxActionBytes} bytes`);
    }
    // Bytes as they are: the key only has to be the same for the same bytes.
    const key = body.toString("latin1", from, to);
    let action = remembered.get(key);
    if (action === undefined) {
      if (key.trim() === "") return undefined;
      action = parseAction(body.toString("utf8", from, to), line, defaults);
      if (
        action.id === undefined &&
        key.length <= ingestLimits.maxRememberedActionBytes &&
        remembered.size < ingestLimits.maxRememberedActions
      ) {
        remembered.set(key, action);
      }
    }
    last = action;
    lastFrom = from;
    lastLength = to - from;
    return action;
  };
}

function repeats(body: Buffer, before: number, from: number, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (body[before + i] !== body[from + i]) return false;
  return true;
}

const operations: ReadonlySet<string> = new Set([
  "create",
  "index",
  "delete",
  "update",
] satisfies BulkOperation[]);

/** What an action line may say beside `_index` and `_id`. None of it changes what is stored. */
const acceptedMetadata: ReadonlySet<string> = new Set([
  // Elasticsearch 7 and what still speaks to it.
  "_type",
  "dynamic_templates",
  "if_primary_term",
  "if_seq_no",
  "list_executed_pipelines",
  "pipeline",
  "require_alias",
  "require_data_stream",
  "retry_on_conflict",
  "routing",
  "_routing",
  "version",
  "version_type",
  "_source",
]);

function parseAction(text: string, line: number, defaults: BulkDefaults): ActionLine {
  const parsed = parseJson(text, ingestLimits.maxDepth);
  if (!parsed.ok) throw refused(`Malformed action/metadata line [${line}]: ${parsed.reason}`);
  const { value } = parsed;
  if (!isJsonObject(value)) {
    throw refused(`Malformed action/metadata line [${line}], expected an object but found ${kindOf(value)}`);
  }
  const [operation, ...others] = Object.keys(value);
  if (operation === undefined || !isOperation(operation)) {
    throw refused(
      `Malformed action/metadata line [${line}], expected field [create], [delete], [index] or [update] but found [${shown(operation)}]`,
    );
  }
  if (others.length > 0) {
    throw refused(
      `Malformed action/metadata line [${line}], expected one action but found also [${shown(others[0])}]`,
    );
  }
  const metadata = value[operation];
  if (!isJsonObject(metadata)) {
    throw refused(
      `Malformed action/metadata line [${line}], expected an object behind [${operation}] but found ${kindOf(metadata)}`,
    );
  }
  return { operation, ...readMetadata(metadata, line, defaults) };
}

function readMetadata(
  metadata: JsonObject,
  line: number,
  defaults: BulkDefaults,
): { readonly index: string; readonly id: string | undefined } {
  let { index } = defaults;
  let id: string | undefined;
  for (const [name, value] of Object.entries(metadata)) {
    if (name === "_index") index = textOf(value, name, line);
    else if (name === "_id") id = value === null ? undefined : textOf(value, name, line);
    else if (!acceptedMetadata.has(name)) {
      throw refused(`Action/metadata line [${line}] contains an unknown parameter [${shown(name)}]`);
    }
  }
  if (index === undefined)
    throw refused("index is missing: neither the path nor every action line names one");
  return { index, id };
}

function textOf(value: JsonValue, name: string, line: number): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw refused(
    `Malformed action/metadata line [${line}], expected a simple value for field [${name}] but found ${kindOf(value)}`,
  );
}

function isOperation(name: string): name is BulkOperation {
  return operations.has(name);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "null";
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Names come from outside and may be long. */
function shown(name: string | undefined): string {
  return name === undefined ? "nothing" : name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
