import { builtInCatalogue, createCatalogueInference, layeredCatalogue } from "@eqlite/core/events";
import {
  type Checked,
  type CheckedQuery,
  checkQuery,
  type FieldCatalogue,
  type SearchOptions,
} from "@eqlite/core/lang";
import { type RepairName, readEvents } from "../events/read-events.ts";

/** A query with the catalogue it was checked against. */
export interface PreparedQuery {
  readonly query: Checked<CheckedQuery>;
  readonly catalogue: FieldCatalogue;
}

export interface PrepareOptions {
  readonly search: SearchOptions;
  /** The fields and their types as given by the user; then nothing else is known. */
  readonly schema: FieldCatalogue | undefined;
  readonly nowMs: number;
  readonly repairs?: readonly RepairName[];
  readonly signal?: AbortSignal;
  readonly progress?: (bytesRead: number, bytesTotal: number) => void;
}

/**
 * Checks a query against what is known of the fields: a schema, or the built-in catalogue and, where the query names
 * a field beyond it, whatever the events hold (specification 4.1, engine choice).
 */
export async function prepareQuery(
  text: string,
  paths: readonly string[],
  options: PrepareOptions,
): Promise<PreparedQuery> {
  const { search, nowMs } = options;
  const check = (catalogue: FieldCatalogue): PreparedQuery => ({
    query: checkQuery(text, catalogue, { eventCategoryField: search.eventCategoryField, nowMs }),
    catalogue,
  });
  if (options.schema !== undefined) return check(options.schema);
  const unknownNames = new Set<string>();
  const builtIn = builtInCatalogue({ onUnknownField: "error" });
  const first = check(noteUnknown(builtIn, unknownNames));
  if (unknownNames.size === 0) return first;
  return check(layeredCatalogue(builtIn, await inferCatalogue(paths, options)));
}

function noteUnknown(catalogue: FieldCatalogue, unknownNames: Set<string>): FieldCatalogue {
  return {
    onUnknownField: catalogue.onUnknownField,
    names: () => catalogue.names(),
    typeOf(name) {
      const type = catalogue.typeOf(name);
      if (type === undefined) unknownNames.add(name);
      return type;
    },
  };
}

async function inferCatalogue(
  paths: readonly string[],
  { search, repairs = [], signal, progress }: PrepareOptions,
): Promise<FieldCatalogue> {
  const inference = createCatalogueInference([search.timestampField]);
  await readEvents(
    paths,
    {
      event: (event) => inference.add(event.document),
      problem() {
        // Reported by the pass that runs the query.
      },
      ...(progress === undefined ? {} : { progress }),
    },
    { repairs, ...(signal === undefined ? {} : { signal }) },
  );
  // Half of the events would make the other half's fields unknown.
  signal?.throwIfAborted();
  return inference.catalogue();
}
