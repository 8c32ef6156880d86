/** How an entry tests its field, as people choose it. */
export const entryOperators = [
  "is",
  "isNot",
  "isOneOf",
  "isNotOneOf",
  "matches",
  "doesNotMatch",
  "exists",
  "doesNotExist",
  "isInList",
  "isNotInList",
] as const;
export type EntryOperator = (typeof entryOperators)[number];

export interface DraftEntry {
  /** Tells entries apart while they are edited. */
  readonly key: number;
  readonly field: string;
  readonly operator: EntryOperator;
  /** One for `is` and `matches`, any number for `isOneOf`, none for the others. */
  readonly values: readonly string[];
  /** The value list of `isInList`. */
  readonly list?: ValueListChoice | undefined;
}

export interface ValueListChoice {
  readonly id: string;
  readonly type: string;
}

/** What an exception holds for. */
export type ExceptionScope =
  | { readonly kind: "rule" }
  | { readonly kind: "stage"; readonly stage: number }
  | { readonly kind: "all" };

/** An exception while it is written. */
export interface ExceptionDraft {
  readonly name: string;
  readonly entries: readonly DraftEntry[];
  readonly scope: ExceptionScope;
  /** As an input of a date gives it, such as 2026-07-01; empty for none. */
  readonly expires: string;
  readonly comment: string;
}

export type DraftProblem = "noName" | "noEntries" | "noField" | "noValue" | "expired";

/** What keeps a draft from being tried or saved; undefined where nothing does. */
export function draftProblem(draft: ExceptionDraft, nowMs: number): DraftProblem | undefined {
  if (draft.entries.length === 0) return "noEntries";
  if (draft.entries.some(({ field }) => field.trim() === "")) return "noField";
  if (draft.entries.some((entry) => !hasValue(entry))) return "noValue";
  if (draft.expires !== "" && !(Date.parse(draft.expires) > nowMs)) return "expired";
  return draft.name.trim() === "" ? "noName" : undefined;
}

function hasValue({ operator, values, list }: DraftEntry): boolean {
  switch (operator) {
    case "exists":
    case "doesNotExist":
      return true;
    case "isInList":
    case "isNotInList":
      return list !== undefined;
    case "isOneOf":
    case "isNotOneOf":
      return values.length > 0;
    case "is":
    case "isNot":
    case "matches":
    case "doesNotMatch":
      return (values[0] ?? "") !== "";
  }
}

/** An entry for a field with the values that an event holds for it. */
export function entryOf(key: number, field: string, values: readonly unknown[]): DraftEntry {
  const texts = [...new Set(values.map(String))];
  return { key, field, operator: texts.length > 1 ? "isOneOf" : "is", values: texts };
}

/** The same entry with another operator; of several values one stays where only one has room. */
export function withOperator(entry: DraftEntry, operator: EntryOperator): DraftEntry {
  const isMany = operator === "isOneOf" || operator === "isNotOneOf";
  return {
    ...entry,
    operator,
    values: isMany ? entry.values.filter((one) => one !== "") : entry.values.slice(0, 1),
  };
}

/** The draft as an item in the form of Kibana's API. */
export function exceptionItem(draft: ExceptionDraft): Readonly<Record<string, unknown>> {
  const { name, entries, scope, expires, comment } = draft;
  return {
    type: "simple",
    name: name.trim(),
    description: name.trim(),
    entries: entries.map(entryJson),
    os_types: [],
    tags: [],
    ...(expires === "" ? {} : { expire_time: new Date(expires).toISOString() }),
    ...(comment.trim() === "" ? {} : { comments: [{ comment: comment.trim() }] }),
    ...(scope.kind === "stage" ? { eqlite_stage: scope.stage } : {}),
  };
}

function entryJson({
  field: written,
  operator,
  values,
  list,
}: DraftEntry): Readonly<Record<string, unknown>> {
  const field = written.trim();
  switch (operator) {
    case "is":
    case "isNot":
      return { type: "match", field, operator: sense(operator === "is"), value: values[0] ?? "" };
    case "isOneOf":
    case "isNotOneOf":
      return { type: "match_any", field, operator: sense(operator === "isOneOf"), value: values };
    case "matches":
    case "doesNotMatch":
      return {
        type: "match_wildcard",
        field,
        operator: sense(operator === "matches"),
        value: values[0] ?? "",
      };
    case "exists":
    case "doesNotExist":
      return { type: "exists", field, operator: sense(operator === "exists") };
    case "isInList":
    case "isNotInList":
      return { type: "list", field, operator: sense(operator === "isInList"), list };
  }
}

function sense(isIncluded: boolean): "included" | "excluded" {
  return isIncluded ? "included" : "excluded";
}

/** Fields that exceptions are usually made of: they stand first among what is offered. */
const usual: readonly string[] = [
  "process.executable",
  "process.name",
  "process.hash.sha256",
  "process.code_signature.subject_name",
  "process.code_signature.trusted",
  "process.command_line",
  "process.parent.executable",
  "process.parent.command_line",
  "file.path",
  "file.name",
  "file.hash.sha256",
  "registry.path",
  "dns.question.name",
  "destination.ip",
  "source.ip",
  "user.name",
  "host.name",
];

/** Fields that tell one event from all others: an exception on them would hold for nothing else. */
const ofOneEvent =
  /^(@timestamp|message|event\.(id|ingested|created|sequence|original)|.*entity_id|ecs\.|agent\.|data_stream\.)/;

export interface OfferedField {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** Fields of an event in the order in which they are offered. */
export function offeredFields(fields: readonly OfferedField[]): readonly OfferedField[] {
  const rank = ({ name }: OfferedField): number => {
    const at = usual.indexOf(name);
    return at === -1 ? usual.length : at;
  };
  return fields.filter(({ name }) => !ofOneEvent.test(name)).toSorted((a, b) => rank(a) - rank(b));
}
