import { attackVersion, tacticLines, techniqueLines } from "./attack-names.ts";

export { attackVersion };

export interface AttackTactic {
  /** Such as TA0008. */
  readonly id: string;
  readonly name: string;
}

export interface AttackTechnique {
  /** Such as T1021, or T1021.002 below it. */
  readonly id: string;
  readonly name: string;
  /** Ids of the tactics that it serves. */
  readonly tactics: readonly string[];
}

/** Tactics in the order of an attack. */
export const attackTactics: readonly AttackTactic[] = rowsOf(tacticLines).map(([id = "", name = ""]) => ({
  id,
  name,
}));

/** Techniques and what stands below them, by id. */
export const attackTechniques: ReadonlyMap<string, AttackTechnique> = new Map(
  rowsOf(techniqueLines).map(([id = "", name = "", tactics = ""]) => [
    id,
    { id, name, tactics: tactics.split(" ") },
  ]),
);

/** The page of the framework about a tactic or technique. */
export function attackReference(id: string): string {
  const kind = id.startsWith("TA") ? "tactics" : "techniques";
  return `https://attack.mitre.org/${kind}/${id.replace(".", "/")}/`;
}

/** The technique that one with a dot stands below; itself without. */
export function parentTechnique(id: string): string {
  return id.split(".")[0] ?? id;
}

function rowsOf(lines: string): readonly (readonly string[])[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => line.split("|"));
}
