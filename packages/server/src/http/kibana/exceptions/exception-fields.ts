import type { ExceptionEntry, ExceptionItem, ExceptionList } from "../../../exceptions/exception.ts";
import type { KqlField, KqlFields } from "../kql/compile-kql.ts";

type Read<T> = (item: T) => readonly string[];

const listReads: Readonly<Record<string, Read<ExceptionList>>> = {
  list_id: ({ listId }) => [listId],
  type: ({ type }) => [type],
  tags: ({ tags }) => tags,
  os_types: ({ osTypes }) => osTypes,
  created_by: ({ createdBy }) => [createdBy],
  updated_by: ({ updatedBy }) => [updatedBy],
};

const itemReads: Readonly<Record<string, Read<ExceptionItem>>> = {
  list_id: ({ listId }) => [listId],
  item_id: ({ itemId }) => [itemId],
  tags: ({ tags }) => tags,
  os_types: ({ osTypes }) => osTypes,
  created_by: ({ createdBy }) => [createdBy],
  updated_by: ({ updatedBy }) => [updatedBy],
  "entries.field": ({ entries }) => entries.map(({ field }) => field),
  "entries.value": ({ entries }) => entries.flatMap(valuesOf),
  "comments.comment": ({ comments }) => comments.map(({ comment }) => comment),
};

/** What lists are filtered by, under the names that the original has for it. */
export const listFields = fieldsOf(listReads);
export const itemFields = fieldsOf(itemReads);

/** Words of an item that are searched for where no field is named. */
export const searchedText: KqlField<ExceptionItem> = {
  type: "text",
  read: (item) => [
    item.name,
    item.description,
    ...item.entries.flatMap((entry) => [entry.field, ...valuesOf(entry)]),
  ],
};

function fieldsOf<T extends { readonly name: string; readonly description: string }>(
  reads: Readonly<Record<string, Read<T>>>,
): KqlFields<T> {
  const fields = new Map<string, KqlField<T>>();
  for (const prefix of ["exception-list.attributes", "exception-list-agnostic.attributes"]) {
    fields.set(`${prefix}.name`, { type: "text", read: ({ name }) => [name] });
    fields.set(`${prefix}.name.text`, { type: "text", read: ({ name }) => [name] });
    fields.set(`${prefix}.description`, { type: "text", read: ({ description }) => [description] });
    for (const [name, read] of Object.entries(reads))
      fields.set(`${prefix}.${name}`, { type: "keyword", read });
  }
  return fields;
}

function valuesOf(entry: ExceptionEntry): readonly string[] {
  switch (entry.type) {
    case "match":
    case "match_wildcard":
      return [entry.value];
    case "match_any":
      return entry.value;
    case "list":
      return [entry.list.id];
    case "exists":
      return [];
    case "nested":
      return entry.entries.flatMap(valuesOf);
  }
}
