import { type Condition, type Term, termOperands } from "../lang/index.ts";

type Mention = Extract<Term, { kind: "FieldValue" }>;

/** The tests of all leaves of a condition. */
export function leafTests(condition: Condition): readonly Term[] {
  const tests: Term[] = [];
  someLeaf(condition, (test) => {
    tests.push(test);
    return false;
  });
  return tests;
}

/** All mentions of fields in a term. */
export function mentionsOf(term: Term): readonly Mention[] {
  return term.kind === "FieldValue" ? [term] : termOperands(term).flatMap(mentionsOf);
}

/**
 * Whether the evaluation of a condition can fail the query. Such a condition is evaluated wherever the reference does: that
 * an event fails it must not depend on what an index knows.
 */
export function canFail(condition: Condition): boolean {
  return someLeaf(condition, leafCanFail);
}

/** Whether some leaf of a condition passes a test. */
export function someLeaf(condition: Condition, passes: (test: Term) => boolean): boolean {
  switch (condition.kind) {
    case "Always":
      return false;
    case "Leaf":
      return passes(condition.test);
    case "Not":
      return someLeaf(condition.operand, passes);
    case "And":
    case "Or":
      return condition.operands.some((operand) => someLeaf(operand, passes));
  }
}

/** The only field that a leaf reads, if it reads it once; undefined otherwise. */
export function onlyMention(test: Term): Mention | undefined {
  return factsOf(test).onlyMention;
}

/** Several mentions in one leaf can have more combinations of values than are tried. */
export function leafCanFail(test: Term): boolean {
  return factsOf(test).canFail;
}

interface LeafFacts {
  readonly onlyMention: Mention | undefined;
  readonly canFail: boolean;
}

// Conditions are looked at for each bucket anew, their leaves stay the same objects.
const facts = new WeakMap<Term, LeafFacts>();

function factsOf(test: Term): LeafFacts {
  let known = facts.get(test);
  if (known === undefined) {
    const mentions = mentionsOf(test);
    known = {
      onlyMention: mentions.length === 1 ? mentions[0] : undefined,
      canFail: mentions.length > 1 || termCanFail(test),
    };
    facts.set(test, known);
  }
  return known;
}

function termCanFail(term: Term): boolean {
  if (term.kind === "Arithmetic" || term.kind === "Negative") return true;
  if (term.kind === "FunctionCall" && term.builtIn.canFail === true) return true;
  return termOperands(term).some(termCanFail);
}
