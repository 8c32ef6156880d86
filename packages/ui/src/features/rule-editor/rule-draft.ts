import { type RuleParameters, ruleToml } from "../../shared/rule-text/rule-toml.ts";

/** What the server says about a rule, and its author does not. */
const serverMembers: ReadonlySet<string> = new Set(["id", "revision", "version", "immutable", "rule_source"]);

/** Risk that goes with a severity where nobody has chosen another. */
export const riskOf: Readonly<Record<string, number>> = { low: 21, medium: 47, high: 73, critical: 99 };

/** What a new rule begins as. */
export function newDraft(): RuleParameters {
  return {
    name: "",
    description: "",
    type: "eql",
    language: "eql",
    query: "",
    index: ["logs-*", "winlogbeat-*"],
    severity: "medium",
    risk_score: riskOf["medium"],
    interval: "5m",
    from: "now-10m",
    tags: [],
    enabled: true,
  };
}

/** The parameters of a rule as somebody writes them. Line breaks around a query come from the form of text and mean nothing. */
export function draftOf(parameters: RuleParameters): RuleParameters {
  const kept = Object.entries(parameters).filter(([name]) => !serverMembers.has(name));
  const { query } = parameters;
  return {
    ...Object.fromEntries(kept),
    ...(typeof query === "string" ? { query: query.trim() } : {}),
  };
}

/** With other members; what is empty is taken away, but for what each rule has. */
export function changedDraft(draft: RuleParameters, changes: RuleParameters): RuleParameters {
  const merged = Object.entries({ ...draft, ...changes }).filter(
    ([name, value]) => value !== undefined && (value !== "" || needed.has(name)),
  );
  return Object.fromEntries(merged);
}

const needed: ReadonlySet<string> = new Set(["name", "description", "query", "interval", "from"]);

/** As it is saved: texts of lists that nothing was written into are left out. */
export function finishedDraft(draft: RuleParameters): RuleParameters {
  const { false_positives: texts } = draft;
  if (!Array.isArray(texts)) return draft;
  return { ...draft, false_positives: texts.filter((one) => typeof one !== "string" || one.trim() !== "") };
}

/** Another severity; the risk goes with it unless somebody has chosen it. */
export function withSeverity(draft: RuleParameters, severity: string): RuleParameters {
  const isUsual = draft["risk_score"] === riskOf[String(draft["severity"])];
  return { ...draft, severity, ...(isUsual ? { risk_score: riskOf[severity] } : {}) };
}

/** Whether both say the same, whatever the order and whatever is left to what every rule has. */
export function isSameDraft(a: RuleParameters, b: RuleParameters): boolean {
  return ruleToml(a) === ruleToml(b) && a["enabled"] === b["enabled"];
}

/**
 * The rule that a text holds, as the server has read it. A new rule gets its `rule_id` when it is saved, unless its text says
 * it; whether it is enabled is not said in its text.
 */
export function draftFromText(
  text: string,
  parameters: RuleParameters,
  former: RuleParameters,
): RuleParameters {
  const { enabled: _, rule_id: ruleId, ...read } = draftOf(parameters);
  return {
    ...read,
    ...(/^\s*rule_id\s*=/m.test(text) ? { rule_id: ruleId } : {}),
    ...(former["enabled"] === undefined ? {} : { enabled: former["enabled"] }),
  };
}

interface PlacedDiagnostic {
  readonly severity: "error" | "warning" | "hint";
  readonly message: string;
  readonly help: string | null;
  readonly place: { readonly line: number };
}

/**
 * What is wrong with which member of a rule that was sent as an object: places point into `source`, which is JSON with a member
 * of the rule on each line that is indented once. What concerns none of them stands under "".
 */
export function problemsByField(
  source: string,
  diagnostics: readonly PlacedDiagnostic[],
): ReadonlyMap<string, string> {
  const lines = source.split("\n");
  const problems = new Map<string, string>();
  for (const { severity, message, help, place } of diagnostics) {
    if (severity !== "error") continue;
    const field = fieldAt(lines, place.line);
    const text = help === null ? message : `${message} ${help}`;
    const before = problems.get(field);
    problems.set(field, before === undefined ? text : `${before}\n${text}`);
  }
  return problems;
}

function fieldAt(lines: readonly string[], line: number): string {
  for (let at = Math.min(line, lines.length) - 1; at >= 0; at -= 1) {
    const found = /^ {2}"([^"\\]+)" ?:/.exec(lines[at] ?? "");
    if (found?.[1] !== undefined) return found[1];
  }
  return "";
}
