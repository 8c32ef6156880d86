import type { JsonObject } from "@eqlite/core/events";
import { sanitizeForTerminal } from "@eqlite/core/lang";
import { severityPainter } from "../alert-table.ts";
import { type ListedAlert, listOf, objectOf, readAlert, shownTime, textOf } from "../client/alert-json.ts";
import { secondsToAlert, valuesOver } from "../client/alert-summary.ts";
import { findAlertIds } from "../client/find-alert-ids.ts";
import { loadRuleTranslations, type RuleTranslations } from "../client/rule-translations.ts";
import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer } from "../client/server-connection.ts";
import { fieldText, oneLine } from "../describe-event.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { clientMessages } from "../messages/client-messages.ts";
import { messagesFor } from "../messages/messages.ts";
import type { OutputStream, Terminal } from "../terminal.ts";
import { wrapText } from "../wrap-text.ts";
import { writeGuide } from "../write-guide.ts";
import { type TimelineEvent, writeTimeline } from "../write-timeline.ts";

export const showAlertFormats = ["text", "json"] as const;

export interface ShowAlertOptions extends ServerOptions {
  readonly format: (typeof showAlertFormats)[number];
}

/** `eqlite alerts show`: one alert with all about it. */
export async function showAlertCommand(
  typedId: string,
  options: ShowAlertOptions,
  terminal: Terminal,
): Promise<number> {
  const { out, language } = terminal;
  const messages = clientMessages[language];
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const [id = typedId] = await findAlertIds(server, [typedId], messages);
  const path = `/api/v1/alerts/${encodeURIComponent(id)}`;
  const answer = await server.ask({ path });
  const events = await server.ask({ path: `${path}/events` });
  if (options.format === "json") {
    out.write(`${jsonText({ ...answer, events: events["events"] ?? [] }, out)}\n`);
    return exitCodes.ok;
  }
  const alert = readAlert(answer["alert"]);
  const group = listOf(answer["group"]).map(readAlert);
  const translations = await loadRuleTranslations(language, terminal.nowMs());
  writeHead(alert, group, translations, terminal);
  const { timeline, isCut } = timelineOf(alert, group, listOf(events["events"]).map(objectOf));
  if (timeline.length > 0) writeTimeline(timeline, messagesFor(language), out);
  if (isCut) out.write(`  ${out.colors.dim(messages.eventsGone)}\n`);
  writeGuide(translations.note(alert.ruleId, noteOf(alert.document)), messagesFor(language), out);
  writeNotes(listOf(answer["notes"]).map(objectOf), messages.notes, out);
  return exitCodes.ok;
}

function noteOf(document: JsonObject): string {
  const note = document["kibana.alert.rule.note"];
  return typeof note === "string" ? note : "";
}

function writeHead(
  alert: ListedAlert,
  group: readonly ListedAlert[],
  translations: RuleTranslations,
  { out, language }: Terminal,
): void {
  const messages = clientMessages[language];
  const { severity } = messagesFor(language);
  const { bold } = out.colors;
  const documents = [...group.map(({ document }) => document), alert.document];
  const status = messages.statuses[alert.status];
  const raised = shownTime(alert.time);
  const seconds = secondsToAlert(alert.document, documents);
  const rows: readonly (readonly [string, string])[] = [
    [messages.raised, seconds === undefined ? raised : messages.raisedAfter(raised, seconds.toFixed(1))],
    [
      messages.statusLabel,
      alert.statusChangedBy === ""
        ? status
        : messages.changedBy(status, alert.statusChangedBy, shownTime(alert.statusChangedAt)),
    ],
    [messages.reason, alert.statusReason],
    [messages.host, valuesOver(documents, "host.name")],
    [messages.user, valuesOver(documents, "user.name")],
    [messages.technique, [...alert.tactics, ...alert.techniques].join("; ")],
    [messages.ruleIdLabel, alert.ruleId],
    [messages.tags, alert.tags],
    [messages.id, alert.id],
  ];
  const painted = severityPainter(alert.severity, out)(severity[alert.severity]);
  const name = translations.name(alert.ruleId, alert.ruleName);
  out.write(`${bold(name)}  ${painted}  ${messages.risk} ${alert.riskScore}\n`);
  const description = alert.document["kibana.alert.rule.description"];
  if (typeof description === "string" && description.trim() !== "") {
    const translated = translations.description(alert.ruleId, description);
    out.write(`${wrapText(oneLine(translated.trim()), out.width || 100, "  ", "  ")}\n`);
  }
  out.write(`\n${labelled(rows)}`);
}

function labelled(rows: readonly (readonly [string, string])[]): string {
  return rows
    .filter(([, text]) => text !== "")
    .map(([label, text]) => `  ${label}: ${text}\n`)
    .join("");
}

/**
 * The events in their order. One that is no longer stored is shown as the alert or its building block has it, which know its
 * fields and its time.
 */
function timelineOf(
  alert: ListedAlert,
  group: readonly ListedAlert[],
  events: readonly JsonObject[],
): { readonly timeline: readonly TimelineEvent[]; readonly isCut: boolean } {
  const timeline = events.flatMap((event): TimelineEvent[] => {
    const id = textOf(event["id"]);
    const place = textOf(event["index"]);
    const document = objectOf(event["document"]);
    if (Object.keys(document).length > 0) return [{ document, place }];
    const holder = [...group, alert].find((one) => restsOnOnly(one.document, id))?.document;
    if (holder === undefined) return [];
    return [{ document: asEvent(holder), time: fieldText(holder, "kibana.alert.original_time"), place }];
  });
  return { timeline, isCut: timeline.length < events.length };
}

function restsOnOnly(document: JsonObject, id: string): boolean {
  const events = listOf(document["kibana.alert.ancestors"])
    .map(objectOf)
    .filter(({ depth }) => depth === 0);
  return events.length === 1 && events[0]?.["id"] === id;
}

/** An alert has the fields of its event; what it says of itself in the same place the event has in another. */
function asEvent(document: JsonObject): JsonObject {
  const original = (name: string): JsonObject[string] =>
    document[`kibana.alert.original_event.${name}`] ?? null;
  return {
    ...document,
    event: {
      category: original("category"),
      action: original("action"),
      type: original("type"),
      code: original("code"),
    },
  };
}

function writeNotes(notes: readonly JsonObject[], title: string, out: OutputStream): void {
  if (notes.length === 0) return;
  out.write(`\n${out.colors.bold(title)}\n`);
  for (const { text, created_at, created_by } of notes) {
    const head = `${shownTime(textOf(created_at))}  ${textOf(created_by)}`;
    const lines = sanitizeForTerminal(typeof text === "string" ? text : "", { newlines: true }).split("\n");
    out.write(`  ${out.colors.dim(head)}\n${lines.map((line) => `    ${line}\n`).join("")}`);
  }
}
