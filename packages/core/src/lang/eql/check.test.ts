import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition, Term } from "../condition.ts";
import { diagnosticKind } from "../diagnostic-codes.ts";
import { testCatalogue } from "../diagnostics.test-support.ts";
import type { FieldCatalogue, FieldType } from "../field-catalogue.ts";
import { positionAt } from "../source.ts";
import { type CheckOptions, checkQuery } from "./check.ts";
import { keywords, symbols } from "./token.ts";

function catalogueOf(fields: Readonly<Record<string, FieldType>>): FieldCatalogue {
  return {
    typeOf: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    names: () => Object.keys(fields),
    onUnknownField: "error",
  };
}

/** Codes of what a condition is told, with severity where it is no error. */
function told(condition: string, catalogue = testCatalogue(), options: CheckOptions = {}): readonly string[] {
  return checkQuery(`any where ${condition}`, catalogue, options).diagnostics.map(({ code, severity }) =>
    severity === "error" ? code : `${severity} ${code}`,
  );
}

function help(query: string, catalogue = testCatalogue()): string {
  return checkQuery(query, catalogue).diagnostics[0]?.help ?? "";
}

function shownTerm(term: Term): string {
  switch (term.kind) {
    case "Constant":
      return typeof term.value === "string" ? `"${term.value}"` : String(term.value);
    case "FieldValue":
      return term.name;
    case "FunctionCall":
      return `${term.builtIn.name}(${term.operands.map(shownTerm).join(", ")})`;
    case "Arithmetic":
    case "Compare":
      return `${shownTerm(term.left)} ${term.operator} ${shownTerm(term.right)}`;
    case "CompareBound":
      return `${shownTerm(term.left)} ${term.operator} ${term.bound.kind}`;
    case "Negative":
      return `-${shownTerm(term.operand)}`;
    case "IsNull":
      return `${shownTerm(term.operand)} is null`;
    case "OneOf":
      return `${shownTerm(term.operand)} in (${term.values.join(", ")})`;
    case "Wildcard":
      return `${shownTerm(term.operand)} : (${term.patterns.join(", ")})`;
    case "Regex":
      return `${shownTerm(term.operand)} regex ${term.pattern}`;
    case "AllOf":
      return `[${term.operands.map(shownTerm).join(" and ")}]`;
    case "AnyOf":
      return `[${term.operands.map(shownTerm).join(" or ")}]`;
    case "Negation":
      return `[not ${shownTerm(term.operand)}]`;
  }
}

function shown(condition: Condition): string {
  switch (condition.kind) {
    case "Always":
      return String(condition.value);
    case "And":
      return `(${condition.operands.map(shown).join(" and ")})`;
    case "Or":
      return `(${condition.operands.map(shown).join(" or ")})`;
    case "Not":
      return `not ${shown(condition.operand)}`;
    case "Leaf":
      return shownTerm(condition.test);
  }
}

/** What is left of a condition after the constants are computed. */
function folded(condition: string, catalogue = testCatalogue()): string {
  const checked = checkQuery(`process where ${condition}`, catalogue);
  if (!checked.ok) return checked.diagnostics.map(({ code }) => code).join(" ");
  if (checked.value.kind !== "event") return checked.value.kind;
  const text = shown(checked.value.condition);
  // The test of the category goes without saying.
  if (text === 'event.category == "process"') return "true";
  return text.replace(/^\(event\.category == "process" and (.*)\)$/, "$1");
}

