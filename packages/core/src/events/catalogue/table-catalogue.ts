import type { FieldCatalogue, FieldType } from "../../lang/field-catalogue.ts";
import type { FieldTypes } from "./field-table.ts";

/** What a catalogue over a table knows beside the table itself. */
export interface TableCatalogueOptions {
  readonly onUnknownField: FieldCatalogue["onUnknownField"];
  /** Objects whose sub-fields are not listed anywhere, by the type of whatever stands under them. */
  readonly openNamespaces?: { readonly keyword: readonly string[]; readonly unknown: readonly string[] };
}

/**
 * A catalogue over a table of fields. Beside the listed names it knows two kinds of names:
 * the sub-fields of open namespaces and of flattened fields (keywords), and the objects that hold other fields.
 */
export function tableCatalogue(types: FieldTypes, options: TableCatalogueOptions): FieldCatalogue {
  const openTypes = new Map<string, FieldType>();
  for (const name of options.openNamespaces?.keyword ?? []) openTypes.set(name, "keyword");
  for (const name of options.openNamespaces?.unknown ?? []) openTypes.set(name, "unknown");
  for (const [name, type] of types) {
    if (type === "flattened") openTypes.set(name, "keyword");
  }
  // Most names that are asked for are listed: the objects are looked for when the first one is not.
  let objects: ReadonlySet<string> | undefined;
  const isObject = (name: string): boolean => {
    objects ??= objectsOf(types.keys(), openTypes.keys());
    return objects.has(name) || openTypes.has(name);
  };

  return {
    onUnknownField: options.onUnknownField,
    names: () => types.keys(),
    typeOf(name): FieldType | undefined {
      const listed = types.get(name);
      if (listed !== undefined) return listed;
      if (isObject(name)) return "object";
      for (const ancestor of ancestorsOf(name)) {
        const type = openTypes.get(ancestor);
        if (type !== undefined) return type;
      }
      return undefined;
    },
  };
}

/** The objects that hold the fields. */
function objectsOf(...names: readonly Iterable<string>[]): ReadonlySet<string> {
  const objects = new Set<string>();
  for (const some of names) {
    for (const name of some) {
      for (const ancestor of ancestorsOf(name)) {
        // Names share most of their ancestors: where one is known, so are those above it.
        if (objects.has(ancestor)) break;
        objects.add(ancestor);
      }
    }
  }
  return objects;
}

/** `a.b.c` gives `a.b`, then `a`. */
function* ancestorsOf(name: string): Generator<string> {
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1))
    yield name.slice(0, dot);
}
