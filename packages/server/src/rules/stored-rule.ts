import type { JsonObject } from "@eqlite/core/events";

/** Where a rule comes from. A file is known by its path and by what it says. */
export type RuleOrigin =
  | { readonly kind: "api" }
  | { readonly kind: "file" | "bundled"; readonly path: string; readonly contentHash: string };

export interface StoredRule {
  /** UUID. */
  readonly id: string;
  /** Stable across installations. */
  readonly ruleId: string;
  readonly origin: RuleOrigin;
  /** As people chose it; see `runs`. */
  readonly enabled: boolean;
  /** Its file has vanished: it does not run, and goes on as it was when the file is there again. */
  readonly isMissing: boolean;
  /** Changed through the API since it came from its file: the file no longer changes it. */
  readonly isEdited: boolean;
  /** Grows with each edit of the parameters, not when the rule is enabled or disabled. */
  readonly revision: number;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly updatedMs: number;
  readonly updatedBy: string;
  /** As storedParameters of core has them, with the present `enabled` and `revision`. */
  readonly parameters: JsonObject;
}

/** Whether a rule is to be executed. */
export function runs(rule: StoredRule): boolean {
  return rule.enabled && !rule.isMissing;
}

/**
 * The rule as Kibana's API answers: its parameters and what the server says about it (specification 1.3). It has no place
 * for translations.
 */
export function ruleJson(rule: StoredRule): JsonObject {
  const { translations: _, ...parameters } = rule.parameters;
  return {
    id: rule.id,
    ...parameters,
    enabled: runs(rule),
    immutable: rule.origin.kind === "bundled",
    rule_source:
      rule.origin.kind === "bundled"
        ? { type: "external", is_customized: rule.isEdited }
        : { type: "internal" },
    created_at: new Date(rule.createdMs).toISOString(),
    created_by: rule.createdBy,
    updated_at: new Date(rule.updatedMs).toISOString(),
    updated_by: rule.updatedBy,
  };
}
