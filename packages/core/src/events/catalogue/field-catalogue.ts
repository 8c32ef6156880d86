import type { FieldCatalogue } from "../../lang/field-catalogue.ts";
import { alertFields } from "./alert-fields.ts";
import { defendOpenNamespaces, elasticDefendFields } from "./elastic-defend-fields.ts";
import { type FieldTypes, parseFieldTable } from "./field-table.ts";
import { toFieldType } from "./field-types.ts";
import { ecsFields } from "./generated/ecs-fields.ts";
import { tableCatalogue } from "./table-catalogue.ts";
import { winlogFields, winlogOpenNamespaces } from "./winlog-fields.ts";

/** Objects of ECS that hold a user's own keywords. */
const ecsOpenNamespaces = ["labels", "container.labels"];

// The table never changes and takes a few milliseconds to read: read it once, when it is first asked for.
let builtInTypes: FieldTypes | undefined;

/**
 * The fields of ECS, Elastic Defend, Endgame, Windows event logs and alerts.
 * Events may well hold fields beyond these, so an unknown field is a warning unless `onUnknownField` says otherwise.
 */
export function builtInCatalogue(
  options: { readonly onUnknownField?: FieldCatalogue["onUnknownField"] } = {},
): FieldCatalogue {
  // Where two tables know a field, ECS says what it is.
  builtInTypes ??= parseFieldTable(
    ecsFields,
    new Map([...alertFields(), ...winlogFields(), ...elasticDefendFields()]),
  );
  return tableCatalogue(builtInTypes, {
    onUnknownField: options.onUnknownField ?? "warning",
    openNamespaces: {
      keyword: [...ecsOpenNamespaces, ...winlogOpenNamespaces],
      unknown: defendOpenNamespaces,
    },
  });
}

/**
 * The fields that a schema lists, by dotted name, with their types as Elasticsearch names them.
 * The schema is the whole truth: a query that names another field is refused.
 */
export function schemaCatalogue(fields: Readonly<Record<string, string>>): FieldCatalogue {
  const types = new Map(Object.entries(fields).map(([name, type]) => [name, toFieldType(type)]));
  return tableCatalogue(types, { onUnknownField: "error" });
}

/**
 * Both catalogues as one: the first answers, and what it does not know the second may.
 * The first also decides what becomes of a field that neither knows.
 */
export function layeredCatalogue(first: FieldCatalogue, second: FieldCatalogue): FieldCatalogue {
  return {
    onUnknownField: first.onUnknownField,
    typeOf: (name) => first.typeOf(name) ?? second.typeOf(name),
    names: () => new Set([...first.names(), ...second.names()]),
  };
}
