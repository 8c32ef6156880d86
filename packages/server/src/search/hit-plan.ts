import type { JsonValue } from "@eqlite/core/events";
import type { EventView, KernelFields } from "@eqlite/core/kernel";
import { type FieldCatalogue, queryType, type Value } from "@eqlite/core/lang";
import type { ReadValues } from "@eqlite/core/match";
import type { Hit } from "./judge-blocks.ts";
import { readQueryDsl } from "./query-dsl/compile-query-dsl.ts";
import { compileSearchTest, type SearchTest } from "./query-dsl/search-condition.ts";
import { resolveField } from "./query-dsl/search-field.ts";

type PresentValue = Exclude<Value, null>;

/** A hit as sorting and aggregations see it. Slots are the numbers that `HitPlan` has given out. */
export interface PlannedHit {
  /** Of the document among all of the search, see `documentNumber`. */
  readonly number: number;
  values(slot: number): readonly PresentValue[];
  holds(slot: number): boolean;
}

/**
 * What a search wants to know of its hits. It is planned once and read from each source through its own catalogue: the same
 * field may have another type there.
 */
export interface HitPlan {
  /** The values of a field, in its type. */
  values(field: string): number;
  /** Whether a query holds. */
  test(json: JsonValue, path: string): number;
  compile(fields: KernelFields, catalogue: FieldCatalogue, source: number): (hit: Hit) => PlannedHit;
}

const noValues: readonly PresentValue[] = [];

export function createHitPlan(nowMs: number): HitPlan {
  const fieldNames: string[] = [];
  const queries: { readonly json: JsonValue; readonly path: string }[] = [];
  return {
    values(field) {
      const known = fieldNames.indexOf(field);
      return known === -1 ? fieldNames.push(field) - 1 : known;
    },
    test: (json, path) => queries.push({ json, path }) - 1,
    compile(fields, catalogue, source) {
      const readers = fieldNames.map((name) => compileReader(name, fields, catalogue));
      const tests = queries.map(({ json, path }): SearchTest<EventView> => {
        const { condition, residual } = readQueryDsl(json, { catalogue, nowMs }, path);
        return compileSearchTest(residual ?? { kind: "Fields", condition }, fields);
      });
      let hit: Hit;
      const planned = {
        number: 0,
        values: (slot: number): readonly PresentValue[] => readers[slot]?.(hit) ?? noValues,
        holds: (slot: number): boolean => tests[slot]?.(hit.view, hit) ?? false,
      };
      return (next) => {
        hit = next;
        planned.number = documentNumber(source, next.position);
        return planned;
      };
    },
  };
}

function compileReader(
  name: string,
  fields: KernelFields,
  catalogue: FieldCatalogue,
): (hit: Hit) => readonly PresentValue[] {
  if (name === "_index") return (hit) => [hit.index];
  if (name === "_id") return (hit) => [hit.id()];
  const field = resolveField(name, catalogue);
  const read: ReadValues<EventView> = fields.values(
    field.name,
    queryType(field.type) === undefined ? "keyword" : field.type,
  );
  const folds = field.foldsCase;
  return ({ view }) => {
    const values = read(view);
    // A single null stands for none.
    if (values[0] === null || values[0] === undefined) return noValues;
    const present = values as readonly PresentValue[];
    return folds
      ? present.map((value) => (typeof value === "string" ? value.toLowerCase() : value))
      : present;
  };
}

/** Positions of one source are far below it. */
const sourceStep = 2 ** 52;

/** A number for a document of a search over several sources: there are at most two, events and alerts. */
export function documentNumber(source: number, position: number): number {
  return source * sourceStep + position;
}

export function placeOf(number: number): { readonly source: number; readonly position: number } {
  const source = Math.floor(number / sourceStep);
  return { source, position: number - source * sourceStep };
}
