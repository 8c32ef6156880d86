import type { Condition } from "../condition.ts";
import { type Checked, type Diagnostic, hasErrors } from "../diagnostics.ts";
import type { FieldCatalogue } from "../field-catalogue.ts";
import type { Span } from "../source.ts";
import { type CheckOptions, checkStatement } from "./check.ts";
import { parse } from "./parse.ts";
import { defaultSearchOptions } from "./search-options.ts";
import type { EventQuery, Expression } from "./syntax-tree.ts";

/** A part of a condition as it was written, which can be judged for itself. */
export interface Clause {
  /** Tests are what `and`, `or` and `not` join. */
  readonly kind: "and" | "or" | "not" | "test";
  /** Where it stands in the text of the query. */
  readonly span: Span;
  readonly operands: readonly Clause[];
  /** Undefined where it cannot be judged alone. */
  readonly condition: Condition | undefined;
  /** Fields that it reads. */
  readonly fieldNames: readonly string[];
}

/** One stage of a sequence, one filter of a sample, or an event query. */
export interface StageClauses {
  readonly span: Span;
  readonly missing: boolean;
  /** The word before `where`; undefined for `any`. */
  readonly category: Clause | undefined;
  readonly clause: Clause;
  /** How often `with runs` repeats it. */
  readonly runs: number;
  /** Fields that join it to the other stages, those of the whole sequence first. */
  readonly keyNames: readonly string[];
}

export interface QueryClauses {
  readonly kind: "event" | "sequence" | "sample";
  readonly stages: readonly StageClauses[];
  readonly maxspanMs: number | undefined;
}

/** Reads a query into the clauses it was written with, so that a person can be told which of them held. */
export function checkClauses(
  text: string,
  catalogue: FieldCatalogue,
  options: CheckOptions = {},
): Checked<QueryClauses> {
  const { statement, diagnostics } = parse(text);
  if (statement === undefined) return { ok: false, diagnostics };
  const whole = checkStatement(statement, catalogue, options);
  const all: readonly Diagnostic[] = [...diagnostics, ...whole.diagnostics];
  if (!whole.ok || hasErrors(all)) return { ok: false, diagnostics: all };

  const judge = (
    condition: Expression,
  ): { condition: Condition | undefined; fieldNames: readonly string[] } => {
    const query: EventQuery = {
      kind: "EventQuery",
      category: { name: undefined, span: condition.span },
      condition,
      span: condition.span,
    };
    const checked = checkStatement({ query, pipes: [], span: condition.span }, catalogue, options);
    return checked.ok && checked.value.kind === "event"
      ? { condition: checked.value.condition, fieldNames: checked.value.fieldNames }
      : { condition: undefined, fieldNames: [] };
  };
  const clauseOf = (expression: Expression): Clause => {
    const { span } = expression;
    switch (expression.kind) {
      case "Logical":
        return {
          kind: expression.operator,
          span,
          operands: expression.operands.map(clauseOf),
          ...judge(expression),
        };
      case "Not":
        return { kind: "not", span, operands: [clauseOf(expression.operand)], ...judge(expression) };
      default:
        return { kind: "test", span, operands: [], ...judge(expression) };
    }
  };
  const categoryOf = ({ category: { name, span } }: EventQuery): Clause | undefined => {
    if (name === undefined) return undefined;
    const field = options.eventCategoryField ?? defaultSearchOptions.eventCategoryField;
    const left: Expression = { kind: "Field", name: field, optional: false, span };
    const right: Expression = { kind: "Literal", value: name, span };
    return clauseOf({ kind: "Comparison", operator: "==", left, right, operatorSpan: span, span });
  };
  const eventOf = (event: EventQuery): Pick<StageClauses, "category" | "clause"> => ({
    category: categoryOf(event),
    clause: clauseOf(event.condition),
  });

  const { query } = statement;
  const value = ((): QueryClauses => {
    switch (query.kind) {
      case "EventQuery": {
        const stage = { span: query.span, missing: false, runs: 1, keyNames: [], ...eventOf(query) };
        return { kind: "event", stages: [stage], maxspanMs: undefined };
      }
      case "SequenceQuery":
      case "SampleQuery": {
        const isSequence = query.kind === "SequenceQuery";
        const stages = (isSequence ? query.stages : query.filters).map(
          ({ span, missing, event, keys, runs }) => ({
            span,
            missing,
            runs: runs?.count ?? 1,
            keyNames: [...query.keys, ...keys].flatMap((key) => (key.kind === "Field" ? [key.name] : [])),
            ...eventOf(event),
          }),
        );
        return {
          kind: isSequence ? "sequence" : "sample",
          stages,
          maxspanMs: isSequence ? query.maxspan?.ms : undefined,
        };
      }
      case "JoinQuery":
        return { kind: "sequence", stages: [], maxspanMs: undefined };
    }
  })();
  return { ok: true, value, diagnostics: all };
}
