import { parseRule, prepareRule } from "@eqlite/core/detect";
import { builtInCatalogue } from "@eqlite/core/events";
import type { DetectionRule } from "./detection-rule.ts";

export const catalogue = builtInCatalogue();

/** A rule as the server runs it, over all data streams. */
export function detectionRule(id: string, query: string, fields: object = {}): DetectionRule {
  const parsed = parseRule(
    {
      rule_id: id,
      name: id,
      description: "A rule of a test.",
      type: "eql",
      language: "eql",
      query,
      severity: "low",
      risk_score: 21,
      ...fields,
    },
    { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: id },
  );
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
  const checked = prepareRule(parsed.value, catalogue, 0);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  const at = "2026-01-01T00:00:00.000Z";
  return {
    id,
    rule: parsed.value,
    query: checked.value,
    index: parsed.value.index,
    installed: { id, createdAt: at, createdBy: "t", updatedAt: at, updatedBy: "t", immutable: false },
  };
}
