import type { Term } from "../condition.ts";
import { foldTerm } from "../fold-constants.ts";
import { compileRegex } from "../pattern/regex/compile-regex.ts";
import type { RegexError } from "../pattern/regex/regex-syntax.ts";
import { hasWildcard } from "../pattern/wildcard.ts";
import type { Span } from "../source.ts";
import { valueText } from "../value-text.ts";
import { typeOfValue } from "../values.ts";
import { type CheckContext, describeType, type MaybeTyped, type Typed } from "./check-context.ts";
import { settleType } from "./settle-type.ts";
import type { Expression, Literal, PatternTest } from "./syntax-tree.ts";

type CheckExpression = (expression: Expression, context: CheckContext) => MaybeTyped;

/** `x : "p"`, `x like "p"`, `x regex "r"`: a string expression against constant patterns (specification 3.4, 3.5). */
export function checkPatternTest(
  test: PatternTest,
  context: CheckContext,
  checkExpression: CheckExpression,
): MaybeTyped {
  const checked = checkExpression(test.operand, context);
  const patterns = test.patterns.map((pattern) => patternText(test, pattern, context));
  const texts = patterns.filter((pattern) => pattern !== undefined);
  if (checked === undefined || texts.length < patterns.length) return undefined;
  const operand = settleType(checked, "string");
  if (operand.type !== "string" && operand.type !== "null") return reportOperand(test, operand, context);
  const term =
    test.operator === "regex" || test.operator === "regex~"
      ? regexTerm(test, operand, texts, context)
      : wildcardTerm(test, operand, texts);
  if (term === undefined) return undefined;
  return {
    term,
    type: term.kind === "Constant" && term.value === null ? "null" : "boolean",
    span: test.span,
  };
}

function reportOperand(test: PatternTest, operand: Typed, context: CheckContext): undefined {
  context.sink.report(
    "EQL203",
    test.span,
    `\`${test.operator}\` matches strings; this is ${describeType(operand.type)}.`,
    {
      related: [{ span: operand.span, text: `this is ${describeType(operand.type)}` }],
      help:
        operand.type === "ip"
          ? "Use `cidrMatch(…)`, or `string(…)` around the address."
          : test.operator === ":"
            ? "Use `==`."
            : "Use `==`, or `string(…)` around the value.",
    },
  );
  return undefined;
}

function patternText(test: PatternTest, pattern: Literal, context: CheckContext): string | undefined {
  const { value } = pattern;
  if (typeof value === "string") return value;
  const isLike = test.operator === "like" || test.operator === "like~";
  // `x like 5` is `x like "5"`; the other operators want a string, and none takes null (specification 3.4).
  if (isLike && value !== null) return valueText(value) ?? undefined;
  context.sink.report(
    "EQL203",
    test.span,
    `A pattern of \`${test.operator}\` is a string; this is ${describeType(typeOfValue(value))}.`,
    {
      related: [{ span: pattern.span, text: `this is ${describeType(typeOfValue(value))}` }],
      help: test.operator === ":" && value !== null ? "Use `==` for numbers and booleans." : undefined,
    },
  );
  return undefined;
}

/**
 * Before anything else the original turns a case-sensitive pattern without wildcards into `==` and a lone `*` into a
 * test for presence, which decides what becomes of an unmapped optional field (specification 4.3).
 */
function wildcardTerm(test: PatternTest, operand: Typed, patterns: readonly string[]): Term {
  const isComputed = operand.term.kind !== "FieldValue";
  if (test.operator !== "like") {
    return foldTerm({
      kind: "Wildcard",
      operand: operand.term,
      patterns,
      fold: isComputed ? "unicode" : "ascii",
    });
  }
  const isWild = (pattern: string): boolean => hasWildcard(pattern) && pattern !== "*";
  const wild = patterns.filter(isWild);
  const tests: Term[] = patterns
    .filter((pattern) => !isWild(pattern))
    .map((pattern) => simpleTest(operand.term, pattern));
  if (wild.length > 0)
    tests.push(foldTerm({ kind: "Wildcard", operand: operand.term, patterns: wild, fold: "none" }));
  return foldTerm({ kind: "AnyOf", operands: tests });
}

function simpleTest(operand: Term, pattern: string): Term {
  if (pattern !== "*")
    return foldTerm({
      kind: "Compare",
      operator: "==",
      left: operand,
      right: { kind: "Constant", value: pattern },
    });
  return foldTerm({ kind: "Negation", operand: foldTerm({ kind: "IsNull", operand }) });
}

const regexSpecial = /[.?+*|{}[\]()"\\#@&<>~]/;

function regexTerm(
  test: PatternTest,
  operand: Typed,
  patterns: readonly string[],
  context: CheckContext,
): Term | undefined {
  const ignoreCase = test.operator === "regex~";
  const anchors = operand.term.kind !== "FieldValue";
  const [only] = patterns;
  const isPlain = patterns.length === 1 && only !== undefined && !regexSpecial.test(only);
  if (isPlain && !ignoreCase && !(anchors && /[\^$]/.test(only))) return simpleTest(operand.term, only);
  // A list is one expression: its parts joined with `|` (specification 3.5).
  const pattern = patterns.join("|");
  const compiled = compileRegex(pattern, { foldCase: ignoreCase, anchors });
  if (!compiled.ok) {
    reportRegex(test, compiled.error, context);
    return undefined;
  }
  return foldTerm({
    kind: "Regex",
    operand: operand.term,
    pattern,
    matches: compiled.matches,
    fold: ignoreCase ? "ascii" : "none",
  });
}

function reportRegex(test: PatternTest, error: RegexError, context: CheckContext): void {
  const [problem = "", ...advice] = error.message.split(/(?<=\.) /);
  const sentence = problem.charAt(0).toLowerCase() + problem.slice(1);
  const [only] = test.patterns;
  const span =
    test.patterns.length === 1 && only !== undefined ? characterSpan(only, error.offset) : undefined;
  context.sink.report("EQL211", test.span, `The regular expression cannot be used: ${sentence}`, {
    related: span === undefined ? [] : [{ span, text: "here" }],
    help: advice.length === 0 ? undefined : advice.join(" "),
  });
}

/** Where a character of a string stands in the text; undefined where escapes come between. */
function characterSpan(literal: Literal, offset: number): Span | undefined {
  const { from, to } = literal.span;
  const quotes = typeof literal.value === "string" ? (to - from - literal.value.length) / 2 : 0;
  if (quotes !== 1 && quotes !== 3) return undefined;
  return { from: from + quotes + offset, to: from + quotes + offset + 1 };
}
