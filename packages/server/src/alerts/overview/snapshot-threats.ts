import type { Database } from "../../platform/database.ts";
import { threatsSql } from "../alert-filter-sql.ts";

export interface RuleThreat {
  /** The id, or else the name. */
  readonly value: string;
  readonly name: string | null;
}

/** Tactics and techniques of rules as they were. */
export interface SnapshotThreats {
  of(snapshot: string | null, kind: "tactic" | "technique"): readonly RuleThreat[];
}

/** A snapshot never changes, so each is read once; its number is made of its content and never means another one. */
export function createSnapshotThreats(database: Database): SnapshotThreats {
  const kinds = ["tactic", "technique"] as const;
  const select = {
    tactic: database.prepare<RuleThreat>(`${threatsSql("tactic")} AND rule_snapshots.id = ?`),
    technique: database.prepare<RuleThreat>(`${threatsSql("technique")} AND rule_snapshots.id = ?`),
  };
  const known = new Map<string, Readonly<Record<(typeof kinds)[number], readonly RuleThreat[]>>>();
  return {
    of(snapshot, kind) {
      if (snapshot === null) return [];
      const found = known.get(snapshot);
      if (found !== undefined) return found[kind];
      const read = (one: (typeof kinds)[number]): readonly RuleThreat[] =>
        select[one].all(Number(snapshot)).filter(({ value }) => typeof value === "string");
      const threats = { tactic: read("tactic"), technique: read("technique") };
      known.set(snapshot, threats);
      return threats[kind];
    },
  };
}