describe("null and absent fields (4.3)", () => {
  const catalogue = catalogueOf({ "event.category": "keyword", f: "keyword", n: "long", g: "long" });

  it.each([
    // condition, f mapped, f unmapped and written ?f
    ['f == "x"', 'f == "x"', "false"],
    ['f != "x"', 'not f == "x"', "true"],
    ['not f == "x"', 'not f == "x"', "true"],
    ['f : "x*"', "f : (x*)", "false"],
    ['f in ("x")', "f in (x)", "false"],
    ["f > 5", "f > 5", "false"],
    ["length(f) > 3", "length(f) > 3", "false"],
    ["not f > 5", "not f > 5", "false"],
    ['f not in ("x")', "not f in (x)", "false"],
    ['not f : "x*"', "not f : (x*)", "false"],
    ["f == null", "f is null", "true"],
    ["f != null", "not f is null", "false"],
    ['not (f == "x" or g == 1)', 'not (f == "x" or g == 1)', "not g == 1"],
    ['not (f == "x" and g == 1)', 'not (f == "x" and g == 1)', "true"],
    ['not (f : "x" or g == 1)', "not (f : (x) or g == 1)", "not g == 1"],
    ['not (f : "x" and g == 1)', "not (f : (x) and g == 1)", "false"],
    ["not length(f) > 3", "not length(f) > 3", "false"],
    // A like without special characters is an equality, a lone star a test for presence.
    ['not f like "x"', 'not f == "x"', "true"],
    ['f like "*"', "not f is null", "false"],
    ['not f regex "x"', 'not f == "x"', "true"],
    ['not f like~ "x"', "not f : (x)", "false"],
  ])("%s", (condition, mapped, unmapped) => {
    // In the order of values a field has to be a number.
    const mappedName = condition.includes("f > 5") ? "n" : "f";
    const rename = (name: string, text: string): string => text.replace(/\bf(?= |\))/g, name);
    expect(folded(rename(mappedName, condition), catalogue)).toBe(rename(mappedName, mapped));
    expect(folded(rename("?nope", condition), catalogue)).toBe(unmapped);
  });

  it("judges each mention alone", () => {
    expect(folded("?nope == null and nope == 1", catalogue)).toBe("EQL201");
  });
});

describe("constants (3.2, 4.3)", () => {
  it.each([
    ["null == null", "true"],
    ['null == "x"', "false"],
    ['null != "x"', "true"],
    ["null < 1", "false"],
    ['concat(null, "a") == null', "true"],
    ["1 + 1 == 2", "true"],
    ["3 / 2 == 1 and -1 / 2 == 0 and 3 / 2.0 == 1.5", "true"],
    ["false and process.pid == 1", "false"],
    ["true and process.pid == 1", "process.pid == 1"],
    ["null and process.pid == 1", "false"],
    ["true or process.pid == 1", "true"],
    ["null or process.pid == 1", "process.pid == 1"],
    ["5 < process.pid", "process.pid > 5"],
    ["null == (process.pid > 0)", "process.pid > 0 is null"],
    ['(process.name : "x") == false', "not process.name : (x)"],
    ["process.signed", "process.signed == true"],
    ["process.signed != true", "not process.signed == true"],
    ['process.pid == "100"', "process.pid == 100"],
    ["process.name == 5", 'process.name == "5"'],
    ['process.name in ("a", null)', "process.name in (a)"],
    ['source.ip == "10.0.0.0/8"', "source.ip == IpBlock"],
    ['@timestamp >= "2024-05-01"', "@timestamp >= DateSpan"],
    ["process.name like (5, true)", '(process.name == "5" or process.name == "true")'],
  ])("%s becomes %s", (condition, expected) => expect(folded(condition)).toBe(expected));
});

