import { createHash } from "node:crypto";
import { type JsonObject, stringifyJson } from "@eqlite/core/events";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { storedObject } from "../platform/stored-json.ts";
import { documentTail } from "./alert-document.ts";
import { alertLimits } from "./alert-limits.ts";

/** Rules as they were when they raised alerts, each distinct one stored once. */
export interface RuleSnapshots {
  /** The number of a snapshot, stored where it is new. */
  idOf(ruleId: string, snapshot: JsonObject): number;
  /** What documents end with; see alert-document.ts. */
  tailOf(id: number): DocumentTail;
  /** Deletes what no alert has any more. */
  deleteUnused(): void;
}

/** The end of a document: its members, and, for NDJSON, as text in UTF-8 with a line feed. */
export interface DocumentTail {
  readonly object: JsonObject;
  readonly line: Uint8Array;
}

interface HashedSnapshot {
  readonly snapshot: JsonObject;
  readonly fields: string;
  readonly hash: string;
}

export function createRuleSnapshots(database: Database): RuleSnapshots {
  const selectHash = database.prepare<{ hash: string }>("SELECT hash FROM rule_snapshots WHERE id = ?");
  const selectFields = database.prepare<{ fields: string }>("SELECT fields FROM rule_snapshots WHERE id = ?");
  const insert = database.prepare(
    "INSERT INTO rule_snapshots (id, rule_id, hash, fields) VALUES (?, ?, ?, ?)",
  );
  const deleteUnused = database.prepare(`
    DELETE FROM rule_snapshots WHERE NOT EXISTS (
      SELECT 1 FROM alerts WHERE alerts.rule_id = rule_snapshots.rule_id AND alerts.snapshot_id = rule_snapshots.id
    )`);
  const hashed = new WeakMap<object, HashedSnapshot>();
  const tails = new Map<number, DocumentTail>();
  const encoder = new TextEncoder();

  return {
    idOf(ruleId, snapshot) {
      const { fields, hash } = hashOnce(hashed, snapshot);
      // The number is made of the content: what is remembered of it is never wrong, not even after a rollback.
      for (let id = Number.parseInt(hash.slice(0, 13), 16); ; id += 1) {
        const found = selectHash.get(id);
        if (found?.hash === hash) return id;
        if (found === undefined) {
          insert.run(id, ruleId, hash, fields);
          return id;
        }
      }
    },
    tailOf(id) {
      const known = tails.get(id);
      if (known !== undefined) return known;
      const row = selectFields.get(id);
      if (row === undefined) {
        throw new OperationalError(
          "store-damaged",
          `The rule of an alert is missing in the server's state (${id})`,
        );
      }
      const tail = {
        object: storedObject(row.fields),
        line: encoder.encode(`${documentTail(row.fields)}\n`),
      };
      const [oldest] = tails.keys();
      if (oldest !== undefined && tails.size >= alertLimits.cachedSnapshots) tails.delete(oldest);
      tails.set(id, tail);
      return tail;
    },
    deleteUnused() {
      deleteUnused.run();
    },
  };
}

/**
 * Alerts of one rule share the objects of their snapshot: several kB are then not written and hashed for each alert. Known
 * by the parameters, and only where every other member is the same too.
 */
function hashOnce(hashed: WeakMap<object, HashedSnapshot>, snapshot: JsonObject): HashedSnapshot {
  const parameters = snapshot["kibana.alert.rule.parameters"];
  const key = typeof parameters === "object" && parameters !== null ? parameters : undefined;
  const known = key === undefined ? undefined : hashed.get(key);
  if (known !== undefined && hasSameMembers(known.snapshot, snapshot)) return known;
  const fields = stringifyJson(snapshot);
  const hash = createHash("sha256").update(fields).digest("hex");
  const made = { snapshot, fields, hash };
  if (key !== undefined) hashed.set(key, made);
  return made;
}

function hasSameMembers(one: JsonObject, other: JsonObject): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && one[name] === other[name])
  );
}
