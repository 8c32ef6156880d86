import type { AuditEntry } from "./alert-data.ts";

/** A change of an alert as a text and what goes into it. */
export interface AuditWords {
  /** Under `history` of the texts. */
  readonly say: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Says what somebody did. What stands in a trail may be of any form. */
export function auditWords({
  action,
  old,
  new: after,
}: Pick<AuditEntry, "action" | "old" | "new">): AuditWords {
  const now = Object(after) as Record<string, unknown>;
  const before = Object(old) as Record<string, unknown>;
  switch (action) {
    case "status": {
      const { status, reason } = now;
      return typeof reason === "string"
        ? { say: "statusBecause", values: { status: String(status), reason } }
        : { say: "status", values: { status: String(status) } };
    }
    case "tags":
    case "assignees": {
      const [was, is] = [textsOf(old), textsOf(after)];
      const added = is.filter((one) => !was.includes(one)).join(", ");
      const removed = was.filter((one) => !is.includes(one)).join(", ");
      const form = added !== "" && removed !== "" ? "Changed" : added !== "" ? "Added" : "Removed";
      return { say: `${action}${form}`, values: { added, removed } };
    }
    case "note-added":
    case "note-edited":
      return { say: action === "note-added" ? "noteAdded" : "noteEdited", values: {} };
    case "step": {
      const values = { step: String(now["step"]) };
      if (now["done"] === true && before["done"] !== true) return { say: "stepDone", values };
      if (now["done"] !== true && before["done"] === true) return { say: "stepUndone", values };
      return { say: "stepFinding", values };
    }
    case "removed":
    case "withdrawn":
      return { say: action, values: { reason: String(now["reason"] ?? "") } };
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
