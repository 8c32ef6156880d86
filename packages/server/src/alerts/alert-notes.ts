import type { Actor } from "../platform/actor.ts";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { AlertAudit } from "./alert-audit.ts";
import type { AlertChanges } from "./alert-changes.ts";
import { alertLimits } from "./alert-limits.ts";

/** What somebody wrote about an alert, in Markdown. */
export interface AlertNote {
  readonly id: number;
  readonly text: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly updatedMs: number;
  readonly updatedBy: string;
}

export interface NewNote {
  readonly alertId: string;
  readonly text: string;
  readonly principal: Actor;
  readonly nowMs: number;
}

export interface NoteEdit extends NewNote {
  readonly noteId: number;
}

export interface AlertNotes {
  /** Throws `not-found` where there is no such alert, `bad-request` where the text is empty or too long. */
  addNote(note: NewNote): AlertNote;
  /** Replaces the text; the former one stays in the audit trail. Throws as `addNote` does. */
  editNote(edit: NoteEdit): AlertNote;
  /** In the order in which they were written. */
  notes(alertId: string): readonly AlertNote[];
}

const columns = `alert_notes.id, text, created_ms AS createdMs, created_by AS createdBy, updated_ms AS updatedMs,
  updated_by AS updatedBy`;

export function createAlertNotes(database: Database, changes: AlertChanges, audit: AlertAudit): AlertNotes {
  const selectNumber = database.prepare<{ number: number }>("SELECT number FROM alerts WHERE id = ?");
  const selectAll = database.prepare<AlertNote>(`
    SELECT ${columns} FROM alert_notes JOIN alerts ON alerts.number = alert_notes.alert_number
    WHERE alerts.id = ? ORDER BY alert_notes.id`);
  const selectOne = database.prepare<AlertNote>(
    `SELECT ${columns} FROM alert_notes WHERE id = ? AND alert_number = ?`,
  );
  const insert = database.prepare<AlertNote>(`
    INSERT INTO alert_notes (alert_number, text, created_ms, created_by, updated_ms, updated_by)
    VALUES (?1, ?2, ?3, ?4, ?3, ?4) RETURNING ${columns}`);
  const update = database.prepare(
    "UPDATE alert_notes SET text = ?, updated_ms = ?, updated_by = ? WHERE id = ?",
  );
  const touch = database.prepare("UPDATE alerts SET change = ? WHERE number = ?");

  const numberOf = (alertId: string): number => {
    const row = selectNumber.get(alertId);
    if (row === undefined) throw new OperationalError("not-found", `There is no alert ${alertId}`);
    return row.number;
  };
  const nextChange = (alertId: string, number: number): number => {
    const change = changes.take(1) + 1;
    touch.run(change, number);
    changes.announce({ kind: "changed", ids: [alertId], change });
    return change;
  };

  return {
    addNote({ alertId, text, principal: { name: by }, nowMs: atMs }) {
      checkText(text);
      return database.transaction(() => {
        const number = numberOf(alertId);
        const note = insert.get(number, text, atMs, by);
        if (note === undefined) throw new TypeError("A note that was inserted has no row");
        const change = nextChange(alertId, number);
        audit.add({ alertId, change, atMs, by, action: "note-added", new: { id: note.id, text } });
        return note;
      });
    },
    editNote({ alertId, noteId, text, principal: { name: by }, nowMs: atMs }) {
      checkText(text);
      return database.transaction(() => {
        const number = numberOf(alertId);
        const former = selectOne.get(noteId, number);
        if (former === undefined) {
          throw new OperationalError("not-found", `The alert ${alertId} has no note ${noteId}`);
        }
        if (former.text === text) return former;
        update.run(text, atMs, by, noteId);
        const change = nextChange(alertId, number);
        const old = { id: noteId, text: former.text };
        audit.add({ alertId, change, atMs, by, action: "note-edited", old, new: { id: noteId, text } });
        return { ...former, text, updatedMs: atMs, updatedBy: by };
      });
    },
    notes: (alertId) => selectAll.all(alertId),
  };
}

function checkText(text: string): void {
  if (text.trim() === "") throw new OperationalError("bad-request", "A note needs a text");
  if (text.length > alertLimits.maxNoteUnits) {
    throw new OperationalError("bad-request", `A note has at most ${alertLimits.maxNoteUnits} characters`);
  }
}