describe("types", () => {
  it.each([
    // Comparisons convert the constant to the type of the field, on computed values nothing is converted.
    ['process.pid == "abc"', ["EQL210"]],
    ['length(process.name) == "3"', []],
    ["process.signed == 1", ["EQL210"]],
    ['source.ip == "nonsense"', ["EQL210"]],
    ['@timestamp > "now-1h"', ["EQL210"]],
    ["@timestamp > 1714521600000", []],
    ['agent.version >= "8.1.0"', []],
    ["agent.version >= 8", []],
    ["process.name == user.name", ["EQL208"]],
    ['concat(process.name, user.name) == "ab"', []],
    ["process.pid - process.ppid == 0", []],
    // Conditions.
    ["process.pid", ["EQL203"]],
    ["not process.name", ["EQL203"]],
    ["process.pid and true", ["EQL203"]],
    ["process.signed and not process.signed", []],
    ["null", ["EQL203"]],
    ["?nope", ["EQL203"]],
    ['"text"', ["EQL203"]],
    // Arithmetic.
    ["process.name + 1 == 2", ["EQL203"]],
    ["-process.name == 2", ["EQL203"]],
    ["-process.pid == 2", []],
    ["process.pid / 0 == 1", []],
    ["1 / 0 == 1", ["EQL210"]],
    ["1 / 0.0 > 1", []],
    ["9223372036854775807 + 1 == 0", ["EQL210"]],
    // Sets.
    ['process.pid in ("1")', ["EQL203"]],
    ["process.pid in (1, 2.5)", []],
    ['source.ip in ("10.0.0.1")', ["EQL203"]],
    ["process.pid in~ (1)", ["EQL203"]],
    ["process.name in~ (1)", ["EQL203"]],
    ["process.name in (user.name)", ["EQL208"]],
    ["process.signed in (true, false)", []],
    // Patterns.
    ['process.pid : "1"', ["EQL203"]],
    ["process.name : 1", ["EQL203"]],
    ["process.name like 1", []],
    ["process.name like null", ["EQL203"]],
    ["process.name regex 1", ["EQL203"]],
    ['process.name regex "("', ["EQL211"]],
    // Calls.
    ['cidrMatch(source.ip, "10.0.0.0/8")', []],
    ["cidrMatch(source.ip, user.name)", ["EQL207"]],
    ['cidrMatch(source.ip, "10.0.0.0/99")', ["EQL210"]],
    ['cidrMatch(null, "10.0.0.0/8") == true', ["warning EQL402"]],
    ['STARTSWITH(process.name, "a")', []],
    ['startsWith~(process.name, "a")', []],
    ["length~(process.name) == 1", ["EQL205"]],
    ["length() == 1", ["EQL204"]],
    ["length(process.pid) == 1", ["EQL203"]],
    ["nosuch(process.pid) == 1", ["EQL202"]],
    // Fields.
    ["nosuch == 1", ["EQL201"]],
    ['notes == "x"', ["EQL206"]],
    ['geo.location == "x"', ["EQL206"]],
    ["children == 1", ["EQL206"]],
    ['process.name.caseless == "x"', ["EQL206"]],
    // Suspect, but legal.
    ['process.name == "a*"', ["warning EQL403"]],
    ['process.name != "a*"', ["warning EQL403"]],
    ['"a*" == process.name', ["warning EQL403"]],
    ['process.name in ("a", "b*")', ["warning EQL403"]],
    ['process.name : "a*"', []],
    ['process.name == "a?"', []],
    ["1 == 2", ["warning EQL402"]],
    ["?nope == 1", ["warning EQL402"]],
    ["?nope == 1 or true", []],
    // A part that failed causes nothing more.
    ["nosuch + 1 == length(nosuch) and nosuch : nosuch", ["EQL201", "EQL201", "EQL114"]],
  ] as const)("any where %s", (condition, expected) => expect(told(condition)).toEqual(expected));

  it("reads `now` from the time it is given", () => {
    expect(told('@timestamp > "now-1h"', testCatalogue(), { nowMs: 0 })).toEqual([]);
  });
});

describe("a catalogue that does not know all fields", () => {
  const catalogue = testCatalogue("warning");

  it("warns once for each name and takes the type from the place", () => {
    expect(told('nosuch == 1 and nosuch > 2 and other : "x"', catalogue)).toEqual([
      "warning EQL401",
      "warning EQL401",
    ]);
  });

  it("does not let warnings hide an error", () => {
    const warnings = Array.from({ length: 200 }, (_, at) => `unknown_${at} == 1`).join(" and ");
    expect(told(`${warnings} and process.pid : "x"`, catalogue)).toContain("EQL203");
  });
});

