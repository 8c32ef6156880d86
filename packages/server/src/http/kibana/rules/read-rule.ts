import { canRun, parseRule, prepareRule, type Rule, storedParameters } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import { checkQuery, type FieldCatalogue, hasErrors } from "@eqlite/core/lang";
import { createFieldPlaces, DiagnosticsError, shownDiagnostic } from "../diagnostics-error.ts";

export interface ReadRuleContext {
  readonly catalogue: FieldCatalogue;
  readonly nowMs: number;
  readonly ruleIdIfAbsent: string;
}

/** A rule that somebody sent, checked. */
export interface ReadRule {
  readonly rule: Rule;
  /** As it is stored. */
  readonly parameters: JsonObject;
  /** What is said about it though it is taken, as `shownDiagnostic` has it. */
  readonly warnings: readonly JsonObject[];
}

/** Members of our answers that say something about a rule and are no part of it. */
const answerMembers: ReadonlySet<string> = new Set(["eqlite_warnings"]);

/**
 * Reads a rule in the API's form and checks it, its query too where it is of a type that is run. Throws DiagnosticsError
 * with all that is wrong about it.
 */
export function readRule(body: JsonObject, { catalogue, nowMs, ruleIdIfAbsent }: ReadRuleContext): ReadRule {
  const fields = Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !answerMembers.has(name) && value !== null),
  );
  const places = createFieldPlaces();
  const parsed = parseRule(fields, { locate: places.locate, ruleIdIfAbsent });
  const found = parsed.diagnostics.map((diagnostic) => places.show(diagnostic, fields));
  if (!parsed.ok) throw new DiagnosticsError([...found, ...brokenQuery(fields, catalogue, nowMs)]);
  const rule = parsed.value;
  if (canRun(rule)) {
    const { diagnostics } = prepareRule(rule, catalogue, nowMs);
    found.push(...diagnostics.map((diagnostic) => shownDiagnostic(diagnostic, "query", rule.query)));
    if (hasErrors(diagnostics)) throw new DiagnosticsError(found);
  }
  return { rule, parameters: storedParameters(rule), warnings: [...notRunWarnings(rule), ...found] };
}

/** The query of an EQL rule whose other fields are wrong: its errors are worth telling in the same breath. */
function brokenQuery(fields: JsonObject, catalogue: FieldCatalogue, nowMs: number): readonly JsonObject[] {
  const { type, query, event_category_override: category } = fields;
  if (type !== "eql" || typeof query !== "string" || query === "") return [];
  const checked = checkQuery(query, catalogue, {
    nowMs,
    ...(typeof category === "string" ? { eventCategoryField: category } : {}),
  });
  return checked.diagnostics.map((diagnostic) => shownDiagnostic(diagnostic, "query", query));
}

/** A rule of a type that is not run is kept, and must not seem to be at work. */
export function notRunWarnings({ type }: Pick<Rule, "type">): readonly JsonObject[] {
  if (canRun({ type })) return [];
  const message = `Rules of type ${type} are kept, but not run yet.`;
  return [{ severity: "warning", message, field: "type", text: `warning: ${message}` }];
}
