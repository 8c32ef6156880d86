import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryLimits } from "../query-limits.ts";
import { parse } from "./parse.ts";
import type { Expression, Query } from "./syntax-tree.ts";
import { keywords, symbols } from "./token.ts";

/** Errors in short: `EQL100@14`, the offset where the place begins. */
function errors(text: string): readonly string[] {
  return parse(text).diagnostics.map(({ code, primary }) => `${code}@${primary.span.from}`);
}

function queryOf(text: string): Query {
  const { statement, diagnostics } = parse(text);
  if (statement === undefined || diagnostics.length > 0)
    throw new Error(`${text}: ${diagnostics[0]?.message}`);
  return statement.query;
}

/** An expression with all its parentheses. */
function grouped(expression: Expression): string {
  switch (expression.kind) {
    case "Literal":
      return typeof expression.value === "string" ? `"${expression.value}"` : String(expression.value);
    case "Field":
      return `${expression.optional ? "?" : ""}${expression.name}`;
    case "Call":
      return `${expression.name}${expression.ignoreCase ? "~" : ""}(${expression.arguments.map(grouped).join(", ")})`;
    case "Sign":
      return `(${expression.operator}${grouped(expression.operand)})`;
    case "Arithmetic":
    case "Comparison":
      return `(${grouped(expression.left)} ${expression.operator} ${grouped(expression.right)})`;
    case "Membership":
      return `(${grouped(expression.operand)}${expression.negated ? " not" : ""} in${expression.ignoreCase ? "~" : ""} [${expression.items.map(grouped).join(", ")}])`;
    case "PatternTest":
      return `(${grouped(expression.operand)} ${expression.operator} [${expression.patterns.map(grouped).join(", ")}])`;
    case "Not":
      return `(not ${grouped(expression.operand)})`;
    case "Logical":
      return `(${expression.operands.map(grouped).join(` ${expression.operator} `)})`;
    case "Failed":
      return "<failed>";
  }
}

function conditionOf(text: string): string {
  const query = queryOf(`any where ${text}`);
  return query.kind === "EventQuery" ? grouped(query.condition) : query.kind;
}

describe("precedence (3.1)", () => {
  it.each([
    ["a or b and c", "(a or (b and c))"],
    ["a and b or c", "((a and b) or c)"],
    ["a or b or c", "(a or b or c)"],
    ["(a or b) or c", "((a or b) or c)"],
    ["not a == 1 and b == 2", "((not (a == 1)) and (b == 2))"],
    ["not not a", "(not (not a))"],
    ["a == b + 1", "(a == (b + 1))"],
    ["1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"],
    ["1 - 2 - 3", "((1 - 2) - 3)"],
    ["8 / 4 % 3 * 2", "(((8 / 4) % 3) * 2)"],
    ["-a * b", "((-a) * b)"],
    ["--1", "(-(-1))"],
    ["a - -1", "(a - (-1))"],
    ["x + 1 in (2)", "(x + (1 in [2]))"],
    ["(x + 1) in (2)", "((x + 1) in [2])"],
    ["-1 in (2)", "(-(1 in [2]))"],
    ["a in (1) == true", "((a in [1]) == true)"],
    ['a : "x" == true', '((a : ["x"]) == true)'],
    ["not a in (1)", "(not (a in [1]))"],
    ["a not in~ (1, 2)", "(a not in~ [1, 2])"],
    ['not x like "y"', '(not (x like ["y"]))'],
    ["length(a) > 3", "(length(a) > 3)"],
    ['startsWith~(a, "b", null)', 'startsWith~(a, "b", null)'],
    ["f()", "f()"],
  ])("%s", (text, expected) => expect(conditionOf(text)).toBe(expected));
});

describe("primaries", () => {
  it.each([
    ["process.name", "process.name"],
    ["process . `name`", "process.name"],
    ["`process.name`", "process.name"],
    ["? user.id", "?user.id"],
    ["event.`sequence`", "event.sequence"],
    ["`a-b`", "a-b"],
    ["1.5", "1.5"],
    ["9223372036854775807", "9223372036854775807"],
    ["9223372036854775808", "9223372036854776000"],
    ["0000000000000000000000001", "1"],
    ["null", "null"],
  ])("%s", (text, expected) => expect(conditionOf(text)).toBe(expected));

  it("tells integers from doubles", () => {
    const values = ["1", "1.0", "1e0", "9223372036854775808"].map((text) => {
      const query = queryOf(`any where ${text}`);
      return (
        query.kind === "EventQuery" && query.condition.kind === "Literal" && typeof query.condition.value
      );
    });
    expect(values).toEqual(["bigint", "number", "number", "number"]);
  });

  it("covers parentheses with the place of what they hold", () => {
    const query = queryOf("any where (a or b) == true");
    expect(
      query.kind === "EventQuery" && query.condition.kind === "Comparison" && query.condition.left.span,
    ).toEqual({
      from: 10,
      to: 18,
    });
  });
});

