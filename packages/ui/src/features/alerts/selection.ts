import type { AlertSummary } from "./alert-pages.ts";

/** Which alerts are chosen: some by their ids, as they were when they were chosen, or all that fit. */
export type Selection =
  | { readonly kind: "some"; readonly alerts: ReadonlyMap<string, AlertSummary> }
  | { readonly kind: "all" };

export const nothing: Selection = { kind: "some", alerts: new Map() };

/** The server changes so many by ids at once. */
export const mostChosen = 1_000;

export function isChosen(selection: Selection, id: string): boolean {
  return selection.kind === "all" || selection.alerts.has(id);
}

export function choose(selection: Selection, alerts: readonly AlertSummary[]): Selection {
  const chosen = new Map(selection.kind === "all" ? [] : selection.alerts);
  for (const alert of alerts) {
    if (chosen.size >= mostChosen) break;
    chosen.set(alert.id, alert);
  }
  return { kind: "some", alerts: chosen };
}

/** From "all" nothing can be taken out: it begins anew with the one. */
export function toggle(selection: Selection, alert: AlertSummary): Selection {
  if (selection.kind === "all" || !selection.alerts.has(alert.id)) return choose(selection, [alert]);
  const chosen = new Map(selection.alerts);
  chosen.delete(alert.id);
  return { kind: "some", alerts: chosen };
}
