import { exceptionActions } from "../exceptions/exception-change.ts";
import { ruleActions } from "../rules/rule-change.ts";
import type { SecurityDatabase } from "./security-database.ts";
import { securityLimits } from "./security-limits.ts";

/** What administrators look up: who got in or did not, and who changed what about users, keys, rules and exceptions. */
export interface AuditTrail {
  note(entry: NewAuditEntry, nowMs: number): void;
  /** The newest first, those before an id. */
  list(page: { readonly beforeId?: number; readonly size: number }): readonly AuditEntry[];
}

export const auditActions = [
  "login",
  "logout",
  "change-password",
  "create-user",
  "change-user",
  "reset-password",
  "delete-user",
  "create-api-key",
  "revoke-api-key",
  ...ruleActions,
  ...exceptionActions,
] as const;

export interface NewAuditEntry {
  readonly action: (typeof auditActions)[number];
  readonly outcome: "success" | "failure";
  readonly principal: string;
  readonly address: string;
  /** The user, key, rule or exception that it is about, where that is not who did it. */
  readonly target?: string;
  readonly detail?: string;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
  readonly atMs: number;
}

interface AuditRow {
  readonly id: number;
  readonly at_ms: number;
  readonly action: AuditEntry["action"];
  readonly outcome: AuditEntry["outcome"];
  readonly principal: string;
  readonly address: string;
  readonly target: string | null;
  readonly detail: string | null;
}

export function createAuditTrail(
  database: SecurityDatabase,
  maxRows: number = securityLimits.maxAuditRows,
): AuditTrail {
  const insert = database.prepare<{ readonly id: number }>(
    "INSERT INTO audit_trail (at_ms, action, outcome, principal, address, target, detail) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
  );
  const removeOld = database.prepare("DELETE FROM audit_trail WHERE id <= ?");
  const select = database.prepare<AuditRow>(
    "SELECT * FROM audit_trail WHERE id < ? ORDER BY id DESC LIMIT ?",
  );
  // Names are those that were tried, whatever is in them; the database takes no NUL.
  const short = (text: string): string =>
    text.slice(0, securityLimits.maxAuditTextLength).replaceAll("\0", "�");
  return {
    note({ action, outcome, principal, address, target, detail }, nowMs) {
      const inserted = insert.get(
        nowMs,
        action,
        outcome,
        short(principal),
        address,
        target === undefined ? null : short(target),
        detail === undefined ? null : short(detail),
      );
      // Ids have no gaps but at the old end.
      if (inserted !== undefined) removeOld.run(inserted.id - maxRows);
    },
    list({ beforeId = Number.MAX_SAFE_INTEGER, size }) {
      const rows = select.all(beforeId, Math.min(size, securityLimits.maxAuditPage));
      return rows.map(({ id, at_ms: atMs, action, outcome, principal, address, target, detail }) => ({
        id,
        atMs,
        action,
        outcome,
        principal,
        address,
        ...(target === null ? {} : { target }),
        ...(detail === null ? {} : { detail }),
      }));
    },
  };
}