describe("sequences and samples", () => {
  it.each([
    ["sequence [any where true] with runs=2", []],
    ["sequence [any where true]", ["EQL301"]],
    ["sequence [any where true] until [any where true]", ["EQL301"]],
    ["sequence [any where a b]", ["EQL100"]],
    ["sequence [any where true] ![any where true]", ["EQL303"]],
    ["sequence with maxspan=1m ![any where true] ![any where true]", ["EQL304"]],
    ["sequence with maxspan 1m [any where true] ![any where true]", ["EQL100"]],
    [
      "sequence [any where true] with runs=100 [any where true] with runs=100 [any where true] with runs=56",
      [],
    ],
    [
      "sequence [any where true] with runs=100 [any where true] with runs=100 [any where true] with runs=57",
      ["EQL302"],
    ],
    ["sequence by user.name [any where true] by process.pid [any where true]", ["EQL305"]],
    ["sequence [any where true] by process.pid [any where true] by file.size", []],
    ["sequence [any where true] by process.pid [any where true] by user.name", ["EQL305"]],
    ["sequence [any where true] by ?nope [any where true] by user.name", []],
    ["sequence by length(user.name) [any where true] [any where true]", ["EQL305"]],
    ["sequence [any where true] by user.name [any where a == [any where true] by user.name", ["EQL100"]],
    ["sample by user.name [any where true] [any where true]", []],
    ["sample by user.name [any where true]", ["EQL301"]],
    ["sample [any where true] [any where true]", ["EQL305"]],
    ["sample by user.name [any where true] by user.name [any where true] by user.name", ["EQL305"]],
    ["sample by user.name [any where true] [any where true] | head 1", ["EQL209"]],
    ["join by user.name [any where true] [any where true]", ["EQL209"]],
  ] as const)("%s", (text, expected) => {
    expect(checkQuery(text, testCatalogue()).diagnostics.map(({ code }) => code)).toEqual(expected);
  });

  it("writes runs out as the same stage each time", () => {
    const checked = checkQuery(
      "sequence by user.name [any where true] with runs=3 [process where true]",
      testCatalogue(),
    );
    if (!checked.ok || checked.value.kind !== "sequence") throw new Error("refused");
    const { stages } = checked.value;
    expect(stages.map((stage) => stage === stages[0])).toEqual([true, true, true, false]);
    expect(checked.value.fieldNames.toSorted()).toEqual(["event.category", "user.name"]);
  });
});

describe("pipes", () => {
  it.each([
    ["head 10", []],
    ["head 1 + 1 | tail 0", []],
    ["head", ["EQL307"]],
    ["head 1, 2", ["EQL307"]],
    ["head -1", ["EQL307"]],
    ["head 1.0", ["EQL307"]],
    ["tail process.pid", ["EQL307"]],
    ["haed 1", ["EQL306"]],
    ["count", ["EQL209"]],
    ["filter process.pid == 1", ["EQL209"]],
    ["unique process.name", ["EQL209"]],
    ["sort a", ["EQL209"]],
    ["unique_count process.name", ["EQL209"]],
  ] as const)("| %s", (pipe, expected) => {
    const { diagnostics } = checkQuery(`any where true | ${pipe}`, testCatalogue());
    expect(diagnostics.map(({ code }) => code)).toEqual(expected);
  });
});

describe("hints for the older dialect (9)", () => {
  it.each([
    ['any where wildcard(process.name, "a*")', 'field : ("pattern", ...)'],
    ['any where match(process.name, "a")', "regex"],
    ['any where matchLite(process.name, "a")', "regex"],
    ['any where arrayContains(process.name, "a")', 'field == "value"'],
    ["any where arraySearch(process.name, x, true)", "any one of its values"],
    ["any where arrayCount(process.name, x, true)", "any one of its values"],
    ["any where safe(process.pid)", "Remove it"],
    ["any where child of [any where true]", "process.parent.entity_id"],
    ["any where descendant of [any where true]", "process.parent.entity_id"],
    ["any where event of [any where true]", "process.parent.entity_id"],
    ["sequence by user.name [any where true] fork=true [any where true]", "Remove it"],
    ["any where true | unique process.name", "repeat"],
    ["any where true | unique_count process.name", "count the results"],
    ["any where true | filter true", "behind `where`"],
    ["any where true | sort process.name", "order of time"],
    ["any where true | count", "count the results"],
    ["join [any where true] [any where true]", "sample"],
    ['any where process.name = "x"', "`==`"],
    ["any where process.name == 'x'", '"x"'],
    ["any where process.name == ?'x'", '"""x"""'],
    ['any where process.name == "x*"', "process.name : "],
    ["any where process.args[0] == 1", "several values"],
    ["any where process.name:length() > 3", "length(process.name)"],
    ['process.name == "x"', "any where"],
    ["any where process.pid == process.ppid", "constant"],
  ])("%s", (query, words) => expect(help(query)).toContain(words));
});

