import type { JsonObject } from "@eqlite/core/events";
import type { StoredRule } from "./stored-rule.ts";

/** A rule as it was read from a file. */
export interface FileRule {
  readonly kind: "file" | "bundled";
  readonly path: string;
  /** Of what the file says about this rule: another hash is another rule. */
  readonly contentHash: string;
  /** As storedParameters of core makes them; `enabled` is what the rule begins with. */
  readonly parameters: JsonObject;
}

/** What became of the rules of a folder; ids are `rule_id`s. */
export interface RuleSync {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Changed in the file and through the API: kept as people made them. */
  readonly kept: readonly string[];
  /** Made through the API, or in another file before: the file is not taken. */
  readonly taken: readonly { readonly ruleId: string; readonly path: string }[];
  readonly missing: readonly string[];
  readonly returned: readonly string[];
}

/** What is to be done about one rule of a folder. */
export type SyncStep =
  | { readonly kind: "add"; readonly file: FileRule; readonly ruleId: string }
  | { readonly kind: "take"; readonly file: FileRule; readonly rule: StoredRule }
  | { readonly kind: "keep"; readonly file: FileRule; readonly rule: StoredRule }
  | { readonly kind: "same"; readonly file: FileRule; readonly rule: StoredRule }
  | { readonly kind: "refuse"; readonly path: string; readonly ruleId: string }
  | { readonly kind: "miss"; readonly rule: StoredRule };

/**
 * Compares the rules of all files with those that are stored. A rule whose file has vanished is disabled, not deleted: a
 * folder that was not mounted must not cost what people chose, and when the file is back the rule goes on as before.
 */
export function planSync(
  files: readonly { readonly file: FileRule; readonly ruleId: string }[],
  stored: readonly StoredRule[],
): readonly SyncStep[] {
  const byRuleId = new Map(stored.map((rule) => [rule.ruleId, rule]));
  const seen = new Set<string>();
  const steps: SyncStep[] = [];
  for (const { file, ruleId } of files) {
    const rule = byRuleId.get(ruleId);
    if (seen.has(ruleId) || rule?.origin.kind === "api") {
      steps.push({ kind: "refuse", path: file.path, ruleId });
    } else if (rule === undefined) {
      steps.push({ kind: "add", file, ruleId });
    } else if (rule.origin.contentHash === file.contentHash) {
      steps.push({ kind: "same", file, rule });
    } else {
      steps.push({ kind: rule.isEdited ? "keep" : "take", file, rule });
    }
    seen.add(ruleId);
  }
  for (const rule of stored) {
    if (rule.origin.kind !== "api" && !seen.has(rule.ruleId)) steps.push({ kind: "miss", rule });
  }
  return steps;
}
