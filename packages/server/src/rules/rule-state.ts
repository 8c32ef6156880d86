import { type JsonObject, type JsonValue, stringifyJson } from "@eqlite/core/events";
import type { Database } from "../platform/database.ts";
import { storedObject } from "../platform/stored-json.ts";

/** How far a rule has come. All times in milliseconds since 1970. */
export interface RuleState {
  /** Events before this position of the event store have been judged. */
  readonly coveredToPosition?: number;
  /** Events that arrived before this time have been judged. */
  readonly coveredToMs?: number;
  readonly lastSuccessMs?: number;
  /** When the execution before began: the next one finds out from it whether there is a gap (specification 2). */
  readonly previousStartedAtMs?: number;
}

const names = ["coveredToPosition", "coveredToMs", "lastSuccessMs", "previousStartedAtMs"] as const;

/** By `rule_id`, also of rules that are not stored. What a rule remembers beside stands under names of its type's own. */
export interface RuleStates {
  get(ruleId: string): RuleState;
  /** Sets what is named and leaves the rest. */
  set(ruleId: string, state: RuleState): void;
  /** What a type of rule remembers, such as the terms of a threshold rule. */
  value(ruleId: string, name: string): JsonValue | undefined;
  setValue(ruleId: string, name: string, value: JsonValue): void;
  delete(ruleId: string): void;
}

export function createRuleStates(database: Database): RuleStates {
  const select = database.prepare<{ state: string }>("SELECT state FROM rule_states WHERE rule_id = ?");
  const upsert = database.prepare(
    "INSERT INTO rule_states (rule_id, state) VALUES (?, ?) ON CONFLICT (rule_id) DO UPDATE SET state = excluded.state",
  );
  const remove = database.prepare("DELETE FROM rule_states WHERE rule_id = ?");
  const read = (ruleId: string): JsonObject => {
    const row = select.get(ruleId);
    return row === undefined ? {} : storedObject(row.state);
  };
  return {
    get(ruleId) {
      const stored = read(ruleId);
      return Object.fromEntries(
        names.flatMap((name) => {
          const value = stored[name];
          return typeof value === "number" ? [[name, value]] : [];
        }),
      );
    },
    set(ruleId, state) {
      upsert.run(ruleId, stringifyJson({ ...read(ruleId), ...state }));
    },
    value: (ruleId, name) => read(ruleId)[`type.${name}`],
    setValue(ruleId, name, value) {
      upsert.run(ruleId, stringifyJson({ ...read(ruleId), [`type.${name}`]: value }));
    },
    delete(ruleId) {
      remove.run(ruleId);
    },
  };
}
