import { randomUUID } from "node:crypto";
import { canRun, ruleParameters, severities, storedParameters } from "@eqlite/core/detect";
import { hasErrors } from "@eqlite/core/lang";
import { prepareDetectionRule } from "../../detection/rule-set.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { ruleStoreLimits } from "../../rules/rule-store-limits.ts";
import type { StoredRule } from "../../rules/stored-rule.ts";
import { alertJson } from "./alert-routes.ts";
import { alertShape } from "./alert-summary.ts";
import { checkRuleText, diagnosticJson, diagnosticShape, givenRule, ruleSource } from "./check-rule-text.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { executionJson, executionShape, gapJson, gapShape, gapStates } from "./execution-shapes.ts";
import { isoTime } from "./iso-time.ts";
import { createRulePreviews, type PreviewLimits } from "./preview-rule.ts";
import { fromTime, readSpan, toTime } from "./read-time.ts";
import { type Route, route } from "./route.ts";
import { createRuleHealth, type RuleJson, ruleShape } from "./rule-health.ts";
import { saveRuleRoutes } from "./save-rule-routes.ts";
import {
  anyObject,
  anyText,
  choice,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  optional,
  text,
  time,
  whole,
  withDefault,
} from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

const revisionShape = named(
  "RuleRevision",
  object({ revision: whole(), saved_at: time, saved_by: anyText, parameters: anyObject }),
);

const inPath = {
  rule_id: described("`rule_id` of the rule.", text({ least: 1, most: ruleStoreLimits.maxIdUnits })),
} as const;

const pages = {
  page: withDefault(whole({ from: 1, to: 1_000_000 }), 1),
  per_page: withDefault(whole({ from: 1, to: v1Limits.maxPage }), 100),
} as const;

const texts = list(text({ least: 1, most: v1Limits.maxFilterUnits }), { most: v1Limits.maxFilterValues });

