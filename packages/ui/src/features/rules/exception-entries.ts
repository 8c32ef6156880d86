/** One test of an exception, as Kibana's API writes it. */
export interface EntryJson {
  readonly field: string;
  readonly type: string;
  readonly operator?: "included" | "excluded";
  readonly value?: string | readonly string[];
  readonly list?: { readonly id: string };
  readonly entries?: readonly EntryJson[];
}

export interface ExceptionJson {
  readonly id: string;
  readonly _version?: string;
  readonly item_id: string;
  readonly list_id: string;
  readonly namespace_type: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly EntryJson[];
  readonly os_types?: readonly string[];
  readonly tags?: readonly string[];
  readonly comments?: readonly {
    readonly comment: string;
    readonly created_by: string;
    readonly created_at: string;
  }[];
  readonly expire_time?: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly eqlite_stage?: number;
  readonly meta?: unknown;
}

/** The key of the words for an operator, under `operator`. */
export function operatorKey({ type, operator }: Pick<EntryJson, "type" | "operator">): string {
  const isExcluded = operator === "excluded";
  switch (type) {
    case "match":
      return isExcluded ? "isNot" : "is";
    case "match_any":
      return isExcluded ? "isNotOneOf" : "isOneOf";
    case "exists":
      return isExcluded ? "doesNotExist" : "exists";
    case "wildcard":
      return isExcluded ? "doesNotMatch" : "matches";
    case "list":
      return isExcluded ? "isNotInList" : "isInList";
    default:
      return "nested";
  }
}

/** What a field is compared with; empty where it is compared with nothing. */
export function entryValues({ value, list }: Pick<EntryJson, "value" | "list">): readonly string[] {
  if (list !== undefined) return [list.id];
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** The item as a change of it is sent: only its expiry is another. */
export function expiredItem(item: ExceptionJson, nowMs: number): Readonly<Record<string, unknown>> {
  const { id, _version, name, description, entries, os_types, tags, eqlite_stage, meta } = item;
  return {
    id,
    _version,
    type: "simple",
    name,
    description,
    entries,
    os_types,
    tags,
    ...(meta === undefined ? {} : { meta }),
    ...(eqlite_stage === undefined ? {} : { eqlite_stage }),
    expire_time: new Date(nowMs).toISOString(),
  };
}