describe("suggestions", () => {
  it.each([
    ["any where process.nam == 1", "`process.name`"],
    ["any where TRUE == process.signed", "`true`"],
    ['any where my-field == "x"', "`my-field`"],
    ["any where lenght(process.name) == 1", "`length`"],
    ["any where true | haed 1", "`head`"],
  ])("%s", (query, words) => expect(help(query)).toContain(words));

  it("puts a name with a hyphen right with one edit", () => {
    const text = 'any where my-field == "x"';
    const { fix } = checkQuery(text, testCatalogue()).diagnostics[0] ?? {};
    expect(fix).toEqual({ span: { from: 10, to: 18 }, replacement: "`my-field`" });
  });
});

describe("the refused queries of the conformance cases", () => {
  interface ConformanceCase {
    readonly id: string;
    readonly dataset: string;
    readonly query: string;
    readonly params?: { readonly event_category_field?: string };
    readonly expect: {
      readonly error?: { readonly kind: string; readonly line?: number; readonly column?: number };
    };
  }
  const folder = new URL("../../../../../conformance/", import.meta.url);
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), "utf8"));
  const { cases } = read("cases.json") as { readonly cases: readonly ConformanceCase[] };
  const catalogues = new Map<string, FieldCatalogue>();

  function check(given: ConformanceCase): ReturnType<typeof checkQuery> {
    const { dataset, query, params } = given;
    const catalogue =
      catalogues.get(dataset) ??
      catalogueOf((read(`datasets/${dataset}.schema.json`) as { fields: Record<string, FieldType> }).fields);
    catalogues.set(dataset, catalogue);
    const field = params?.event_category_field;
    return checkQuery(query, catalogue, field === undefined ? {} : { eventCategoryField: field });
  }

  const accepted = cases.filter(({ expect: { error } }) => error === undefined);
  it.each(accepted.map((given) => [given.id, given] as const))("%s is accepted", (_, given) => {
    expect(check(given).ok).toBe(true);
  });

  // Found only when the query runs, or in the parameters beside it.
  const refused = cases.filter(
    ({ id, expect: { error } }) => error !== undefined && !/^(?:request-00[123]|fn-008|fn-049)$/.test(id),
  );
  it.each(refused.map((given) => [given.id, given] as const))("%s is refused", (_, given) => {
    const { error } = given.expect;
    const checked = check(given);
    const [first] = checked.diagnostics;
    const position = first === undefined ? undefined : positionAt(given.query, first.primary.span.from);
    expect(checked.ok).toBe(false);
    expect(first === undefined ? undefined : diagnosticKind(first.code)).toBe(error?.kind);
    if (error?.line !== undefined) expect(position).toEqual({ line: error.line, column: error.column });
  });
});

describe("any text", () => {
  it("never makes the checker throw", () => {
    const words = [
      ...keywords,
      ...symbols,
      "process.name",
      "process.pid",
      "source.ip",
      "?nope",
      '"c*"',
      '"("',
      "1",
      "2.5",
      "length(",
      "cidrMatch(",
    ];
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 50 }).map((chosen) => chosen.join(" "));
    const anyText = fc.oneof(
      soup,
      fc.string(),
      soup.map((text) => `any where ${text}`),
    );
    fc.assert(
      fc.property(anyText, fc.constantFrom("error" as const, "warning" as const), (text, mode) => {
        const checked = checkQuery(text, testCatalogue(mode), { nowMs: 0 });
        // Whoever is refused is told why.
        expect(checked.ok || checked.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes a bounded look at the catalogue, however many names are wrong", () => {
    let asked = 0;
    const catalogue: FieldCatalogue = {
      ...testCatalogue(),
      names: () => {
        asked += 1;
        return testCatalogue().names();
      },
    };
    checkQuery(`any where ${"process.nam == 1 or ".repeat(5_000)}true`, catalogue);
    expect(asked).toBeLessThanOrEqual(50);
  });
});
