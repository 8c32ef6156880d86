import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";

/** A text of a rule; empty where there is none. */
export function textOf(parameters: RuleParameters, name: string): string {
  const value = parameters[name];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A list of texts; those of another kind are left out. */
export function textsOf(parameters: RuleParameters, name: string): readonly string[] {
  const value = parameters[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly subtechniques: readonly { readonly id: string; readonly name: string }[];
}

export interface Tactic {
  readonly id: string;
  readonly name: string;
  readonly techniques: readonly Technique[];
}

/** What a rule is about, in the terms of a threat framework. */
export function tacticsOf(parameters: RuleParameters): readonly Tactic[] {
  return objectsOf(parameters["threat"]).map((entry) => ({
    ...named(Object(entry["tactic"]) as RuleParameters),
    techniques: objectsOf(entry["technique"]).map((technique) => ({
      ...named(technique),
      subtechniques: objectsOf(technique["subtechnique"]).map(named),
    })),
  }));
}

function named(value: RuleParameters): { readonly id: string; readonly name: string } {
  return { id: textOf(value, "id"), name: textOf(value, "name") };
}

function objectsOf(value: unknown): readonly RuleParameters[] {
  return Array.isArray(value)
    ? value.filter((one): one is RuleParameters => typeof one === "object" && one !== null)
    : [];
}

export interface ListReference {
  readonly listId: string;
  readonly namespace: string;
}

/** The lists of exceptions that a rule refers to. */
export function exceptionListsOf(parameters: RuleParameters): readonly ListReference[] {
  return objectsOf(parameters["exceptions_list"]).map((list) => ({
    listId: textOf(list, "list_id"),
    namespace: textOf(list, "namespace_type") || "single",
  }));
}