/** Rules: how they fare, turning them on and off, executions, gaps, checking and trying out. */
export function ruleRoutes(dependencies: V1Dependencies, limits?: Partial<PreviewLimits>): readonly Route[] {
  const { rules, executions, detection, catalogue, clock, stopping } = dependencies;
  const preview = createRulePreviews(dependencies, limits);

  const mustGet = (ruleId: string): StoredRule => {
    const rule = rules.get({ ruleId });
    if (rule !== undefined) return rule;
    throw new OperationalError("not-found", `There is no rule with the rule_id ${ruleId}.`);
  };
  const healthOf = (rule: StoredRule): RuleJson => createRuleHealth(dependencies)(rule);
  const enabling = (enabled: boolean): Route =>
    route({
      method: "POST",
      path: `/api/v1/rules/{rule_id}/${enabled ? "enable" : "disable"}`,
      tag: "rules",
      summary: enabled ? "Enable a rule" : "Disable a rule",
      access: "manage-rules",
      inPath,
      answer: { description: "The rule as it is now.", shape: ruleShape },
      errors: ["not-found"],
      handle({ inPath: { rule_id: ruleId }, context }) {
        const edit = { principal: context.get("principal"), nowMs: clock.nowMs() };
        return healthOf(
          rules.patch({ ruleId: mustGet(ruleId).ruleId }, { ...edit, parameters: { enabled } }),
        );
      },
    });

  return [
    route({
      method: "GET",
      path: "/api/v1/rules",
      tag: "rules",
      summary: "List rules with how they fare",
      access: "read",
      query: {
        name: optional(described("A part of the name.", text({ least: 1, most: v1Limits.maxFilterUnits }))),
        tag: optional(described("Rules that have all of these tags.", texts)),
        type: optional(texts),
        severity: optional(list(choice(severities), { least: 1, most: severities.length })),
        origin: optional(list(choice(["api", "file", "bundled"]), { least: 1, most: 3 })),
        enabled: optional(described("Whether it is enabled and its file is there.", flag)),
        cannot_run: withDefault(described("Only enabled rules that cannot run.", flag), false),
        sort: withDefault(
          choice(["name", "severity", "risk_score", "enabled", "created", "updated"]),
          "name",
        ),
        order: withDefault(choice(["asc", "desc"]), "asc"),
        ...pages,
      },
      answer: {
        description: "Rules in their order.",
        shape: object({ rules: list(ruleShape), total: whole(), page: whole(), per_page: whole() }),
      },
      handle({ query }) {
        const problems = detection.ruleSet.current().problems.map(({ ruleId }) => ruleId);
        const found = rules.find(
          {
            name: query.name,
            tags: query.tag,
            types: query.type,
            severities: query.severity,
            origins: query.origin,
            enabled: query.enabled,
            ruleIds: query.cannot_run ? problems : undefined,
          },
          { sort: sortFields[query.sort], order: query.order, page: query.page, pageSize: query.per_page },
        );
        return {
          rules: found.rules.map(createRuleHealth(dependencies)),
          total: found.total,
          page: query.page,
          per_page: query.per_page,
        };
      },
    }),
    route({
      method: "POST",
      path: "/api/v1/rules/check",
      tag: "rules",
      summary: "Check a rule that is not saved",
      access: "read",
      body: object({
        rule: givenRule,
        name: withDefault(
          described("Of the file; its ending says the format where the text does not.", text({ most: 200 })),
          "rule.toml",
        ),
      }),
      answer: {
        description: "What is wrong with it, and where.",
        shape: object({
          ok: described("There is a rule and no error.", flag),
          source: described("The text that places point into.", anyText),
          rules: list(
            object({
              rule_id: anyText,
              name: anyText,
              type: anyText,
              can_run: flag,
              parameters: described("The rule in the API's form.", anyObject),
            }),
          ),
          diagnostics: list(diagnosticShape),
        }),
      },
      handle({ body }) {
        const source = ruleSource(body.rule, body.name);
        const checked = checkRuleText(source, catalogue, clock.nowMs());
        return {
          ok: checked.rules.length > 0 && !hasErrors(checked.diagnostics),
          source: source.text,
          rules: checked.rules.map(({ rule }) => ({
            rule_id: rule.ruleId,
            name: rule.name,
            type: rule.type,
            can_run: canRun(rule),
            parameters: storedParameters(rule),
          })),
          diagnostics: checked.diagnostics.map((diagnostic) => diagnosticJson(diagnostic, source)),
        };
      },
    }),
    route({
      method: "POST",
      path: "/api/v1/rules/preview",
      tag: "rules",
      summary: "Try a rule on stored events",
      description: [
        `Runs one rule over events by their \`@timestamp\` and stores nothing. Its exceptions count. At most`,
        `${v1Limits.maxPreviewCounted} alerts are counted and ${v1Limits.maxPreviewAlerts} shown, those of the latest events;`,
        "it ends when the client goes away.",
      ].join(" "),
      access: "read",
      body: object({ rule: givenRule, from: fromTime, to: withDefault(toTime, "now") }),
      answer: {
        description: "What the rule would raise.",
        shape: object({
          from: time,
          to: time,
          count: whole(),
          is_cut: described("There are more alerts than are counted.", flag),
          events_searched: nullable(whole()),
          interval_ms: whole(),
          columns: described(
            "How many alerts by the time of their last event.",
            list(object({ from: time, count: whole() })),
          ),
          alerts: list(alertShape),
          warnings: list(anyText),
        }),
      },
      errors: ["too-slow", "store-closed"],
      async handle({ body, context }) {
        const span = readSpan(body, clock.nowMs());
        const source = ruleSource(body.rule, "rule.toml");
        const checked = checkRuleText(source, catalogue, clock.nowMs());
        const error = checked.diagnostics.find(({ severity }) => severity === "error");
        const [loaded] = checked.rules;
        if (error !== undefined || loaded === undefined) {
          throw new OperationalError(
            "bad-request",
            `The rule has errors: ${error?.message ?? "there is none"} POST /api/v1/rules/check says where.`,
          );
        }
        const prepared = prepareDetectionRule(unsavedRule(ruleParameters(loaded.rule), clock.nowMs()), {
          exceptions: dependencies.exceptions,
          catalogue,
          clock,
          enforceIndex: dependencies.config.enforceIndex,
          alsoCovers: new Map(Object.entries(dependencies.config.indexAliases)),
        });
        if ("problem" in prepared) throw new OperationalError("bad-request", prepared.problem.message);
        const signal = AbortSignal.any([stopping, context.req.raw.signal]);
        const found = await preview({ rule: prepared.rule, ...span, signal });
        const { intervalMs, columns } = columnsOf(found.timesMs, span);
        return {
          from: isoTime(span.fromMs),
          to: isoTime(span.toMs),
          count: found.count,
          is_cut: found.isCut,
          events_searched: found.eventsSearched ?? null,
          interval_ms: intervalMs,
          columns: columns.map(({ fromMs, count }) => ({ from: isoTime(fromMs), count })),
          alerts: found.alerts.map((alert) => alertJson(alert, true)),
          warnings: found.warnings,
        };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/rules/{rule_id}",
      tag: "rules",
      summary: "One rule with its history",
      access: "read",
      inPath,
      answer: {
        description: "The rule, its parameters, and what they were before.",
        shape: object({
          rule: ruleShape,
          parameters: anyObject,
          history: described("The present revision last.", list(revisionShape)),
        }),
      },
      errors: ["not-found"],
      handle({ inPath: { rule_id: ruleId } }) {
        const rule = mustGet(ruleId);
        return {
          rule: healthOf(rule),
          parameters: rule.parameters,
          history: rules.history({ ruleId }).map(({ revision, savedMs, savedBy, parameters }) => ({
            revision,
            saved_at: isoTime(savedMs),
            saved_by: savedBy,
            parameters,
          })),
        };
      },
    }),
    ...saveRuleRoutes(dependencies),
    // Not below the rules: it would be the rule with the id "names".
    route({
      method: "GET",
      path: "/api/v1/rule-names",
      tag: "rules",
      summary: "Names of rules in another language",
      description: "For lists. The other texts of one rule stand in its parameters, under `translations`.",
      access: "read",
      query: { language: described("Such as `zh-CN`.", text({ least: 2, most: v1Limits.maxLanguageUnits })) },
      answer: {
        description: "Rules that have a name in this language.",
        shape: object({
          names: list(
            object({ rule_id: anyText, name: described("As it is written.", anyText), translated: anyText }),
          ),
        }),
      },
      handle: ({ query: { language } }) => ({
        names: rules
          .translatedNames(language)
          .map(({ ruleId, name, translated }) => ({ rule_id: ruleId, name, translated })),
      }),
    }),
    enabling(true),
    enabling(false),
    route({
      method: "POST",
      path: "/api/v1/rules/{rule_id}/take-from-file",
      tag: "rules",
      summary: "Give up changes and take what the file says",
      access: "manage-rules",
      inPath,
      answer: { description: "The rule as it is now.", shape: ruleShape },
      errors: ["not-found"],
      async handle({ inPath: { rule_id: ruleId }, context }) {
        mustGet(ruleId);
        rules.takeFromFile({ ruleId }, { principal: context.get("principal"), nowMs: clock.nowMs() });
        await dependencies.syncRuleFiles();
        return healthOf(mustGet(ruleId));
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/rules/{rule_id}/executions",
      tag: "rules",
      summary: "Executions of a rule",
      access: "read",
      inPath,
      query: pages,
      answer: {
        description: "Newest first.",
        shape: object({
          executions: list(executionShape),
          total: whole(),
          page: whole(),
          per_page: whole(),
        }),
      },
      errors: ["not-found"],
      handle({ inPath: { rule_id }, query: { page, per_page } }) {
        const found = executions.history(mustGet(rule_id).ruleId, { page, pageSize: per_page });
        return { executions: found.executions.map(executionJson), total: found.total, page, per_page };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/rules/{rule_id}/gaps",
      tag: "rules",
      summary: "Times that no execution of a rule has covered",
      access: "read",
      inPath,
      query: { state: optional(list(choice(gapStates), { least: 1, most: gapStates.length })), ...pages },
      answer: {
        description: "Oldest first.",
        shape: object({ gaps: list(gapShape), total: whole(), page: whole(), per_page: whole() }),
      },
      errors: ["not-found"],
      handle({ inPath: { rule_id }, query: { state, page, per_page } }) {
        const { ruleId } = mustGet(rule_id);
        const found = executions.gaps.list({ ruleId, states: state, page, pageSize: per_page });
        return { gaps: found.gaps.map(gapJson), total: found.total, page, per_page };
      },
    }),
    route({
      method: "POST",
      path: "/api/v1/rules/{rule_id}/gaps/fill",
      tag: "rules",
      summary: "Search the times that no execution has covered",
      description: "Begins it: the gaps say how far it is. Nothing is filled for a rule that does not run.",
      access: "manage-rules",
      inPath,
      answer: {
        status: 202,
        description: "How many gaps are being filled.",
        shape: object({ gaps: whole() }),
      },
      errors: ["not-found"],
      handle: ({ inPath: { rule_id }, context }) => ({
        gaps: detection.manual.fillGaps(
          { ruleId: mustGet(rule_id).ruleId },
          { principal: context.get("principal"), nowMs: clock.nowMs() },
        ),
      }),
    }),
    route({
      method: "POST",
      path: "/api/v1/rules/{rule_id}/run",
      tag: "rules",
      summary: "Run a rule over a past time",
      description:
        "Cut into its intervals, as if it had run then. Alerts that exist already are not raised again.",
      access: "manage-rules",
      inPath,
      body: object({ from: fromTime, to: withDefault(toTime, "now") }),
      answer: {
        status: 202,
        description: "How many executions were planned; the list of executions says how far they are.",
        shape: object({ executions: whole() }),
      },
      errors: ["not-found"],
      handle: ({ inPath: { rule_id }, body, context }) => {
        const asked = { principal: context.get("principal"), nowMs: clock.nowMs() };
        return {
          executions: detection.manual.run([mustGet(rule_id).ruleId], readSpan(body, asked.nowMs), asked),
        };
      },
    }),
  ];
}

const sortFields = {
  name: "name",
  severity: "severity",
  risk_score: "riskScore",
  enabled: "enabled",
  created: "createdMs",
  updated: "updatedMs",
} as const;

/** A rule that is not stored, as one that is. */
function unsavedRule(parameters: StoredRule["parameters"], nowMs: number): StoredRule {
  return {
    id: randomUUID(),
    ruleId: String(parameters["rule_id"]),
    origin: { kind: "api" },
    enabled: true,
    isMissing: false,
    isEdited: false,
    revision: 0,
    createdMs: nowMs,
    createdBy: "preview",
    updatedMs: nowMs,
    updatedBy: "preview",
    parameters,
  };
}

/** Lengths of columns that people can read. */
const niceMs = [1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 3 * 3_600, 12 * 3_600, 86_400].map(
  (s) => s * 1_000,
);

function columnsOf(
  timesMs: readonly number[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): { readonly intervalMs: number; readonly columns: readonly { fromMs: number; count: number }[] } {
  const leastMs = (toMs - fromMs) / v1Limits.maxPreviewColumns;
  const dayMs = niceMs.at(-1) ?? 1;
  const intervalMs = niceMs.find((ms) => ms >= leastMs) ?? Math.ceil(leastMs / dayMs) * dayMs;
  const counts = new Map<number, number>();
  for (const ms of timesMs) {
    const column = Math.floor(ms / intervalMs) * intervalMs;
    counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  const columns = [...counts].map(([from, count]) => ({ fromMs: from, count }));
  return { intervalMs, columns: columns.toSorted((left, right) => left.fromMs - right.fromMs) };
}
