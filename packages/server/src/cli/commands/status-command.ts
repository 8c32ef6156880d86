import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { listOf, objectOf, textOf } from "../client/alert-json.ts";
import { clientLimits } from "../client/client-limits.ts";
import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer } from "../client/server-connection.ts";
import { durationWords, sizeWords } from "../client/words.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { type ClientMessages, clientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";
import { textTable } from "../text-table.ts";

export const statusFormats = ["text", "json"] as const;

export interface StatusOptions extends ServerOptions {
  readonly format: (typeof statusFormats)[number];
}

/**
 * `eqlite status`: whether events arrive, from where, and how late; which rules do not run; gaps; room on the disk. Exit code 1
 * where something is wrong that somebody has to put right.
 */
export async function statusCommand(options: StatusOptions, terminal: Terminal): Promise<number> {
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const status = await server.ask({ path: "/api/v1/status" });
  const streams = listOf((await server.ask({ path: "/api/v1/data-streams" }))["data_streams"]).map(objectOf);
  const problems = listOf(status["problems"]).map(objectOf);
  if (options.format === "json") {
    terminal.out.write(`${jsonText({ ...status, data_streams: streams }, terminal.out)}\n`);
  } else {
    writeServer(status, server.url, terminal);
    writeArrival(status, streams, terminal);
    writeDetection(status, terminal);
    writeProblems(problems, terminal);
  }
  return problems.some(({ severity }) => severity === "error") ? exitCodes.findings : exitCodes.ok;
}

const numberOf = (value: JsonValue | undefined): number =>
  typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
const counted = (value: JsonValue | undefined): string => numberOf(value).toLocaleString("en-US");

function writeServer(status: JsonObject, url: string, { out, language }: Terminal): void {
  const messages = clientMessages[language];
  const data = objectOf(status["data"]);
  const total = numberOf(data["disk_total_bytes"]);
  const up = durationWords(numberOf(status["uptime_seconds"]) * 1000, language);
  out.write(`${out.colors.bold(url)}  eqlite ${textOf(status["version"])}, ${messages.up(up)}\n`);
  const used = sizeWords(numberOf(data["event_bytes"]) + numberOf(data["state_bytes"]));
  const free =
    total === 0 ? "" : messages.free(sizeWords(numberOf(data["disk_free_bytes"])), sizeWords(total));
  out.write(`  ${messages.disk(textOf(data["folder"]), used)}${free}\n\n`);
}

/** Events that came longer ago count as none that arrive. */
const arrivingMs = 5 * 60_000;

function writeArrival(
  status: JsonObject,
  streams: readonly JsonObject[],
  { out, language, nowMs }: Terminal,
): void {
  const messages = clientMessages[language];
  const agoOf = (time: JsonValue | undefined): string => {
    const ms = Date.parse(textOf(time));
    return Number.isNaN(ms)
      ? messages.never
      : messages.ago(durationWords(Math.max(0, nowMs() - ms), language));
  };
  const last = textOf(objectOf(status["data"])["last_arrival"]);
  if (last === "") {
    out.write(`${out.colors.yellow(messages.neverArrived)}\n\n`);
    return;
  }
  // By the time, as a rate of one event in a while rounds to nothing.
  const isArriving = nowMs() - Date.parse(last) < arrivingMs;
  const headline = isArriving ? out.colors.green(messages.arriving) : out.colors.yellow(messages.notArriving);
  out.write(`${headline} ${messages.lastEvent(agoOf(last))}\n`);
  const rows = latestStreams(streams).map((stream) => [
    textOf(stream["name"]),
    counted(stream["events"]),
    String(numberOf(stream["events_per_second"])),
    sizeWords(numberOf(stream["stored_bytes"])),
    agoOf(stream["last_arrival"]),
  ]);
  const layout = [
    { title: messages.stream, flexible: true },
    { title: messages.events },
    { title: messages.perSecond },
    { title: messages.size },
    { title: messages.last },
  ];
  for (const line of textTable(layout, rows, out)) out.write(`  ${line}\n`);
  if (streams.length > rows.length) {
    out.write(`  ${out.colors.dim(messages.moreStreams(rows.length, streams.length))}\n`);
  }
  const ingest = objectOf(status["ingest"]);
  if (numberOf(ingest["refused_items"]) > 0) {
    out.write(`  ${out.colors.yellow(messages.refusedEvents(numberOf(ingest["refused_items"])))}\n`);
  }
  out.write("\n");
}

/** Those with the latest events where there are many, in the order in which they came. */
function latestStreams(streams: readonly JsonObject[]): readonly JsonObject[] {
  if (streams.length <= clientLimits.maxStatusStreams) return streams;
  const lastArrival = (stream: JsonObject): number => Date.parse(textOf(stream["last_arrival"])) || 0;
  const latest = streams.toSorted((left, right) => lastArrival(right) - lastArrival(left));
  const shown = new Set(latest.slice(0, clientLimits.maxStatusStreams));
  return streams.filter((stream) => shown.has(stream));
}

function writeDetection(status: JsonObject, { out, language }: Terminal): void {
  const messages = clientMessages[language];
  const rules = objectOf(status["rules"]);
  const live = objectOf(status["live"]);
  const alerts = objectOf(status["alerts"]);
  const disabled = numberOf(rules["total"]) - numberOf(rules["enabled"]);
  const lines = [
    messages.rulesLine(numberOf(rules["running"]), disabled, numberOf(rules["cannot_run"])),
    liveLine(live, language, messages),
    objectOf(status["scheduler"])["is_on"] === true
      ? messages.scheduleOn(numberOf(objectOf(status["scheduler"])["due"]))
      : messages.scheduleOff,
    messages.alertsLine(
      numberOf(alerts["open"]),
      numberOf(alerts["acknowledged"]),
      numberOf(alerts["closed"]),
    ),
  ];
  out.write(`${lines.join("\n")}\n\n`);
}

function liveLine(live: JsonObject, language: Terminal["language"], messages: ClientMessages): string {
  if (live["is_on"] !== true) return messages.liveOff;
  const delayMs = numberOf(live["delay_ms"]);
  const isBehind = numberOf(live["waiting_bytes"]) > 0 && delayMs >= 1000;
  return messages.liveOn(numberOf(live["rules"]), isBehind ? durationWords(delayMs, language) : undefined);
}

function writeProblems(problems: readonly JsonObject[], { out, language }: Terminal): void {
  const messages = clientMessages[language];
  if (problems.length === 0) {
    out.write(`${out.colors.green(messages.noProblems)}\n`);
    return;
  }
  out.write(`${out.colors.bold(messages.problems)}\n`);
  for (const problem of problems) {
    const paint = problem["severity"] === "error" ? out.colors.red : out.colors.yellow;
    out.write(`  ${paint(textOf(problem["message"]))} ${textOf(problem["action"])}\n`);
    for (const detail of listOf(problem["details"])) out.write(`    ${out.colors.dim(textOf(detail))}\n`);
  }
}
