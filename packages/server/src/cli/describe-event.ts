import { compileFieldReader, type JsonObject } from "@eqlite/core/events";
import { sanitizeForTerminal } from "@eqlite/core/lang";

const readers = new Map<string, ReturnType<typeof compileFieldReader>>();

/** The values of a field as one line of plain text, safe to print; empty where there is none. */
export function fieldText(document: JsonObject, name: string): string {
  const read = readers.get(name) ?? compileFieldReader(name);
  readers.set(name, read);
  return oneLine(read(document).map(String).join(", "));
}

/** A text on one line without control characters, safe to print on a terminal. */
export function oneLine(text: string): string {
  const lines = text.split(/[\r\n]+/);
  return sanitizeForTerminal(lines.length === 1 ? text : lines.map((line) => line.trim()).join(" "));
}

/** Fields that say what an event is about, the most telling first. */
const subjects = [
  "file.path",
  "registry.path",
  "dll.path",
  "dns.question.name",
  "destination.ip",
  "process.command_line",
  "process.executable",
  "process.name",
  "winlog.event_data.ServiceName",
  "winlog.event_data.TargetUserName",
  "message",
];

const maxSubject = 300;

/** What an event is about in a few words: the file, key, address or command, and who acted. */
export function describeEvent(document: JsonObject): string {
  const isProcess =
    fieldText(document, "event.category").includes("process") && fieldText(document, "file.path") === "";
  const order = isProcess ? ["process.command_line", "process.executable", ...subjects] : subjects;
  const subject = order.map((name) => fieldText(document, name).trim()).find((text) => text !== "") ?? "";
  const executable = fieldText(document, "process.executable");
  const actor = isProcess ? fieldText(document, "process.parent.name") : executable;
  // A cut between the halves of a surrogate pair would leave a character that cannot be written.
  const shown =
    subject.length > maxSubject
      ? `${subject.slice(0, maxSubject).replace(/[\ud800-\udbff]$/, "")}…`
      : subject;
  // A command line such as `b6a1458f396` says little without the program's path.
  const path =
    isProcess && executable !== "" && !shown.toLowerCase().includes(executable.toLowerCase())
      ? `${executable}: `
      : "";
  return actor === "" || actor === shown
    ? `${path}${shown}`
    : `${path}${shown} (${isProcess ? "by" : "process"} ${actor})`;
}

/** Category and action, such as `file creation`. */
export function eventKind(document: JsonObject): string {
  const category = fieldText(document, "event.category");
  const action =
    fieldText(document, "event.action") ||
    fieldText(document, "event.type") ||
    fieldText(document, "event.code");
  return [category, action].filter((part) => part !== "").join(": ");
}

/** `2021-06-12 01:07:41.253` from an ISO time or epoch milliseconds; empty where there is none. */
export function timeText(document: JsonObject, field = "@timestamp"): string {
  const text = fieldText(document, field);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? text.replace("T", " ").replace(/Z$/, "") : text;
}

/** `2021-06-12 01:07:41.253` from milliseconds since 1970. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
