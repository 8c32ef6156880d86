import { sanitizeForTerminal } from "@eqlite/core/lang";
import type { StoredAlert } from "../../alerts/alert.ts";
import type { AlertStore } from "../../alerts/alert-store.ts";
import { alertSummary } from "../client/alert-summary.ts";
import type { ServeMessages } from "../messages/serve-messages.ts";
import type { Terminal } from "../terminal.ts";
import { type ClientHints, commandList } from "./client-hints.ts";

/** By when a scheduled execution, which comes at the start of a server, has raised what live detection did not. */
const patienceMs = 30_000;

/** Waits for the first alert, shows it in short, and says how long it took and how to look at it. */
export async function announceFirstAlert(
  alerts: Pick<AlertStore, "scan" | "byGroup" | "subscribe">,
  hints: ClientHints,
  messages: ServeMessages,
  terminal: Terminal,
): Promise<void> {
  const { out, language } = terminal;
  const alert = await firstAlert(alerts, terminal.signal);
  if (alert === undefined) {
    if (!terminal.signal.aborted) out.write(`${out.colors.yellow(messages.noDemoAlert)}\n\n`);
    return;
  }
  const group = alert.document["kibana.alert.group.id"];
  const events =
    typeof group === "string" ? alerts.byGroup(group).filter(({ id }) => id !== alert.id) : [alert];
  const { severity, ruleName, host, what, secondsToAlert } = alertSummary(
    alert.document,
    events.map(({ document }) => document),
    language,
  );
  out.write(
    `${out.colors.red(out.colors.bold(messages.alert))}  ${severity}  ${out.colors.bold(ruleName)}  ${host}\n`,
  );
  out.write(`  ${sanitizeForTerminal(what)}\n`);
  if (secondsToAlert !== undefined) out.write(`  ${messages.raisedAfter(secondsToAlert.toFixed(1))}\n`);
  const commands = [hints.alerts, hints.showAlert(alert.id), hints.curlAlert(alert.id)];
  out.write(`\n${messages.lookAtIt}\n${commandList([{ what: "", commands }])}\n`);
}

async function firstAlert(
  alerts: Pick<AlertStore, "scan" | "subscribe">,
  signal: AbortSignal,
): Promise<StoredAlert | undefined> {
  const look = (): StoredAlert | undefined =>
    alerts.scan({ buildingBlocks: "hidden" }, "oldest-first").next().value ?? undefined;
  const found = look();
  if (found !== undefined) return found;
  return new Promise((resolve) => {
    const end = (alert: StoredAlert | undefined): void => {
      unsubscribe();
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
      resolve(alert);
    };
    const giveUp = (): void => end(undefined);
    const timer = setTimeout(giveUp, patienceMs);
    signal.addEventListener("abort", giveUp, { once: true });
    const unsubscribe = alerts.subscribe(() => {
      const alert = look();
      if (alert !== undefined) end(alert);
    });
  });
}
