import {
  type ExceptionItem as CoreItem,
  compileExceptionItem,
  parseExceptionItem,
  type ValueList,
} from "@eqlite/core/detect";
import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { type FieldCatalogue, hasErrors } from "@eqlite/core/lang";
import type { ExceptionItemBody } from "../../../exceptions/exception.ts";
import { parseExceptionItem as parseItemBody } from "../../../exceptions/parse-exception.ts";
import type { ValueLists } from "../../../exceptions/value-lists.ts";
import { createFieldPlaces, DiagnosticsError } from "../diagnostics-error.ts";
import { badRequest } from "../kibana-request.ts";

export interface ReadItemContext {
  readonly catalogue: FieldCatalogue;
  readonly valueLists: Pick<ValueLists, "get" | "values" | "countValues">;
  /** The id of an item that brings none. */
  readonly itemIdIfAbsent: string;
}

/** An exception item that somebody sent, checked. */
export interface ReadItem {
  /** As it is stored. */
  readonly body: ExceptionItemBody;
  /** As the engine knows it. */
  readonly item: CoreItem;
  /** Texts of comments that are new. */
  readonly comments: readonly string[];
  /** What is said about it though it is taken, as `shownDiagnostic` has it. */
  readonly warnings: readonly JsonObject[];
}

/** Reads an item in the API's form. Throws DiagnosticsError with all that is wrong about it, or `bad-request`. */
export function readItem(json: JsonObject, context: ReadItemContext): ReadItem {
  const { catalogue, itemIdIfAbsent } = context;
  const { eqlite_warnings: _, ...fields } = json;
  const places = createFieldPlaces();
  const parsed = parseExceptionItem(fields, { locate: places.locate, itemIdIfAbsent });
  const shown = parsed.diagnostics.map((diagnostic) => places.show(diagnostic, fields));
  if (!parsed.ok) throw new DiagnosticsError(shown);
  const compiled = compileExceptionItem(parsed.value, {
    catalogue,
    valueLists: namedValueLists(parsed.value, context.valueLists),
    locate: places.locate,
  });
  shown.push(...compiled.diagnostics.map((diagnostic) => places.show(diagnostic, fields)));
  if (hasErrors(compiled.diagnostics)) throw new DiagnosticsError(shown);
  return {
    body: parseItemBody(fields, itemIdIfAbsent),
    item: parsed.value,
    comments: newComments(fields["comments"]),
    warnings: shown,
  };
}

/** The value lists that an item names, as far as they are there. */
export function namedValueLists(
  item: CoreItem,
  valueLists: ReadItemContext["valueLists"],
): ReadonlyMap<string, ValueList> {
  const named = new Map<string, ValueList>();
  for (const entry of item.entries) {
    if (entry.type !== "list") continue;
    const list = valueLists.get(entry.listId);
    if (list !== undefined) named.set(list.id, { type: list.type, values: valueLists.values(list.id) });
  }
  return named;
}

/** Comments that were stored before come back with who wrote them. */
function newComments(json: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((comment: JsonValue) => {
    if (!isJsonObject(comment) || comment["created_at"] !== undefined) return [];
    const { comment: text } = comment;
    if (typeof text !== "string") throw badRequest('A comment is an object with the text "comment".');
    return [text];
  });
}
