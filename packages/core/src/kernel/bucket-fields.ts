import type { Term } from "../lang/index.ts";
import { compilePredicate, type FieldSource, type Predicate } from "../match/index.ts";
import { leafCanFail, onlyMention } from "./condition-terms.ts";
import type { KnownTruth } from "./reduce-condition.ts";

/**
 * Fields with few values, by which predicates are told apart first: what a predicate asks of them is answered once for each
 * combination of their values that occurs, and most predicates are then out of the question.
 */
export const bucketFields = [
  "event.category",
  "event.type",
  "event.action",
  "event.code",
  "host.os.type",
  "data_stream.dataset",
];

/** What was answered for one event, by the test that stands for all that mean the same. */
export type Answers = Map<Term, boolean>;

/** Answers what leaves ask about the bucket fields; undefined for other leaves. */
export interface LeafTruth<D> {
  /** Answers for an event, as long as it stands, and adds the answers to those given. */
  ask(event: D, answers: Answers): KnownTruth;
  /** Gives answers again; undefined, too, for what was not asked. */
  recall(answers: Answers): KnownTruth;
}

export function createLeafTruth<D>(fields: FieldSource<D>): LeafTruth<D> {
  const names = new Set(bucketFields);
  /** For each test the one that stands for it; undefined where it does not ask about bucket fields. */
  const standIns = new Map<Term, Term | undefined>();
  const byMeaning = new Map<string, Term>();
  const predicates = new Map<Term, Predicate<D>>();

  const findStandIn = (test: Term): Term | undefined => {
    const mention = onlyMention(test);
    if (mention === undefined || !names.has(mention.name) || leafCanFail(test)) return undefined;
    const meaning = meaningOf(test);
    const known = meaning === undefined ? undefined : byMeaning.get(meaning);
    if (known !== undefined) return known;
    if (meaning !== undefined) byMeaning.set(meaning, test);
    return test;
  };

  const standInOf = (test: Term): Term | undefined => {
    const known = standIns.get(test);
    if (known !== undefined || standIns.has(test)) return known;
    const found = findStandIn(test);
    standIns.set(test, found);
    return found;
  };

  const predicateOf = (test: Term): Predicate<D> => {
    let holds = predicates.get(test);
    if (holds === undefined) {
      holds = compilePredicate({ kind: "Leaf", test }, fields);
      predicates.set(test, holds);
    }
    return holds;
  };

  return {
    ask: (event, answers) => (test) => {
      const standIn = standInOf(test);
      if (standIn === undefined) return undefined;
      let answer = answers.get(standIn);
      if (answer === undefined) {
        answer = predicateOf(standIn)(event);
        answers.set(standIn, answer);
      }
      return answer;
    },
    recall: (answers) => (test) => {
      const standIn = standInOf(test);
      return standIn === undefined ? undefined : answers.get(standIn);
    },
  };
}

/** A text that is the same for tests that mean the same; undefined for tests with more than plain values in them. */
function meaningOf(test: Term): string | undefined {
  switch (test.kind) {
    case "Compare":
      return test.left.kind === "FieldValue" && test.right.kind === "Constant" ? written(test) : undefined;
    case "IsNull":
    case "OneOf":
    case "Wildcard":
      return test.operand.kind === "FieldValue" ? written(test) : undefined;
    default:
      return undefined;
  }
}

function written(test: Term): string {
  return JSON.stringify(test, (_, value: unknown) =>
    typeof value === "bigint" ? { bigint: String(value) } : value,
  );
}
