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

/** Answers what leaves ask about the bucket fields of one event; undefined for other leaves. */
export type LeafTruth<D> = (event: D) => KnownTruth;

/** A question that many leaves ask: it is answered once an event. */
interface Question<D> {
  readonly test: Term;
  holds: Predicate<D> | undefined;
  answeredFor: number;
  answer: boolean;
}

/** What answers for an event is good until the next event. */
export function createLeafTruth<D>(fields: FieldSource<D>): LeafTruth<D> {
  const names = new Set(bucketFields);
  const byTest = new Map<Term, Question<D> | undefined>();
  const byMeaning = new Map<string, Question<D>>();

  const questionOf = (test: Term): Question<D> | undefined => {
    const mention = onlyMention(test);
    if (mention === undefined || !names.has(mention.name) || leafCanFail(test)) return undefined;
    const meaning = meaningOf(test);
    const known = meaning === undefined ? undefined : byMeaning.get(meaning);
    if (known !== undefined) return known;
    const question: Question<D> = { test, holds: undefined, answeredFor: 0, answer: false };
    if (meaning !== undefined) byMeaning.set(meaning, question);
    return question;
  };

  let turn = 0;
  return (event) => {
    turn += 1;
    return (test) => {
      let question = byTest.get(test);
      if (question === undefined && !byTest.has(test)) {
        question = questionOf(test);
        byTest.set(test, question);
      }
      if (question === undefined) return undefined;
      if (question.answeredFor !== turn) {
        question.holds ??= compilePredicate({ kind: "Leaf", test: question.test }, fields);
        question.answer = question.holds(event);
        question.answeredFor = turn;
      }
      return question.answer;
    };
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
