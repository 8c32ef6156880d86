import fc from "fast-check";
import type { Expression, Literal, Query, Stage, Statement } from "./syntax-tree.ts";
import { keywords } from "./token.ts";

const span = { from: 0, to: 0 };

/** A tree without its spans, to compare what two texts mean. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !/span$/i.test(key) || key === "maxspan");
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutSpans(part)]));
}

const bareName = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
  .filter((name) => !(keywords as readonly string[]).includes(name));
const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('"', "\\", "a", "\n", "*", "\u202e", "`"), maxLength: 8 }),
);
const anyName = fc.oneof(bareName, anyText, fc.constantFrom(...keywords, "NOT", "a.b", "event.sequence"));

const literal: fc.Arbitrary<Literal> = fc
  .oneof(
    anyText,
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    fc.double({ min: 0, noNaN: true }).filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    fc.constant(null),
  )
  .map((value) => ({ kind: "Literal", value, span }));

const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie("expression");
  const list = fc.array(inner, { minLength: 1, maxLength: 4 });
  return {
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      literal,
      fc.record({
        kind: fc.constant("Field" as const),
        name: fc.oneof(
          anyName,
          fc.tuple(anyName, anyName).map((pair) => pair.join(".")),
        ),
        optional: fc.boolean(),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant("Call" as const),
        name: bareName.filter((name) => /^[A-Za-z]/.test(name) && !["in", "like", "regex"].includes(name)),
        ignoreCase: fc.boolean(),
        arguments: fc.array(inner, { maxLength: 3 }),
        nameSpan: fc.constant(span),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant("Sign" as const),
        operator: fc.constantFrom("-" as const, "+" as const),
        operand: inner,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant("Arithmetic" as const),
        operator: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const, "%" as const),
        left: inner,
        right: inner,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant("Comparison" as const),
        operator: fc.constantFrom("==" as const, "!=" as const, "<" as const, ">=" as const),
        left: inner,
        right: inner,
        operatorSpan: fc.constant(span),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant("Membership" as const),
        operand: inner,
        items: list,
        negated: fc.boolean(),
        ignoreCase: fc.boolean(),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant("PatternTest" as const),
        operator: fc.constantFrom(":" as const, "like" as const, "like~" as const, "regex" as const),
        operand: inner,
        patterns: fc.array(literal, { minLength: 1, maxLength: 6 }),
        operatorSpan: fc.constant(span),
        span: fc.constant(span),
      }),
      fc.record({ kind: fc.constant("Not" as const), operand: inner, span: fc.constant(span) }),
      fc.record({
        kind: fc.constant("Logical" as const),
        operator: fc.constantFrom("and" as const, "or" as const),
        operands: fc.array(inner, { minLength: 2, maxLength: 4 }),
        span: fc.constant(span),
      }),
    ),
  };
});

const event = fc.record({
  kind: fc.constant("EventQuery" as const),
  category: fc.record({ name: fc.option(anyName, { nil: undefined }), span: fc.constant(span) }),
  condition: expression,
  span: fc.constant(span),
});

const keys = fc.array(expression, { maxLength: 2 });

const stage: fc.Arbitrary<Stage> = fc.record({
  missing: fc.boolean(),
  event,
  keys,
  keysSpan: fc.constant(span),
  runs: fc.option(fc.record({ count: fc.integer({ min: 1, max: 100 }), span: fc.constant(span) }), {
    nil: undefined,
  }),
  span: fc.constant(span),
});

const query: fc.Arbitrary<Query> = fc.oneof(
  event,
  fc.record({
    kind: fc.constant("SequenceQuery" as const),
    keys,
    maxspan: fc.option(
      fc.record({
        ms: fc.oneof(fc.integer({ min: 1, max: 10 ** 9 }), fc.constantFrom(1_000, 60_000, 86_400_000)),
        span: fc.constant(span),
      }),
      { nil: undefined },
    ),
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    until: fc.option(
      stage.map((written) => ({ ...written, missing: false, runs: undefined })),
      { nil: undefined },
    ),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant("SampleQuery" as const),
    keys,
    filters: fc.array(
      stage.map((written) => ({ ...written, missing: false, runs: undefined })),
      { minLength: 1, maxLength: 3 },
    ),
    span: fc.constant(span),
  }),
);

/** Any statement that the parser can give for a text without syntax errors. */
export const anyStatement: fc.Arbitrary<Statement> = fc.record({
  query,
  pipes: fc.array(
    fc.record({
      name: bareName,
      nameSpan: fc.constant(span),
      arguments: fc.array(expression, { maxLength: 2 }),
      span: fc.constant(span),
    }),
    { maxLength: 2 },
  ),
  span: fc.constant(span),
});
