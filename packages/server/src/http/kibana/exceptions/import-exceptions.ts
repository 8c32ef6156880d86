import type { JsonObject } from "@eqlite/core/events";
import type { ExceptionList, NamespaceType } from "../../../exceptions/exception.ts";
import { parseExceptionList } from "../../../exceptions/parse-exception.ts";
import type { Actor } from "../../../platform/actor.ts";
import { OperationalError } from "../../../platform/operational-error.ts";
import { classifyEntry } from "../../../rules/classify-entry.ts";
import { inTurns } from "../in-turns.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { type ImportedLine, readNdjsonLines } from "../ndjson-lines.ts";
import { listKeyText } from "../rules/exception-references.ts";
import { readItem } from "./read-item.ts";

export interface ImportOptions {
  /** Lists and items that are there are made as the file says. Without it they stay, and are told of as errors. */
  readonly overwrite: boolean;
  /** Lists get new ids, so that nothing that is there is touched. */
  readonly asNewList: boolean;
}

export interface ImportedExceptions {
  /** In the form of the original, with the line. */
  readonly errors: readonly JsonObject[];
  readonly lists: number;
  readonly items: number;
  /** Lists of the file by `listKeyText`, as they are stored: with `asNewList` under another id. */
  readonly stored: ReadonlyMap<string, ExceptionList>;
}

type ImportDependencies = Pick<
  KibanaDependencies,
  "database" | "exceptions" | "catalogue" | "clock" | "makeId"
>;

/** Stores the lists and items of a file. What is wrong with one does not stop the others. */
export async function importExceptions(
  lists: readonly ImportedLine[],
  items: readonly ImportedLine[],
  options: ImportOptions,
  dependencies: ImportDependencies,
  principal: Actor,
): Promise<ImportedExceptions> {
  const { database } = dependencies;
  const stored = new Map<string, ExceptionList>();
  const errors: JsonObject[] = [];
  const store = async (
    lines: readonly ImportedLine[],
    idName: "list_id" | "item_id",
    storeOne: (line: ImportedLine) => void,
  ): Promise<number> => {
    const failed = await inTurns(lines, kibanaLimits.rulesAtOnce, (some) =>
      database.transaction(() =>
        some.flatMap((line) => {
          const error = attempt(line, idName, () => database.transaction(() => storeOne(line)));
          return error === undefined ? [] : [error];
        }),
      ),
    );
    errors.push(...failed);
    return lines.length - failed.length;
  };

  const listCount = await store(lists, "list_id", ({ value }) => {
    const [key, list] = importList(value, options, dependencies, principal);
    stored.set(key, list);
  });
  const itemCount = await store(items, "item_id", ({ value }) =>
    importItem(value, stored, options, dependencies, principal),
  );
  return { errors, lists: listCount, items: itemCount, stored };
}

/** A whole file of exceptions, answered as the original does. */
export async function importExceptionFile(
  text: string,
  options: ImportOptions,
  dependencies: ImportDependencies,
  principal: Actor,
): Promise<JsonObject> {
  const { lines, broken } = readNdjsonLines(text);
  const of = (kind: "exception-list" | "exception-item") =>
    lines.filter(({ value }) => classifyEntry(value) === kind);
  const imported = await importExceptions(
    of("exception-list"),
    of("exception-item"),
    options,
    dependencies,
    principal,
  );
  const errors = [
    ...broken.map(({ line, message }) => importError("list_id", undefined, line, 400, message)),
    ...imported.errors,
  ];
  return {
    errors,
    success: errors.length === 0,
    success_count: imported.lists + imported.items,
    success_exception_lists: !errors.some((error) => "list_id" in error),
    success_count_exception_lists: imported.lists,
    success_exception_list_items: !errors.some((error) => "item_id" in error),
    success_count_exception_list_items: imported.items,
  };
}

/** What went wrong with one line of a file. */
export function importError(
  idName: "rule_id" | "list_id" | "item_id",
  id: unknown,
  line: number,
  status: number,
  message: string,
): JsonObject {
  return {
    [idName]: typeof id === "string" ? id.slice(0, 512) : "(unknown id)",
    line,
    error: { status_code: status, message: `Line ${line}: ${message}` },
  };
}

/** Undefined where it went well. Errors that are not the file's are thrown. */
export function attempt(
  { line, value }: ImportedLine,
  idName: "rule_id" | "list_id" | "item_id",
  work: () => void,
): JsonObject | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof OperationalError) || error.status >= 500) throw error;
    return importError(idName, value[idName], line, error.status, error.message);
  }
}

function importList(
  value: JsonObject,
  { overwrite, asNewList }: ImportOptions,
  { exceptions, clock, makeId }: ImportDependencies,
  principal: Actor,
): readonly [key: string, list: ExceptionList] {
  const change = { principal, nowMs: clock.nowMs() };
  const body = parseExceptionList(value, makeId());
  const key = listKeyText(body);
  if (asNewList) return [key, exceptions.createList(makeId(), { ...body, listId: makeId() }, change)];
  const known = exceptions.getList(body);
  if (known === undefined || !overwrite) return [key, exceptions.createList(makeId(), body, change)];
  // What the file says is all there is to be.
  for (const { id } of exceptions.itemsOf([known])) exceptions.deleteItem({ id }, change);
  return [key, exceptions.updateList({ id: known.id }, body, change)];
}

function importItem(
  value: JsonObject,
  stored: ReadonlyMap<string, ExceptionList>,
  { overwrite, asNewList }: ImportOptions,
  { exceptions, catalogue, clock, makeId }: ImportDependencies,
  principal: Actor,
): void {
  const change = { principal, nowMs: clock.nowMs() };
  const comments = Array.isArray(value["comments"]) ? value["comments"] : [];
  // Who wrote a comment elsewhere is nobody here.
  const bare = {
    ...value,
    comments: comments.map((comment) => ({ comment: (comment as JsonObject | null)?.["comment"] ?? null })),
  };
  const read = readItem(bare, { catalogue, valueLists: exceptions.valueLists, itemIdIfAbsent: makeId() });
  const listId = stored.get(listKeyText(read.body))?.listId ?? read.body.listId;
  const namespaceType: NamespaceType = read.body.namespaceType;
  const body = { ...read.body, listId, ...(asNewList ? { itemId: makeId() } : {}) };
  const known = exceptions.getItem({ itemId: body.itemId, namespaceType });
  const item =
    known !== undefined && overwrite
      ? exceptions.updateItem({ id: known.id }, body, change)
      : exceptions.createItem(makeId(), body, change);
  const before = new Set(item.comments.map(({ comment }) => comment));
  for (const text of read.comments) {
    if (!before.has(text)) exceptions.addComment({ id: item.id }, text, change);
  }
}
