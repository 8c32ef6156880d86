import type { Condition } from "@eqlite/core/lang";
import { compilePredicate, type FieldSource } from "@eqlite/core/match";

/**
 * A condition on an event and on where it is kept: the language's conditions know fields only, `_id` and `_index` are none.
 */
export type SearchCondition =
  | { readonly kind: "Fields"; readonly condition: Condition }
  | { readonly kind: "Ids"; readonly ids: ReadonlySet<string> }
  | { readonly kind: "Index"; readonly matches: (name: string) => boolean }
  | { readonly kind: "And" | "Or"; readonly operands: readonly SearchCondition[] }
  | { readonly kind: "Not"; readonly operand: SearchCondition };

export const holdsAlways: SearchCondition = { kind: "Fields", condition: { kind: "Always", value: true } };
export const holdsNever: SearchCondition = { kind: "Fields", condition: { kind: "Always", value: false } };

export function allOf(operands: readonly SearchCondition[]): SearchCondition {
  return combine("And", operands);
}

export function anyOf(operands: readonly SearchCondition[]): SearchCondition {
  return combine("Or", operands);
}

function combine(kind: "And" | "Or", operands: readonly SearchCondition[]): SearchCondition {
  const [only] = operands;
  if (only === undefined) return kind === "And" ? holdsAlways : holdsNever;
  if (operands.length === 1) return only;
  const conditions = operands.flatMap((operand) => (operand.kind === "Fields" ? [operand.condition] : []));
  if (conditions.length < operands.length) return { kind, operands };
  return { kind: "Fields", condition: { kind, operands: conditions } };
}

export function notOf(operand: SearchCondition): SearchCondition {
  if (operand.kind !== "Fields") return { kind: "Not", operand };
  return { kind: "Fields", condition: { kind: "Not", operand: operand.condition } };
}

/**
 * A condition on fields alone that holds wherever the whole does, or with `isUpper` false only where it does. The kernel
 * selects by it, and what it has selected is looked at again.
 */
export function boundByFields(condition: SearchCondition, isUpper = true): Condition {
  switch (condition.kind) {
    case "Fields":
      return condition.condition;
    case "Ids":
    case "Index":
      return { kind: "Always", value: isUpper };
    case "And":
    case "Or":
      return {
        kind: condition.kind,
        operands: condition.operands.map((operand) => boundByFields(operand, isUpper)),
      };
    case "Not":
      return { kind: "Not", operand: boundByFields(condition.operand, !isUpper) };
  }
}

const sizes = new WeakMap<object, number>();

/** How many tests a condition has, each counted as often as it stands in it: some parts are shared by many. */
export function conditionSize(condition: SearchCondition | Condition): number {
  let size = sizes.get(condition);
  if (size === undefined) {
    size = computeSize(condition);
    sizes.set(condition, size);
  }
  return size;
}

function computeSize(condition: SearchCondition | Condition): number {
  switch (condition.kind) {
    case "Always":
    case "Leaf":
    case "Ids":
    case "Index":
      return 1;
    case "Fields":
      return conditionSize(condition.condition);
    case "Not":
      return conditionSize(condition.operand);
    case "And":
    case "Or":
      return condition.operands.reduce((sum: number, operand) => sum + conditionSize(operand), 0);
  }
}

/** Where an event is kept. */
export interface EventPlace {
  readonly index: string;
  /** Computed when it is asked for: most ids are a hash of the event. */
  id(): string;
}

export type SearchTest<D> = (event: D, place: EventPlace) => boolean;

export function compileSearchTest<D>(condition: SearchCondition, fields: FieldSource<D>): SearchTest<D> {
  switch (condition.kind) {
    case "Fields":
      return compilePredicate(condition.condition, fields);
    case "Ids":
      return (_, place) => condition.ids.has(place.id());
    case "Index":
      return (_, place) => condition.matches(place.index);
    case "And": {
      const tests = condition.operands.map((operand) => compileSearchTest(operand, fields));
      return (event, place) => tests.every((test) => test(event, place));
    }
    case "Or": {
      const tests = condition.operands.map((operand) => compileSearchTest(operand, fields));
      return (event, place) => tests.some((test) => test(event, place));
    }
    case "Not": {
      const test = compileSearchTest(condition.operand, fields);
      return (event, place) => !test(event, place);
    }
  }
}
