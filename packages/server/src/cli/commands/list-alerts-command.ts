import { parseJson } from "@eqlite/core/events";
import { listOf, objectOf, readAlert, textOf } from "../client/alert-json.ts";
import { alertCells, alertListTable } from "../client/alert-list-table.ts";
import { clientLimits } from "../client/client-limits.ts";
import { followFeed } from "../client/follow-feed.ts";
import { loadRuleTranslations } from "../client/rule-translations.ts";
import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer, type ServerConnection } from "../client/server-connection.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";

export const alertListFormats = ["table", "ndjson", "json"] as const;

export interface ListAlertsOptions extends ServerOptions {
  readonly status: readonly string[];
  readonly severity: readonly string[];
  readonly rule: readonly string[];
  readonly host: readonly string[];
  /** Date math or an instant, as the server reads it. */
  readonly since: string | undefined;
  readonly limit: number;
  readonly format: (typeof alertListFormats)[number];
  readonly follow: boolean;
}

/** `eqlite alerts`: the newest alerts of a running server, and with `--follow` those that come. */
export async function listAlertsCommand(options: ListAlertsOptions, terminal: Terminal): Promise<number> {
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  if (options.follow) return followAlerts(server, options, terminal);
  const { alerts, total } = await newestAlerts(server, options);
  await writeAlerts(alerts, options, terminal);
  if (alerts.length < total) {
    terminal.err.write(`${clientMessages[terminal.language].moreAlerts(alerts.length, total)}\n`);
  }
  return exitCodes.ok;
}

type Json = ReturnType<typeof listOf>[number];

function filterOf({ status, severity, rule, host, since }: ListAlertsOptions) {
  return { status, severity, rule_id: rule, host, from: since };
}

async function newestAlerts(
  server: ServerConnection,
  options: ListAlertsOptions,
): Promise<{ readonly alerts: readonly Json[]; readonly total: number }> {
  const alerts: Json[] = [];
  let total = 0;
  let after: string | undefined;
  do {
    const left = options.limit - alerts.length;
    const page = await server.ask({
      path: "/api/v1/alerts",
      query: {
        ...filterOf(options),
        fields: options.format === "table" ? "summary" : "all",
        per_page: Math.max(1, Math.min(left, clientLimits.pageSize)),
        after,
      },
    });
    alerts.push(...listOf(page["alerts"]).slice(0, left));
    total = Number(page["total"] ?? alerts.length);
    after = textOf(page["next"]) || undefined;
  } while (after !== undefined && alerts.length < options.limit);
  return { alerts, total };
}

async function writeAlerts(
  alerts: readonly Json[],
  { format }: ListAlertsOptions,
  { out, language, nowMs }: Terminal,
): Promise<void> {
  switch (format) {
    case "table": {
      if (alerts.length === 0) {
        out.write(`${clientMessages[language].noAlerts}\n`);
        return;
      }
      const translations = await loadRuleTranslations(language, nowMs());
      for (const line of alertListTable(alerts.map(readAlert), translations, language, out)) {
        out.write(`${line}\n`);
      }
      return;
    }
    case "ndjson":
      for (const alert of alerts) out.write(`${jsonText(alert, out)}\n`);
      return;
    case "json":
      out.write("[");
      for (const [at, alert] of alerts.entries()) {
        out.write(`${at === 0 ? "\n" : ",\n"}${jsonText(alert, out)}`);
      }
      out.write(alerts.length === 0 ? "]\n" : "\n]\n");
  }
}

/** First what is there, then each alert as it comes: one that came in between is not lost, and not shown twice. */
async function followAlerts(
  server: ServerConnection,
  options: ListAlertsOptions,
  terminal: Terminal,
): Promise<number> {
  const { out, err, language, signal } = terminal;
  const messages = clientMessages[language];
  const translations = await loadRuleTranslations(language, terminal.nowMs());
  const shown = new Set<string>();
  const wanted = wantedAlert(options);
  for await (const event of followFeed(server, messages, terminal)) {
    if (event.kind === "begun") {
      const { alerts } = await newestAlerts(server, { ...options, format: "table" });
      // The oldest on top: the newest ones come below.
      const known = alerts.toReversed().filter((alert) => !shown.has(readAlert(alert).id));
      for (const alert of known) shown.add(readAlert(alert).id);
      if (options.format === "table") {
        for (const line of alertListTable(known.map(readAlert), translations, language, out)) {
          out.write(`${line}\n`);
        }
      } else for (const alert of known) out.write(`${jsonText(alert, out)}\n`);
      err.write(`${err.colors.dim(messages.following)}\n`);
      continue;
    }
    const parsed = parseJson(event.data);
    if (!parsed.ok) continue;
    const json = objectOf(parsed.value);
    const alert = readAlert(json);
    if (shown.has(alert.id) || !wanted(alert)) continue;
    shown.add(alert.id);
    out.write(
      options.format === "table"
        ? `${alertCells(alert, translations, language).join("  ")}\n`
        : `${jsonText(json, out)}\n`,
    );
  }
  return signal.aborted ? exitCodes.ok : exitCodes.server;
}

/** The feed tells of all alerts: what the list leaves out by its filter is left out here. */
function wantedAlert({
  status,
  severity,
  rule,
  host,
}: ListAlertsOptions): (alert: ReturnType<typeof readAlert>) => boolean {
  const isOneOf = (wanted: readonly string[], value: string): boolean =>
    wanted.length === 0 || wanted.includes(value);
  return (alert) =>
    isOneOf(status, alert.status) &&
    isOneOf(severity, alert.severity) &&
    isOneOf(rule, alert.ruleId) &&
    (host.length === 0 || alert.hosts.split(", ").some((name) => host.includes(name)));
}
