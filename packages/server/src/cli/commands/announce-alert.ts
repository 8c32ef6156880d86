import { severities } from "@eqlite/core/detect";
import type { StoredAlert } from "../../alerts/alert.ts";
import type { AlertStore } from "../../alerts/alert-store.ts";
import { secondsToAlert, valuesOver, whatHappened } from "../client/alert-summary.ts";
import { loadRuleTranslations } from "../client/rule-translations.ts";
import { fieldText } from "../describe-event.ts";
import { messagesFor } from "../messages/messages.ts";
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
  const { document } = alert;
  const documents = events.map((event) => event.document);
  const severity = severities.find((known) => known === document["kibana.alert.severity"]);
  const translations = await loadRuleTranslations(language, terminal.nowMs());
  const ruleName = translations.name(
    fieldText(document, "kibana.alert.rule.rule_id"),
    fieldText(document, "kibana.alert.rule.name"),
  );
  const title = [
    out.colors.red(out.colors.bold(messages.alert)),
    severity === undefined ? "" : messagesFor(language).severity[severity],
    out.colors.bold(ruleName),
    valuesOver([...documents, document], "host.name"),
  ];
  out.write(`${title.join("  ")}\n  ${whatHappened(documents)}\n`);
  const seconds = secondsToAlert(document, documents);
  if (seconds !== undefined) out.write(`  ${messages.raisedAfter(seconds.toFixed(1))}\n`);
  const commands = [hints.alerts, hints.showAlert(alert.id), hints.curlAlert(alert.id)];
  const ways = [
    { what: messages.inBrowser, commands: [hints.alertPage(alert.id)] },
    { what: messages.inTerminal, commands },
  ];
  out.write(`\n${messages.lookAtIt}\n${commandList(ways)}\n`);
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
