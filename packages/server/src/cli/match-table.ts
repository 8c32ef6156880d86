import type { EventRecord } from "@eqlite/core/events";
import { joinKeyJson } from "@eqlite/core/match";
import type { WholeMatch } from "../query/run-query.ts";
import { describeEvent, eventKind, fieldText, oneLine, timeText } from "./describe-event.ts";
import { messagesFor } from "./messages/messages.ts";
import { filePlace } from "./report-problems.ts";
import type { Terminal } from "./terminal.ts";
import { type Column, textTable } from "./text-table.ts";

/** Matches as a table: a line an event, the events of a sequence under each other with an empty line behind. */
export function matchTable(matches: readonly WholeMatch[], timestampField: string, terminal: Terminal): readonly string[] {
  const messages = messagesFor(terminal.language);
  if (matches.length === 0) return [messages.noMatches];
  const { columns } = messages;
  const isSequence = matches.some((match) => match.key !== undefined);
  const layout: readonly Column[] = [
    ...(isSequence ? [{ title: columns.keys, flexible: true }] : []),
    { title: columns.time },
    { title: columns.event, flexible: true },
    { title: columns.host, flexible: true },
    { title: columns.user, flexible: true },
    { title: columns.what, flexible: true },
    { title: columns.source, flexible: true },
  ];
  const rows = matches.flatMap((match) => {
    const key = match.key === undefined ? "" : oneLine(joinKeyJson(match.key).map(String).join(", "));
    return match.events.map((event, stage) => [
      ...(isSequence ? [stage === 0 ? key : ""] : []),
      ...(event === undefined ? ["", "", "", "", messages.missingEvent, ""] : eventCells(event, timestampField, messages.noTime)),
    ]);
  });
  return textTable(layout, rows, terminal.out);
}

function eventCells({ document, source }: EventRecord, timestampField: string, noTime: string): readonly string[] {
  return [
    timeText(document, timestampField) || noTime,
    eventKind(document),
    fieldText(document, "host.name"),
    fieldText(document, "user.name"),
    describeEvent(document),
    oneLine(`${filePlace(source)}:${source.record}`),
  ];
}
