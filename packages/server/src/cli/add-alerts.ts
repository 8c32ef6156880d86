import { severities } from "@eqlite/core/detect";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { AlertStatus } from "../alerts/alert.ts";
import { addServerOptions, type ServerOptions } from "./client/server-options.ts";
import {
  alertListFormats,
  type ListAlertsOptions,
  listAlertsCommand,
} from "./commands/list-alerts-command.ts";
import { type ShowAlertOptions, showAlertCommand, showAlertFormats } from "./commands/show-alert-command.ts";
import { addNoteCommand, setStatusCommand, type TriageOptions } from "./commands/triage-alerts-command.ts";
import { formatOption, type ProvideTerminal, parseWholeNumber, type SetExitCode } from "./options.ts";

/** Adds `eqlite alerts` to the program. */
export function addAlerts(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const alerts = program
    .command("alerts")
    .summary("alerts of a running server: list, show, close, …")
    .description("Alerts of a running server. Without a command they are listed.");
  const list = alerts
    .command("list", { isDefault: true })
    .summary("list alerts, also without this word")
    .description("Lists the alerts of a running server, the newest first.")
    .addOption(listOption("--status <status>", `only these, with commas: ${statuses.join(", ")}`, statuses))
    .addOption(
      listOption("--severity <severity>", `only these, with commas: ${severities.join(", ")}`, severities),
    )
    .addOption(listOption("--rule <rule_id>", "only of these rules; may be repeated"))
    .addOption(listOption("--host <name>", "only of these hosts; may be repeated"))
    .addOption(
      new Option("--since <time>", "only alerts since then: 24h, now-7d, 2026-05-01T10:00:00Z").argParser(
        parseSince,
      ),
    )
    .addOption(new Option("--limit <n>", "most alerts").default(50).argParser(parseLimit))
    .addOption(formatOption(alertListFormats))
    .option("--follow", "go on with alerts as they come, until Ctrl-C");
  addServerOptions(list).action(async (options: ParsedListOptions) => {
    setExitCode(await listAlertsCommand(toListOptions(options), terminal()));
  });

  addServerOptions(
    alerts
      .command("show")
      .summary("one alert with all about it")
      .description(
        "Shows what happened, by which rule, the events as a time line, what to do next, and notes.",
      )
      .argument("<id>", "id of the alert, or its beginning")
      .addOption(formatOption(showAlertFormats)),
  ).action(async (id: string, options: ShowAlertOptions) => {
    setExitCode(await showAlertCommand(id, options, terminal()));
  });

  for (const [name, status, summary] of triage) {
    addServerOptions(
      alerts
        .command(name)
        .summary(summary)
        .description(`Sets the status of alerts to ${status}.`)
        .argument("<id...>", "ids of alerts, or their beginnings")
        .option("--reason <text>", "why"),
    ).action(async (ids: string[], options: TriageOptions) => {
      setExitCode(await setStatusCommand(status, ids, options, terminal()));
    });
  }

  addServerOptions(
    alerts
      .command("note")
      .summary("write a note on an alert")
      .description("Adds a note to an alert, in Markdown.")
      .argument("<id>", "id of the alert, or its beginning")
      .argument("<text>", "the note"),
  ).action(async (id: string, text: string, options: ServerOptions) => {
    setExitCode(await addNoteCommand(id, text, options, terminal()));
  });
}

const statuses = ["open", "acknowledged", "closed"] as const satisfies readonly AlertStatus[];

const triage: readonly (readonly [string, AlertStatus, string])[] = [
  ["acknowledge", "acknowledged", "say that somebody looks at alerts"],
  ["close", "closed", "say that alerts are done with"],
  ["open", "open", "open alerts again"],
];

/** An option with one or more values, repeated or, where they are of a choice, with commas. */
function listOption(flags: string, description: string, choices?: readonly string[]): Option {
  return new Option(flags, description).argParser((text: string, earlier: readonly string[] = []) => {
    if (choices === undefined) return [...earlier, text];
    const given = text.split(",").map((value) => value.trim());
    if (given.every((value) => choices.includes(value))) return [...earlier, ...given];
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
  });
}

/** `24h` is short for `now-24h`. */
function parseSince(text: string): string {
  return /^\d+[smhdwMy]$/.test(text) ? `now-${text}` : text;
}

function parseLimit(text: string): number {
  const count = parseWholeNumber(text);
  if (count === 0) throw new InvalidArgumentError("At least 1.");
  return count;
}

interface ParsedListOptions extends ServerOptions {
  readonly status?: readonly string[];
  readonly severity?: readonly string[];
  readonly rule?: readonly string[];
  readonly host?: readonly string[];
  readonly since?: string;
  readonly limit: number;
  readonly format: ListAlertsOptions["format"];
  readonly follow?: true;
}

function toListOptions(options: ParsedListOptions): ListAlertsOptions {
  const { status = [], severity = [], rule = [], host = [], since, follow, ...rest } = options;
  return { ...rest, status, severity, rule, host, since, follow: follow === true };
}
