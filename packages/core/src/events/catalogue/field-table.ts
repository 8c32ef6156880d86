import type { FieldType } from "../../lang/field-catalogue.ts";
import { toFieldType } from "./field-types.ts";

/** Fields by their dotted names. */
export type FieldTypes = ReadonlyMap<string, FieldType>;

/** The prefix of a row whose names have none, such as `@timestamp`. */
const noPrefix = ".";

/**
 * Reads a table of fields. A row is a type, the prefix that its names share and the names, parted by blanks:
 * `boolean process.code_signature exists trusted`. Adds to `types` where it is given, and goes before what it holds.
 */
export function parseFieldTable(table: string, types = new Map<string, FieldType>()): Map<string, FieldType> {
  for (const row of table.split("\n")) {
    const [typeName, prefix, ...names] = row.trim().split(/ +/);
    if (typeName === undefined || prefix === undefined) continue;
    const type = toFieldType(typeName);
    for (const name of names) types.set(prefix === noPrefix ? name : `${prefix}.${name}`, type);
  }
  return types;
}
