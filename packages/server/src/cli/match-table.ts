import type { EventRecord } from "@eqlite/core/events";
import { joinKeyJson } from "@eqlite/core/match";
import type { WholeMatch } from "../scan/read-match.ts";
import { describeEvent, eventKind, fieldText, oneLine, timeText } from "./describe-event.ts";
import type { Language } from "./messages/language.ts";
import { messagesFor } from "./messages/messages.ts";
import { filePlace } from "./report-problems.ts";
import type { OutputStream } from "./terminal.ts";
import { type Column, textTable } from "./text-table.ts";

/** What a table of matches is made for. */
export interface MatchTableOptions {
  readonly timestampField: string;
  readonly language: Language;
  readonly stream: OutputStream;
}

/** Matches as a table: a line an event, an empty line between the sequences. */
export function matchTable(matches: readonly WholeMatch[], options: MatchTableOptions): readonly string[] {
  const { timestampField, language, stream } = options;
  const messages = messagesFor(language);
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
    { title: columns.source, flexible: true, keepEnd: true },
  ];
  const rows = matches.flatMap(({ key, events }, at) => {
    const keyText = key === undefined ? "" : oneLine(joinKeyJson(key).map(String).join(", "));
    const lines = events.map((event, stage) => [
      ...(isSequence ? [stage === 0 ? keyText : ""] : []),
      ...(event === undefined
        ? ["", "", "", "", messages.missingEvent, ""]
        : eventCells(event, timestampField, messages.noTime)),
    ]);
    return isSequence && at > 0 ? [[], ...lines] : lines;
  });
  return textTable(layout, rows, stream);
}

function eventCells(
  { document, source }: EventRecord,
  timestampField: string,
  noTime: string,
): readonly string[] {
  return [
    timeText(document, timestampField) || noTime,
    eventKind(document),
    fieldText(document, "host.name"),
    fieldText(document, "user.name"),
    describeEvent(document),
    oneLine(`${filePlace(source)}:${source.record}`),
  ];
}
