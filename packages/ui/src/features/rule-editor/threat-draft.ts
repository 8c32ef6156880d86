import {
  attackReference,
  attackTactics,
  attackTechniques,
  parentTechnique,
} from "../../shared/attack/attack-catalogue.ts";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";

/** One tactic of a rule with its techniques, in the form of Elastic's `threat`. */
export type Threat = RuleParameters;

/** What is chosen of a threat: of a technique with others below it only those. */
export interface ChosenThreat {
  readonly tactic: string;
  readonly techniques: readonly string[];
}

/** What can be chosen, with what the rule has and the list of ATT&CK has not. */
export interface AttackChoice {
  readonly value: string;
  readonly label: string;
}

export function threatsOf(draft: RuleParameters): readonly Threat[] {
  return objectsOf(draft["threat"]);
}

export function chosenOf(threat: Threat): ChosenThreat {
  return {
    tactic: idOf(membersOf(threat["tactic"])),
    techniques: objectsOf(threat["technique"]).flatMap((technique) => {
      const below = objectsOf(technique["subtechnique"]).map(idOf);
      return below.length === 0 ? [idOf(technique)] : below;
    }),
  };
}

/** Tactics that are offered, and that of the threat. */
export function tacticChoices(threat: Threat): readonly AttackChoice[] {
  const own = membersOf(threat["tactic"]);
  const known = attackTactics.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }));
  const id = idOf(own);
  return id === "" || known.some(({ value }) => value === id)
    ? known
    : [...known, { value: id, label: `${nameOf(own)} (${id})` }];
}

/** Techniques of the threat's tactic in the order of their ids, and those that the threat has. */
export function techniqueChoices(threat: Threat): readonly AttackChoice[] {
  const { tactic, techniques } = chosenOf(threat);
  const labels = new Map<string, string>();
  for (const { id, name, tactics } of attackTechniques.values()) {
    if (!tactics.includes(tactic)) continue;
    const above = id.includes(".") ? attackTechniques.get(parentTechnique(id)) : undefined;
    labels.set(id, above === undefined ? `${id} ${name}` : `${id} ${above.name}: ${name}`);
  }
  const written = writtenOf(threat);
  for (const id of techniques) {
    if (!labels.has(id)) labels.set(id, `${id} ${nameOf(written.get(id) ?? {})}`);
  }
  return [...labels]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

export function newThreat(tactic: string): Threat {
  return { framework: "MITRE ATT&CK", tactic: memberOf(tactic, new Map()), technique: [] };
}

/** Another tactic; techniques that do not serve it go. */
export function withTactic(threat: Threat, tactic: string): Threat {
  const kept = chosenOf(threat).techniques.filter(
    (id) => attackTechniques.get(id)?.tactics.includes(tactic) === true,
  );
  return withTechniques({ ...threat, tactic: memberOf(tactic, new Map()) }, kept);
}

/** Other techniques. What the rule said about those that stay is kept as it was written. */
export function withTechniques(threat: Threat, ids: readonly string[]): Threat {
  const written = writtenOf(threat);
  const techniques = [...new Set(ids.map(parentTechnique))].map((id) => {
    const { subtechnique: _, ...technique } = memberOf(id, written);
    const below = ids.filter((one) => one !== id && parentTechnique(one) === id);
    return below.length === 0
      ? technique
      : { ...technique, subtechnique: below.map((one) => memberOf(one, written)) };
  });
  return { ...threat, technique: techniques };
}

function writtenOf(threat: Threat): ReadonlyMap<string, RuleParameters> {
  const techniques = objectsOf(threat["technique"]);
  const all = [...techniques, ...techniques.flatMap((one) => objectsOf(one["subtechnique"]))];
  return new Map(all.map((one) => [idOf(one), one]));
}

function memberOf(id: string, written: ReadonlyMap<string, RuleParameters>): RuleParameters {
  const known = attackTechniques.get(id) ?? attackTactics.find((tactic) => tactic.id === id);
  return written.get(id) ?? { id, name: known?.name ?? id, reference: attackReference(id) };
}

function idOf({ id }: RuleParameters): string {
  return typeof id === "string" ? id : "";
}

function nameOf({ name }: RuleParameters): string {
  return typeof name === "string" ? name : "";
}

function membersOf(value: unknown): RuleParameters {
  return typeof value === "object" && value !== null ? (value as RuleParameters) : {};
}

function objectsOf(value: unknown): readonly RuleParameters[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
}
