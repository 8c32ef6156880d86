import type { JsonObject } from "../events/index.ts";
import {
  type Condition,
  compileTerm,
  type Evaluate,
  QueryFailure,
  type Term,
  type Value,
} from "../lang/index.ts";
import { createFieldMemo, type FieldMemo, type ReadValues } from "./field-memo.ts";
import { matchLimits } from "./match-limits.ts";

/** A compiled condition. Throws QueryFailure where the original fails the query on an event. */
export type Predicate = (document: JsonObject) => boolean;

/**
 * Compiles a condition; what runs for each event has nothing left to decide (specification 4.3, layer 2). Conditions
 * that are asked about the same events share a memo of field values.
 */
export function compilePredicate(condition: Condition, memo: FieldMemo = createFieldMemo()): Predicate {
  const compile = (operand: Condition): Predicate => compilePredicate(operand, memo);
  switch (condition.kind) {
    case "Always":
      return () => condition.value;
    case "And": {
      const operands = condition.operands.map(compile);
      return (document) => {
        for (const operand of operands) if (!operand(document)) return false;
        return true;
      };
    }
    case "Or": {
      const operands = condition.operands.map(compile);
      return (document) => {
        for (const operand of operands) if (operand(document)) return true;
        return false;
      };
    }
    case "Not": {
      const operand = compile(condition.operand);
      return (document) => !operand(document);
    }
    case "Leaf":
      return compileLeaf(condition.test, memo);
  }
}

/** A leaf is true if some choice of one value for each mention makes its test true (specification 4.4). */
function compileLeaf(test: Term, memo: FieldMemo): Predicate {
  const mentions: ReadValues[] = [];
  const evaluate = compileTerm(
    test,
    ({ name, fieldType }) => mentions.push(memo.reader(name, fieldType)) - 1,
  );
  const [only] = mentions;
  if (only === undefined) return () => evaluate([]) === true;
  if (mentions.length === 1) return compileSingleMention(only, evaluate);
  return (document) => {
    const values = mentions.map((read) => read(document));
    return someChoice(values, (choice) => evaluate(choice) === true);
  };
}

/** Nearly all leaves mention one field once; nothing is allocated for them. */
function compileSingleMention(read: ReadValues, evaluate: Evaluate): Predicate {
  const choice: Value[] = [null];
  return (document) => {
    for (const value of read(document)) {
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
