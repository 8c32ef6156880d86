import type { AnswerOf } from "../../shared/api/call.ts";

export type RuleCoverage = AnswerOf<"GET /api/v1/coverage">["rules"][number];

/** One technique below one tactic. */
export interface MatrixCell {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly RuleCoverage[];
  /** Of the rules, those that are enabled and see events. */
  readonly working: number;
  /** Enabled, and none of their data arrives. */
  readonly blind: number;
  readonly alerts: number;
}

export interface MatrixColumn {
  readonly id: string;
  readonly name: string;
  /** The most rules first. */
  readonly cells: readonly MatrixCell[];
}

/** Tactics in the order of an attack, as MITRE ATT&CK has them for enterprises; others come behind. */
const order = [
  "TA0043",
  "TA0042",
  "TA0001",
  "TA0002",
  "TA0003",
  "TA0004",
  "TA0005",
  "TA0006",
  "TA0007",
  "TA0008",
  "TA0009",
  "TA0011",
  "TA0010",
  "TA0040",
];

/** Rules by tactic and technique. A rule without a technique stands under its tactic's own name. */
export function buildMatrix(rules: readonly RuleCoverage[]): readonly MatrixColumn[] {
  const columns = new Map<
    string,
    { name: string; cells: Map<string, { name: string; rules: RuleCoverage[] }> }
  >();
  for (const rule of rules) {
    for (const { tactic, techniques } of rule.threats) {
      const column = columns.get(tactic.id) ?? { name: tactic.name, cells: new Map() };
      columns.set(tactic.id, column);
      for (const { id, name } of techniques.length === 0 ? [tactic] : techniques) {
        const cell = column.cells.get(id) ?? { name, rules: [] };
        column.cells.set(id, cell);
        if (!cell.rules.includes(rule)) cell.rules.push(rule);
      }
    }
  }
  return [...columns]
    .map(([id, { name, cells }]) => ({
      id,
      name,
      cells: [...cells]
        .map(([cellId, cell]) => ({ id: cellId, ...cell, ...countsOf(cell.rules) }))
        .toSorted((a, b) => b.rules.length - a.rules.length || (a.name < b.name ? -1 : 1)),
    }))
    .toSorted((a, b) => placeOf(a.id) - placeOf(b.id) || (a.name < b.name ? -1 : 1));
}

function countsOf(rules: readonly RuleCoverage[]): Pick<MatrixCell, "working" | "blind" | "alerts"> {
  const enabled = rules.filter((rule) => rule.enabled);
  return {
    working: enabled.filter(({ blind }) => blind === null).length,
    blind: enabled.filter(({ blind }) => blind !== null).length,
    alerts: rules.reduce((sum, { alerts }) => sum + alerts, 0),
  };
}

function placeOf(tactic: string): number {
  const place = order.indexOf(tactic);
  return place === -1 ? order.length : place;
}
