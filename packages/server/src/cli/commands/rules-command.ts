import { severities } from "@eqlite/core/detect";
import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { listOf, objectOf, shownTime, textOf } from "../client/alert-json.ts";
import { clientLimits } from "../client/client-limits.ts";
import { loadRuleTranslations } from "../client/rule-translations.ts";
import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer, type ServerConnection } from "../client/server-connection.ts";
import { durationWords } from "../client/words.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Language } from "../messages/language.ts";
import { messagesFor } from "../messages/messages.ts";
import type { OutputStream, Terminal } from "../terminal.ts";
import { type Column, textTable } from "../text-table.ts";

export const ruleListFormats = ["table", "ndjson", "json"] as const;

export interface ListRulesOptions extends ServerOptions {
  readonly format: (typeof ruleListFormats)[number];
}

/** `eqlite rules`: the rules of a running server and how they fare. */
export async function listRulesCommand(options: ListRulesOptions, terminal: Terminal): Promise<number> {
  const { out } = terminal;
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const rules = await allRules(server);
  switch (options.format) {
    case "table":
      await writeTable(rules, terminal);
      return exitCodes.ok;
    case "ndjson":
      for (const rule of rules) out.write(`${jsonText(rule, out)}\n`);
      return exitCodes.ok;
    case "json":
      out.write(`[${rules.map((rule) => `\n${jsonText(rule, out)}`).join(",")}\n]\n`);
      return exitCodes.ok;
  }
}

async function allRules(server: ServerConnection): Promise<readonly JsonObject[]> {
  const rules: JsonObject[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await server.ask({
      path: "/api/v1/rules",
      query: { page, per_page: clientLimits.pageSize },
    });
    const found = listOf(answer["rules"]).map(objectOf);
    rules.push(...found);
    if (found.length < clientLimits.pageSize || rules.length >= Number(answer["total"] ?? 0)) return rules;
  }
}

async function writeTable(rules: readonly JsonObject[], { out, language, nowMs }: Terminal): Promise<void> {
  const messages = clientMessages[language];
  if (rules.length === 0) {
    out.write(`${messages.noRules}\n`);
    return;
  }
  const { columns } = messagesFor(language);
  const translations = await loadRuleTranslations(language, nowMs());
  const layout: readonly Column[] = [
    { title: columns.rule, flexible: true },
    { title: messages.type },
    { title: columns.severity },
    { title: messages.health, paint: (text, row) => healthPainter(rules[row], out)(text) },
    { title: messages.lastRun },
    { title: messages.alertsLastDay },
    { title: messages.ruleId },
    { title: messages.problem, flexible: true },
  ];
  const rows = rules.map((rule) => {
    const ruleId = textOf(rule["rule_id"]);
    const startedAt = textOf(objectOf(rule["last_execution"])["started_at"]);
    return [
      translations.name(ruleId, textOf(rule["name"])),
      textOf(rule["type"]),
      severityText(rule["severity"], language),
      messages.ruleState(healthOf(rule)),
      startedAt === "" ? messages.never : shownTime(startedAt).slice(0, 19),
      textOf(rule["alerts_last_day"]),
      ruleId,
      problemOf(rule, language),
    ];
  });
  for (const line of textTable(layout, rows, out)) out.write(`${line}\n`);
}

function severityText(value: JsonValue | undefined, language: Language): string {
  const severity = severities.find((known) => known === value);
  return severity === undefined ? textOf(value) : messagesFor(language).severity[severity];
}

export type RuleHealth = "running" | "failing" | "disabled" | "file-missing" | "cannot-run";

function healthOf(rule: JsonObject | undefined): RuleHealth {
  const state = rule?.["state"];
  if (state === "disabled" || state === "file-missing" || state === "cannot-run") return state;
  return objectOf(rule?.["last_execution"])["status"] === "failed" ? "failing" : "running";
}

function healthPainter(rule: JsonObject | undefined, { colors }: OutputStream): (text: string) => string {
  switch (healthOf(rule)) {
    case "running":
      return colors.green;
    case "disabled":
      return colors.dim;
    case "failing":
    case "file-missing":
    case "cannot-run":
      return colors.red;
  }
}

function problemOf(rule: JsonObject, language: Language): string {
  const gapMs = Number(rule["unfilled_gap_ms"] ?? 0);
  const parts = [
    textOf(rule["problem"]) || textOf(objectOf(rule["last_execution"])["error"]),
    gapMs > 0 ? clientMessages[language].notSearched(durationWords(gapMs, language)) : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** `eqlite rules enable` and `disable`. */
export async function enableRuleCommand(
  ruleId: string,
  isEnabled: boolean,
  options: ServerOptions,
  terminal: Terminal,
): Promise<number> {
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const rule = await server.ask({
    method: "POST",
    path: `/api/v1/rules/${encodeURIComponent(ruleId)}/${isEnabled ? "enable" : "disable"}`,
  });
  const messages = clientMessages[terminal.language];
  terminal.out.write(`${messages.ruleEnabled(textOf(rule["name"]), isEnabled)}\n`);
  const problem = textOf(rule["problem"]);
  if (problem !== "") terminal.err.write(`${terminal.err.colors.yellow(problem)}\n`);
  return exitCodes.ok;
}

export interface RunRuleOptions extends ServerOptions {
  readonly from: number;
  readonly to: number | undefined;
}

/** `eqlite rules run`: a rule over a past time. */
export async function runRuleCommand(
  ruleId: string,
  { from, to, ...options }: RunRuleOptions,
  terminal: Terminal,
): Promise<number> {
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const answer = await server.ask({
    method: "POST",
    path: `/api/v1/rules/${encodeURIComponent(ruleId)}/run`,
    body: {
      from: new Date(from).toISOString(),
      to: new Date(to ?? terminal.nowMs()).toISOString(),
    },
  });
  const messages = clientMessages[terminal.language];
  terminal.out.write(`${messages.runPlanned(Number(answer["executions"] ?? 0))}\n`);
  return exitCodes.ok;
}
