import { schemaCatalogue } from "../events/catalogue/field-catalogue.ts";
import type { JsonObject } from "../events/index.ts";
import type { Condition, Diagnostic, FieldCatalogue } from "../lang/index.ts";
import { compileExceptionItem } from "./compile-exception-item.ts";
import type { ExceptionItem, ValueList } from "./exception-item.ts";
import type { FieldPath } from "./object-reader.ts";
import { parseExceptionItem } from "./parse-exception-item.ts";

export const itemBase: JsonObject = {
  item_id: "i-1",
  list_id: "l-1",
  name: "Backups",
  description: "The backup tool.",
  type: "simple",
};

/** "CODE path" for each diagnostic, in lower case for warnings. */
export function describeDiagnostics() {
  const places: string[] = [];
  const locate = (path: FieldPath) => ({ from: places.push(path.join(".")) - 1, to: 0 });
  const describe = (diagnostics: readonly Diagnostic[]): readonly string[] =>
    diagnostics.map(({ code, severity, primary }) => {
      const shown = severity === "error" ? code : code.toLowerCase();
      return `${shown} ${places[primary.span.from]}`;
    });
  return { locate, describe };
}

export function itemOf(fields: JsonObject): ExceptionItem {
  const parsed = parseExceptionItem({ ...itemBase, ...fields });
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join(" "));
  return parsed.value;
}

export const exceptionCatalogue: FieldCatalogue = schemaCatalogue({
  "@timestamp": "date",
  "event.category": "keyword",
  "host.os.type": "keyword",
  "host.os.name": "keyword",
  "host.name": "keyword",
  "host.name.caseless": "keyword",
  "process.name": "keyword",
  "process.name.caseless": "keyword",
  "process.pid": "long",
  "process.load": "double",
  "process.parent": "object",
  "source.ip": "ip",
  "file.created": "date",
  "user.admin": "boolean",
  message: "match_only_text",
  sig: "nested",
  "sig.name": "nested",
  "sig.trusted": "nested",
});

/** Compiles entries written in the API's form. */
export function compileEntries(
  entries: readonly JsonObject[],
  valueLists: Readonly<Record<string, ValueList>> = {},
  more: JsonObject = {},
): { readonly condition: Condition | undefined; readonly found: readonly string[] } {
  const { locate, describe } = describeDiagnostics();
  const checked = compileExceptionItem(itemOf({ ...more, entries }), {
    catalogue: exceptionCatalogue,
    valueLists: new Map(Object.entries(valueLists)),
    locate,
  });
  return { condition: checked.ok ? checked.value : undefined, found: describe(checked.diagnostics) };
}
