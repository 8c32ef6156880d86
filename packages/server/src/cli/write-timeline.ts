import type { JsonObject } from "@eqlite/core/events";
import { describeEvent, eventKind, fieldText, oneLine, timeText } from "./describe-event.ts";
import type { Messages } from "./messages/messages.ts";
import type { OutputStream } from "./terminal.ts";

export interface TimelineEvent {
  readonly document: JsonObject;
  /** The time where the document's own is that of something else; ISO 8601. */
  readonly time?: string | undefined;
  /** Where it was read. */
  readonly place: string;
}

/** Events under each other, each with what it says and the time since the one before. */
export function writeTimeline(events: readonly TimelineEvent[], messages: Messages, out: OutputStream): void {
  out.write(`\n${out.colors.bold(messages.demo.timeline)}\n`);
  let previousMs: number | undefined;
  for (const { document, time, place } of events) {
    const shown = time === undefined ? document : { "@timestamp": time };
    const ms = Date.parse(fieldText(shown, "@timestamp"));
    const since =
      previousMs === undefined || Number.isNaN(ms)
        ? ""
        : messages.demo.seconds(((ms - previousMs) / 1000).toFixed(3));
    if (!Number.isNaN(ms)) previousMs = ms;
    const connector = since === "" ? "" : `  │  ${out.colors.dim(since)}\n`;
    const account = fieldText(document, "user.name");
    out.write(
      `${connector}  ● ${timeText(shown)}  ${out.colors.cyan(eventKind(document))}\n` +
        `  │    ${describeEvent(document)}\n` +
        `${account === "" ? "" : `  │    ${messages.columns.user}: ${account}\n`}` +
        `  │    ${out.colors.dim(`${messages.columns.source}: ${oneLine(place)}`)}\n`,
    );
  }
}