describe("forms (2)", () => {
  it.each([
    ["any where true", undefined],
    ["process where true", "process"],
    ['"my odd-cat" where true', "my odd-cat"],
    ['"""a\\b""" where true', "a\\b"],
    ['"any" where true', "any"],
    ["sequences where true", "sequences"],
    ["Sequence where true", "Sequence"],
  ])("the category of %s", (text, name) => {
    const query = queryOf(text);
    expect(query.kind === "EventQuery" && query.category.name).toBe(name);
  });

  it("reads a sequence with everything", () => {
    const query = queryOf(
      "sequence by a, ?b with maxspan = 2 m [x where true] by c with runs = 3 ![y where true] by d until [z where true] by e",
    );
    if (query.kind !== "SequenceQuery") throw new Error(query.kind);
    expect(query.keys.map(grouped)).toEqual(["a", "?b"]);
    expect(query.maxspan?.ms).toBe(120_000);
    expect(
      query.stages.map((stage) => [stage.missing, stage.event.category.name, stage.runs?.count]),
    ).toEqual([
      [false, "x", 3],
      [true, "y", undefined],
    ]);
    expect(query.until?.keys.map(grouped)).toEqual(["e"]);
  });

  it.each([
    ["1ms", 1],
    ["30s", 30_000],
    ["1 h", 3_600_000],
    ["2d", 172_800_000],
  ])("maxspan=%s", (text, ms) => {
    const query = queryOf(`sequence with maxspan=${text} [a where true] [b where true]`);
    expect(query.kind === "SequenceQuery" && query.maxspan?.ms).toBe(ms);
  });

  it("reads a sample and pipes", () => {
    const { statement, diagnostics } = parse(
      "sample by a [x where true] [y where true] by b | head 1 + 1, 2 | foo",
    );
    expect(diagnostics).toEqual([]);
    expect(statement?.query.kind).toBe("SampleQuery");
    expect(statement?.pipes.map((pipe) => [pipe.name, pipe.arguments.map(grouped)])).toEqual([
      ["head", ["(1 + 1)", "2"]],
      ["foo", []],
    ]);
  });
});

describe("recovery", () => {
  it.each([
    // Several errors, each once, in the order of the text.
    ["any where a == and b ==", ["EQL100@15", "EQL100@23"]],
    ["any where a b and c = d e", ["EQL100@12", "EQL107@20", "EQL100@24"]],
    ["any where f(a b, c d) or g in (1 2, 3)", ["EQL100@14", "EQL100@19", "EQL100@33"]],
    ["any where 'a' == b AND NOT c LIKE \"x\"", ["EQL105@10", "EQL111@19", "EQL111@23", "EQL111@29"]],
    ["any where args[0] == 1 and child of [a where true] or b ==", ["EQL209@10", "EQL209@27", "EQL100@58"]],
    ["sequence [a where x ==] [b where y] [c where z =]", ["EQL100@22", "EQL107@47", "EQL100@48"]],
    ["sequence by a b [x where y z] by c", ["EQL100@14", "EQL100@27"]],
    ["sequence with maxspan=30 [a where x ==] [b where y]", ["EQL121@22", "EQL100@38"]],
    ["sequence with maxspan 30s [a where x ==] [b where y]", ["EQL100@22", "EQL100@39"]],
    [
      "sequence [a where true], [b where true] fork=true [c where c c]",
      ["EQL100@23", "EQL110@40", "EQL100@61"],
    ],
    [
      "sequence [a where true] with runs=0 by b [c where true] with foo=1 [d where =]",
      ["EQL302@34", "EQL109@36", "EQL110@61", "EQL100@76"],
    ],
    [
      "sample with maxspan=1m [a where true] with runs=2 ![b where true]",
      ["EQL122@7", "EQL122@38", "EQL209@50"],
    ],
    ["any where true | 5 | head 1 2 | tail ==", ["EQL100@17", "EQL100@28", "EQL100@37"]],
    ["process.name == a and b =", ["EQL118@0", "EQL107@24", "EQL100@25"]],
    ["`a` where b = 1", ["EQL113@0", "EQL107@12"]],
    // One cause, one error.
    ["any where (a == 1", ["EQL100@17"]],
    ["any where ((((a", ["EQL100@15"]],
    ["any where f(g(a in (1,", ["EQL100@22"]],
    ["sequence [a where b in (1, [c where true]", ["EQL100@27"]],
    ["any where a in ()", ["EQL100@16"]],
    ['any where a == "x', ["EQL103@15"]],
    ['any where f(a, "x) and b == 1', ["EQL103@15"]],
    ['any where a == "x\ny" and b = 1', ["EQL103@15"]],
    ['sequence [a where b == "x] [c where true]', ["EQL103@23"]],
    ["sequence [a where `b == 1] [c where true]", ["EQL120@18"]],
    ["any where (a /* b", ["EQL102@13"]],
    ["any where a == 1 ;", ["EQL101@17"]],
    ["any where a)", ["EQL100@11"]],
    ["any where (a))) and b", ["EQL100@13"]],
    ["any where 6start == 1", ["EQL100@10"]],
    ["any where 1 < x < 5 and y == 1", ["EQL108@16"]],
    ["", ["EQL100@0"]],
    ["any", ["EQL100@3"]],
    ["any where", ["EQL100@9"]],
    ["any where // nothing\n", ["EQL100@9"]],
    ["where true", ["EQL100@0"]],
    ["42 where true", ["EQL100@0"]],
    ["sequence by a", ["EQL100@13"]],
  ] as const)("%j", (text, expected) => expect(errors(text)).toEqual(expected));

  it("still gives the parts that could be read", () => {
    const { statement } = parse("any where a == 1 and b == and c | 5 | head 2");
    expect(statement?.query.kind === "EventQuery" && grouped(statement.query.condition)).toBe(
      "((a == 1) and <failed> and c)",
    );
    expect(statement?.pipes.map((pipe) => pipe.name)).toEqual(["head"]);
  });
});

