import { canRun, prepareRule } from "@eqlite/core/detect";
import { type JsonObject, stringifyJson } from "@eqlite/core/events";
import {
  checkQuery,
  type Diagnostic,
  type FieldCatalogue,
  hasErrors,
  positionAt,
  printDiagnostic,
  relocateDiagnostics,
  type SourceText,
  type Span,
} from "@eqlite/core/lang";
import { type LoadedRule, parseRuleFile } from "../../rules/parse-rule-file.ts";
import { prettyJson } from "../pretty-json.ts";
import {
  anyObject,
  anyText,
  choice,
  described,
  list,
  named,
  nullable,
  object,
  oneOf,
  type ReadOf,
  text,
  whole,
} from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

/** A rule as requests give it. */
export const givenRule = described(
  "TOML, JSON or YAML as in a rule file, or an object in the form of Kibana's API.",
  oneOf(text({ most: v1Limits.maxRuleUnits }), anyObject, "a text or an object with the members of a rule"),
);

const placeShape = named(
  "TextPlace",
  object({
    from: described("UTF-16 units from the beginning of the text.", whole()),
    to: whole(),
    line: described("From 1, as the column.", whole({ from: 1 })),
    column: whole({ from: 1 }),
    end_line: whole({ from: 1 }),
    end_column: whole({ from: 1 }),
  }),
);

export const diagnosticShape = named(
  "Diagnostic",
  object({
    code: anyText,
    severity: choice(["error", "warning", "hint"]),
    message: anyText,
    place: placeShape,
    label: nullable(described("What was found there.", anyText)),
    help: nullable(anyText),
    related: list(object({ place: placeShape, label: anyText })),
    fix: nullable(
      described("One edit that is certainly meant.", object({ place: placeShape, replacement: anyText })),
    ),
    printed: described("All of it as a terminal shows it.", anyText),
  }),
);

/** What was found in a rule's text. */
export interface CheckedRuleText {
  readonly source: SourceText;
  /** Rules without errors. */
  readonly rules: readonly LoadedRule[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A rule as text in the form of a file, or as an object in the API's form. */
export function ruleSource(rule: string | JsonObject, name: string): SourceText {
  if (typeof rule === "string") return { name, text: rule };
  return { name: "rule.json", text: prettyJson(stringifyJson(rule)) };
}

/** Checks the rules of a text as `eqlite check` checks a file. */
export function checkRuleText(source: SourceText, catalogue: FieldCatalogue, nowMs: number): CheckedRuleText {
  const content = parseRuleFile(source);
  const diagnostics: Diagnostic[] = [];
  const rules: LoadedRule[] = [];
  if (content === undefined) {
    const primary = { span: { from: 0, to: 0 }, text: "" };
    diagnostics.push({
      code: "RULE100",
      severity: "error",
      message: "The text holds no rule.",
      primary,
      related: [],
      help: "write a rule as TOML of a rule repository, or as JSON or YAML in the form of Kibana's API",
    });
  }
  for (const problem of content?.problems ?? []) {
    diagnostics.push(...problem.diagnostics);
    if (problem.query === undefined) continue;
    const { text, map, ...options } = problem.query;
    diagnostics.push(
      ...relocateDiagnostics(checkQuery(text, catalogue, { ...options, nowMs }).diagnostics, map),
    );
  }
  for (const loaded of content?.rules ?? []) {
    diagnostics.push(...loaded.diagnostics);
    if (canRun(loaded.rule)) {
      const checked = prepareRule(loaded.rule, catalogue, nowMs);
      diagnostics.push(...relocateDiagnostics(checked.diagnostics, loaded.queryMap));
      if (!checked.ok || hasErrors(loaded.diagnostics)) continue;
    }
    rules.push(loaded);
  }
  return { source, rules, diagnostics: diagnostics.slice(0, v1Limits.maxDiagnostics) };
}

export function diagnosticJson(diagnostic: Diagnostic, source: SourceText): ReadOf<typeof diagnosticShape> {
  const { code, severity, message, primary, related, help, fix } = diagnostic;
  return {
    code,
    severity,
    message,
    place: placeJson(primary.span, source),
    label: primary.text === "" ? null : primary.text,
    help: help ?? null,
    related: related.map(({ span, text }) => ({ place: placeJson(span, source), label: text })),
    fix: fix === undefined ? null : { place: placeJson(fix.span, source), replacement: fix.replacement },
    printed: printDiagnostic(diagnostic, source),
  };
}

function placeJson({ from, to }: Span, { text }: SourceText): ReadOf<typeof placeShape> {
  const start = positionAt(text, from);
  const end = positionAt(text, to);
  return { from, to, line: start.line, column: start.column, end_line: end.line, end_column: end.column };
}
