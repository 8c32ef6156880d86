import type { JudgedClause, Verdict } from "@eqlite/core/match";

/** A line of the list of clauses. */
export interface ClauseRow {
  /** Its place in the tree, such as `0.2.1`. */
  readonly id: string;
  readonly depth: number;
  /** `and`, `or` and `not` are headings of what stands below them. */
  readonly kind: "and" | "or" | "not" | "test";
  readonly text: string;
  readonly verdict: Verdict;
  readonly values: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Tests below a heading, for the line that stands for all of them. */
  readonly tests: number;
  readonly canFold: boolean;
}

/** Fewer tests are always shown. */
const leastFolded = 3;

/**
 * The clauses of one stage as lines. An `and` at the top is none: its clauses are what the stage asks for. Groups that did not hold,
 * such as the exceptions a rule lists, are one line each unless they are unfolded.
 */
export function clauseRows(
  judged: readonly JudgedClause[],
  query: string,
  unfolded: ReadonlySet<string>,
): readonly ClauseRow[] {
  const rows: ClauseRow[] = [];
  const visit = (one: JudgedClause, id: string, depth: number): void => {
    const { clause, verdict, operands } = one;
    const tests = countTests(one);
    const canFold =
      clause.kind !== "test" && clause.kind !== "not" && verdict !== "true" && tests >= leastFolded;
    rows.push({
      id,
      depth,
      kind: clause.kind,
      text: query.slice(clause.span.from, clause.span.to).replace(/\s+/g, " "),
      verdict,
      values: one.values.map(({ name, values }) => ({ name, values: values.map(String) })),
      tests,
      canFold,
    });
    if (canFold && !unfolded.has(id)) return;
    operands.forEach((operand, at) => {
      visit(operand, `${id}.${at}`, depth + 1);
    });
  };
  judged.forEach((one, at) => {
    if (one.clause.kind === "and") {
      one.operands.forEach((operand, place) => {
        visit(operand, `${at}.${place}`, 0);
      });
    } else visit(one, String(at), 0);
  });
  return rows;
}

function countTests({ clause, operands }: JudgedClause): number {
  return clause.kind === "test" ? 1 : operands.reduce((sum, operand) => sum + countTests(operand), 0);
}

/** A piece of the text of a query, marked where it is a test that was judged. */
export interface QueryPiece {
  readonly text: string;
  readonly verdict: Verdict | undefined;
  readonly values: string;
}

/** The text of a query in pieces: each test with what became of it and the value that decided it. */
export function queryPieces(query: string, judged: readonly JudgedClause[]): readonly QueryPiece[] {
  const tests: JudgedClause[] = [];
  const visit = (one: JudgedClause): void => {
    if (one.clause.kind === "test") tests.push(one);
    one.operands.forEach(visit);
  };
  judged.forEach(visit);
  tests.sort((a, b) => a.clause.span.from - b.clause.span.from);
  const pieces: QueryPiece[] = [];
  let at = 0;
  for (const { clause, verdict, values } of tests) {
    // A stage that `runs` repeats is judged several times: the text is marked by the first.
    if (clause.span.from < at) continue;
    if (clause.span.from > at) {
      pieces.push({ text: query.slice(at, clause.span.from), verdict: undefined, values: "" });
    }
    const shown = values.map(({ name, values: all }) => `${name} = ${all.map(String).join(", ") || "–"}`);
    pieces.push({ text: query.slice(clause.span.from, clause.span.to), verdict, values: shown.join("; ") });
    at = clause.span.to;
  }
  if (at < query.length) pieces.push({ text: query.slice(at), verdict: undefined, values: "" });
  return pieces;
}