describe("limits", () => {
  const repeat = (text: string, times: number): string => text.repeat(times);

  it.each([
    ["10,000 terms of or", `any where ${repeat("a == 1 or ", 10_000)}true`],
    ["10,000 constants", `any where ${repeat("true or ", 10_000)}true`],
    ["10,000 items", `any where a in (${repeat("1, ", 10_000)}1)`],
    ["10,000 patterns", `any where a : (${repeat('"x", ', 10_000)}"x")`],
    ["10,000 keys", `sequence by ${repeat("a, ", 10_000)}a [any where true] [any where true]`],
    ["10,000 stages", `sequence ${repeat("[any where true] ", 10_000)}`],
    ["10,000 parentheses", `any where ${repeat("(", 10_000)}a${repeat(")", 10_000)}`],
    ["10,000 open parentheses", `any where ${repeat("(", 10_000)}`],
    ["10,000 nots", `any where ${repeat("not ", 10_000)}a`],
    ["10,000 signs", `any where ${repeat("-", 10_000)}1 == 1`],
    ["10,000 calls", `any where ${repeat("f(", 10_000)}`],
    ["10,000 additions", `any where a${repeat(" + 1", 10_000)} == 1`],
    ["2 MB", `any where ${repeat("x", 2_000_000)}`],
  ])("%s: one clear error", (_, text) => {
    const { diagnostics } = parse(text);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(["EQL117"]);
    expect(diagnostics[0]?.message).toMatch(/\d/);
  });

  it.each([
    ["terms", `any where ${repeat("a == 1 or ", queryLimits.maxTerms - 1)}true`],
    // The condition itself is the first level.
    ["levels", `any where ${repeat("(", queryLimits.maxDepth - 1)}a${repeat(")", queryLimits.maxDepth - 1)}`],
    ["operators", `any where a${repeat(" + 1", queryLimits.maxOperators)} == 1`],
    ["characters", `any where a //${"x".repeat(queryLimits.maxLength - 14)}`],
  ])("as many %s as are allowed", (_, text) => expect(errors(text)).toEqual([]));

  it("gives no more diagnostics than a reader would want", () => {
    expect(errors(`any where ${repeat("a b and ", 1_000)}c`).length).toBe(queryLimits.maxDiagnostics);
  });
});

describe("any text", () => {
  const soup = fc
    .array(
      fc.constantFrom(
        ...keywords,
        ...symbols,
        "a",
        "`b`",
        '"c"',
        "1",
        "2.5",
        "f~(",
        "(",
        ")",
        "[",
        "]",
        "where",
        "by",
        "AND",
      ),
      {
        maxLength: 60,
      },
    )
    .map((words) => words.join(" "));
  const anyText = fc.oneof(
    soup,
    fc.string(),
    soup.map((words) => `sequence by a [x where ${words}`),
  );

  it("never makes the parser throw, and every error has a place in it", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { statement, diagnostics } = parse(text);
        expect(statement === undefined && diagnostics.length === 0).toBe(false);
        for (const { primary, related } of diagnostics) {
          for (const { span } of [primary, ...related]) {
            expect(span.from).toBeGreaterThanOrEqual(0);
            expect(span.to).toBeGreaterThanOrEqual(span.from);
            expect(span.to).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("never gets two syntax errors for one place", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const places = errors(text).filter((error) => error.startsWith("EQL100"));
        expect(new Set(places).size).toBe(places.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
