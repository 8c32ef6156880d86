import type { Term } from "../lang/index.ts";
import { compilePredicate, type FieldSource, type Predicate } from "../match/index.ts";
import { leafCanFail, onlyMention } from "./condition-terms.ts";

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

/** The truth of leaves that ask about bucket fields only; undefined for the others. */
export function createLeafTruth<D>(fields: FieldSource<D>): (test: Term, event: D) => boolean | undefined {
  const names = new Set(bucketFields);
  const predicates = new Map<Term, Predicate<D>>();
  return (test, event) => {
    const mention = onlyMention(test);
    if (mention === undefined || !names.has(mention.name) || leafCanFail(test)) return undefined;
    let holds = predicates.get(test);
    if (holds === undefined) {
      holds = compilePredicate({ kind: "Leaf", test }, fields);
      predicates.set(test, holds);
    }
    return holds(event);
  };
}
