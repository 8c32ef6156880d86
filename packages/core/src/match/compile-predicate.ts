import { compileTerm, type Condition, QueryFailure, type Term, type Value } from "../lang/index.ts";
import { compileFieldReader, type JsonObject } from "../events/index.ts";
import { convertFieldValue } from "./field-value.ts";
import { matchLimits } from "./match-limits.ts";

/** A compiled condition. Throws QueryFailure where the original fails the query on an event. */
export type Predicate = (document: JsonObject) => boolean;

/** Compiles a condition; what runs for each event has nothing left to decide (specification 4.3, layer 2). */
export function compilePredicate(condition: Condition): Predicate {
  switch (condition.kind) {
    case "Always":
      return () => condition.value;
    case "And": {
      const operands = condition.operands.map(compilePredicate);
      return (document) => operands.every((operand) => operand(document));
    }
    case "Or": {
      const operands = condition.operands.map(compilePredicate);
      return (document) => operands.some((operand) => operand(document));
    }
    case "Not": {
      const operand = compilePredicate(condition.operand);
      return (document) => !operand(document);
    }
    case "Leaf":
      return compileLeaf(condition.test);
  }
}

/** Gives all values of one mention of a field; a single null where there is none. */
type ReadMention = (document: JsonObject) => readonly Value[];

/** A leaf is true if some choice of one value for each mention makes its test true (specification 4.4). */
function compileLeaf(test: Term): Predicate {
  const mentions: ReadMention[] = [];
  const evaluate = compileTerm(test, (mention) => mentions.push(compileMention(mention)) - 1);
  const [only] = mentions;
  if (only === undefined) return () => evaluate([]) === true;
  if (mentions.length === 1) return (document) => only(document).some((value) => evaluate([value]) === true);
  return (document) => {
    const values = mentions.map((read) => read(document));
    return someChoice(values, (choice) => evaluate(choice) === true);
  };
}

const absent: readonly Value[] = [null];

function compileMention(mention: Extract<Term, { kind: "FieldValue" }>): ReadMention {
  const read = compileFieldReader(mention.name);
  return (document) => {
    const raw = read(document);
    if (raw.length === 0) return absent;
    const values: Value[] = [];
    for (const item of raw) {
      const value = convertFieldValue(item, mention.fieldType);
      if (value !== undefined) values.push(value);
    }
    return values.length === 0 ? absent : values;
  };
}

/**
 * Whether `holds` for some way to take one value from each list. Bounded: the lists come from outside. Counts like an
 * odometer and does not recurse, since one condition may mention fields thousands of times.
 */
function someChoice(values: readonly (readonly Value[])[], holds: (choice: readonly Value[]) => boolean): boolean {
  const combinations = values.reduce((product, list) => product * list.length, 1);
  if (combinations > matchLimits.maxChoices) {
    throw new QueryFailure(`one event has more than ${matchLimits.maxChoices} combinations of field values for one condition`);
  }
  const choice: Value[] = values.map((list) => list[0] ?? null);
  const positions = values.map(() => 0);
  const advance = (): boolean => {
    for (let place = values.length - 1; place >= 0; place -= 1) {
      const list = values[place] ?? absent;
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
