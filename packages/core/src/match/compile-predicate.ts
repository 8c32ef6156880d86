import {
  type Condition,
  compileTerm,
  type Evaluate,
  QueryFailure,
  type Term,
  type Value,
} from "../lang/index.ts";
import type { FieldSource, ReadValues } from "./field-source.ts";
import { matchLimits } from "./match-limits.ts";

/** A compiled condition. Throws QueryFailure where the original fails the query on an event. */
export type Predicate<D> = (event: D) => boolean;

/**
 * Compiles a condition; what runs for each event has nothing left to decide (specification 4.3, layer 2). Conditions
 * that are asked about the same events share a source of fields.
 */
export function compilePredicate<D>(condition: Condition, fields: FieldSource<D>): Predicate<D> {
  const compile = (operand: Condition): Predicate<D> => compilePredicate(operand, fields);
  switch (condition.kind) {
    case "Always":
      return () => condition.value;
    case "And": {
      const operands = condition.operands.map(compile);
      return (event) => {
        for (const operand of operands) if (!operand(event)) return false;
        return true;
      };
    }
    case "Or": {
      const operands = condition.operands.map(compile);
      return (event) => {
        for (const operand of operands) if (operand(event)) return true;
        return false;
      };
    }
    case "Not": {
      const operand = compile(condition.operand);
      return (event) => !operand(event);
    }
    case "Leaf":
      return compileLeaf(condition.test, fields);
  }
}

/** A leaf is true if some choice of one value for each mention makes its test true (specification 4.4). */
function compileLeaf<D>(test: Term, fields: FieldSource<D>): Predicate<D> {
  const mentions: ReadValues<D>[] = [];
  const evaluate = compileTerm(
    test,
    ({ name, fieldType }) => mentions.push(fields.values(name, fieldType)) - 1,
  );
  const [only] = mentions;
  if (only === undefined) return () => evaluate([]) === true;
  if (mentions.length === 1) return compileSingleMention(only, evaluate);
  return (event) => {
    const values = mentions.map((read) => read(event));
    return someChoice(values, (choice) => evaluate(choice) === true);
  };
}

/** Nearly all leaves mention one field once; nothing is allocated for them. */
function compileSingleMention<D>(read: ReadValues<D>, evaluate: Evaluate): Predicate<D> {
  const choice: Value[] = [null];
  return (event) => {
    for (const value of read(event)) {
      choice[0] = value;
      if (evaluate(choice) === true) return true;
    }
    return false;
  };
}

/**
 * Whether `holds` for some way to take one value from each list. Bounded: the lists come from outside. Counts like an
 * odometer and does not recurse, since one condition may mention fields thousands of times.
 */
function someChoice(
  values: readonly (readonly Value[])[],
  holds: (choice: readonly Value[]) => boolean,
): boolean {
  const combinations = values.reduce((product, list) => product * list.length, 1);
  if (combinations > matchLimits.maxChoices) {
    throw new QueryFailure(
      `one event has more than ${matchLimits.maxChoices} combinations of field values for one condition`,
    );
  }
  const choice: Value[] = values.map((list) => list[0] ?? null);
  const positions = values.map(() => 0);
  const advance = (): boolean => {
    for (let place = values.length - 1; place >= 0; place -= 1) {
      const list = values[place] ?? [];
      const next = ((positions[place] ?? 0) + 1) % list.length;
      positions[place] = next;
      choice[place] = list[next] ?? null;
      if (next !== 0) return true;
    }
    return false;
  };
  do {
    if (holds(choice)) return true;
  } while (advance());
  return false;
}
