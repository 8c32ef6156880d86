import type { JsonObject } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import { OperationalError } from "../../../platform/operational-error.ts";
import { isSameRule } from "../../../rules/rule-columns.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import type { Principal } from "../../server-env.ts";
import { ndjsonDownload } from "../download.ts";
import { inTurns } from "../in-turns.ts";
import type { KibanaDependencies, ManualRuns } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import {
  badRequest,
  bodyFlag,
  bodyObject,
  bodyText,
  bodyTexts,
  queryFlag,
  readObjectBody,
} from "../kibana-request.ts";
import { jsonAnswer, type KibanaRouter } from "../kibana-router.ts";
import { duplicateRule } from "./duplicate-rule.ts";
import { readEditSteps } from "./edit-rule.ts";
import { type ReferringRules, referringRules } from "./exception-references.ts";
import { exportRules } from "./export-rules.ts";
import { findRulesByKql } from "./find-rules-by-kql.ts";
import { readRule } from "./read-rule.ts";
import { ruleAnswers } from "./rule-answer.ts";
import { createRuleChanges, getRule } from "./rule-changes.ts";

const actions = ["enable", "disable", "delete", "duplicate", "export", "edit", "run", "fill_gaps"] as const;

/** What becomes of one rule of a bulk action. */
type BulkOutcome =
  | { readonly kind: "updated" | "created" | "deleted"; readonly rule: StoredRule }
  /** It already was as it was to be. */
  | { readonly kind: "skipped"; readonly rule: StoredRule }
  | { readonly kind: "failed"; readonly error: BulkError };

interface BulkError {
  readonly id: string;
  readonly name?: string;
  readonly message: string;
  readonly status: number;
}

/** Does one thing to one rule, or with `isDryRun` only finds out whether it could be done. */
type BulkStep = (rule: StoredRule, isDryRun: boolean) => BulkOutcome;

/** The same change for many rules. */
export function addBulkRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { database, rules, catalogue, clock, runManually, fillGaps } = dependencies;
  const changes = createRuleChanges(dependencies);

  const select = (body: JsonObject): { found: readonly StoredRule[]; missing: readonly BulkError[] } => {
    const { maxBulkRules } = kibanaLimits;
    const ids = bodyTexts(body, "ids", maxBulkRules);
    const query = bodyText(body, "query");
    if (ids !== undefined && query !== undefined) throw badRequest('Give "ids" or "query", not both.');
    if (ids === undefined) {
      const { rules: found, total } = findRulesByKql(rules, query, { pageSize: maxBulkRules });
      if (total > maxBulkRules) {
        throw badRequest(`These are ${total} rules; one bulk action takes ${maxBulkRules}.`);
      }
      return { found, missing: [] };
    }
    const found: StoredRule[] = [];
    const missing: BulkError[] = [];
    for (const id of new Set(ids)) {
      const rule = rules.get({ id });
      if (rule === undefined) missing.push({ id, message: "There is no such rule.", status: 404 });
      else found.push(rule);
    }
    return { found, missing };
  };

  const enableStep =
    (enabled: boolean, principal: Principal): BulkStep =>
    (rule, isDryRun) => {
      if (rule.enabled === enabled) return { kind: "skipped", rule };
      if (isDryRun) return { kind: "updated", rule };
      const parameters = { ...rule.parameters, enabled };
      return {
        kind: "updated",
        rule: rules.put({ id: rule.id }, { parameters, principal, nowMs: clock.nowMs() }),
      };
    };

  const editStep = (body: JsonObject, principal: Principal): BulkStep => {
    const edit = readEditSteps(body["edit"]);
    return (rule, isDryRun) => {
      const edited = edit(rule.parameters);
      if (isSameRule(rule.parameters, edited)) return { kind: "skipped", rule };
      const nowMs = clock.nowMs();
      const body = { ...edited, enabled: rule.enabled };
      const { parameters } = readRule(body, { catalogue, nowMs, ruleIdIfAbsent: rule.ruleId });
      if (isDryRun) return { kind: "updated", rule };
      return { kind: "updated", rule: rules.put({ id: rule.id }, { parameters, principal, nowMs }) };
    };
  };

  const deleteStep = (principal: Principal): BulkStep => {
    let known: ReferringRules | undefined;
    const referring = (): ReferringRules => {
      known ??= referringRules(rules);
      return known;
    };
    return (rule, isDryRun) => {
      if (rule.origin.kind !== "api" && !rule.isMissing) {
        const { path } = rule.origin;
        throw new OperationalError(
          "conflict",
          `The rule comes from ${path}: delete it there, or disable it.`,
        );
      }
      return {
        kind: "deleted",
        rule: isDryRun ? rule : changes.delete({ id: rule.id }, principal, referring),
      };
    };
  };

  const duplicateStep = (body: JsonObject, principal: Principal): BulkStep => {
    const options = bodyObject(body, "duplicate") ?? {};
    const includeExceptions = bodyFlag(options, "include_exceptions") ?? true;
    const includeExpired = bodyFlag(options, "include_expired_exceptions") ?? true;
    return (rule, isDryRun) =>
      isDryRun
        ? { kind: "created", rule }
        : {
            kind: "created",
            rule: duplicateRule(rule, { includeExceptions, includeExpired }, principal, dependencies),
          };
  };

  /** A rule that fails does not stop the others. */
  const attempt = (rule: StoredRule, isDryRun: boolean, step: BulkStep): BulkOutcome => {
    try {
      // As it is now: others had their turn since it was found.
      return database.transaction(() => step(getRule(rules, { id: rule.id }), isDryRun));
    } catch (error) {
      if (!(error instanceof OperationalError) || error.status >= 500) throw error;
      const name = String(rule.parameters["name"]);
      return { kind: "failed", error: { id: rule.id, name, message: error.message, status: error.status } };
    }
  };

  const answer = (outcomes: readonly BulkOutcome[], isDryRun: boolean): Response => {
    const of = (kind: BulkOutcome["kind"]): readonly StoredRule[] =>
      outcomes.flatMap((outcome) => (outcome.kind === kind && "rule" in outcome ? [outcome.rule] : []));
    const errors = outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : []));
    const skipped = of("skipped");
    const shown = (kind: BulkOutcome["kind"]): readonly JsonObject[] =>
      isDryRun ? [] : ruleAnswers(of(kind), dependencies);
    const total = outcomes.length;
    const attributes: JsonObject = {
      results: {
        updated: shown("updated"),
        created: shown("created"),
        deleted: shown("deleted"),
        skipped: isDryRun
          ? []
          : skipped.map(({ id, parameters }) => ({
              id,
              name: parameters["name"] ?? "",
              skip_reason: "RULE_NOT_MODIFIED",
            })),
      },
      summary: {
        failed: errors.length,
        skipped: skipped.length,
        succeeded: total - errors.length - skipped.length,
        total,
      },
    };
    if (errors.length === 0) return jsonAnswer({ success: true, rules_count: total, attributes });
    const isPartial = errors.length < total;
    const message = isPartial ? "The bulk action failed for some of the rules." : "The bulk action failed.";
    const shownErrors = errors.map(({ id, name, message: why, status }) => ({
      message: why,
      status_code: status,
      rules: [{ id, ...(name === undefined ? {} : { name }) }],
    }));
    // The status by which clients of the original know that something went wrong.
    return jsonAnswer({ message, status_code: 500, attributes: { errors: shownErrors, ...attributes } }, 500);
  };

  router.on("POST", "/api/detection_engine/rules/_bulk_action", "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    const isDryRun = queryFlag(context, "dry_run");
    const principal = context.get("principal");
    const action = actions.find((known) => known === body["action"]);
    if (action === undefined) throw badRequest(`"action" is one of ${actions.join(", ")}.`);
    const { found, missing } = select(body);
    const failed = missing.map((error): BulkOutcome => ({ kind: "failed", error }));
    const all = async (step: BulkStep): Promise<Response> => {
      const done = await inTurns(found, kibanaLimits.rulesAtOnce, (some) =>
        database.transaction(() => some.map((rule) => attempt(rule, isDryRun, step))),
      );
      return answer([...failed, ...done], isDryRun);
    };
    switch (action) {
      case "enable":
      case "disable":
        return await all(enableStep(action === "enable", principal));
      case "edit":
        return await all(editStep(body, principal));
      case "delete":
        return await all(deleteStep(principal));
      case "duplicate":
        return await all(duplicateStep(body, principal));
      case "export":
        if (isDryRun) throw badRequest("An export has no dry run: it changes nothing.");
        if (missing.length > 0) return answer(failed, false);
        return ndjsonDownload(
          exportRules(found, { withSummary: true, includeExpired: true }, dependencies),
          "rules_export.ndjson",
        );
      case "run":
      case "fill_gaps": {
        const given = action === "run" ? runManually : fillGaps;
        const { fromMs, toMs } = readRunTimes(bodyObject(body, action) ?? {}, clock.nowMs());
        const { outcomes, ruleIds } = planRuns(found);
        if (!isDryRun) await startRuns(given, ruleIds, fromMs, toMs, principal);
        return answer([...failed, ...outcomes], isDryRun);
      }
    }
  });
}

async function startRuns(
  start: ManualRuns | undefined,
  ruleIds: readonly string[],
  fromMs: number,
  toMs: number,
  principal: Principal,
): Promise<void> {
  if (start === undefined) {
    throw new OperationalError("not-implemented", "This server does not run rules by hand yet.");
  }
  if (ruleIds.length > 0) await start(ruleIds, fromMs, toMs, principal);
}

/** Which of the rules can run: those that are enabled (specification 2.4). */
function planRuns(rules: readonly StoredRule[]): {
  readonly outcomes: readonly BulkOutcome[];
  readonly ruleIds: readonly string[];
} {
  const { maxManualRules } = kibanaLimits;
  if (rules.length > maxManualRules) {
    throw badRequest(`These are ${rules.length} rules; ${maxManualRules} are run by hand at once.`);
  }
  const runnable = rules.filter(({ enabled, isMissing }) => enabled && !isMissing);
  const outcomes = rules.map((rule): BulkOutcome => {
    if (runnable.includes(rule)) return { kind: "updated", rule };
    const name = String(rule.parameters["name"]);
    return { kind: "failed", error: { id: rule.id, name, message: "The rule is disabled.", status: 400 } };
  });
  return { outcomes, ruleIds: runnable.map(({ ruleId }) => ruleId) };
}

function readRunTimes(body: JsonObject, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const time = (name: string): number => {
    const date = convertToDate(bodyText(body, name) ?? "");
    if (date === undefined) throw badRequest(`"${name}" is a date such as 2026-01-31T12:00:00Z.`);
    return date.ms;
  };
  const [fromMs, toMs] = [time("start_date"), time("end_date")];
  if (fromMs >= toMs) throw badRequest('"start_date" is before "end_date".');
  if (toMs > nowMs) throw badRequest('"end_date" is not in the future.');
  const { maxManualDays } = kibanaLimits;
  if (fromMs < nowMs - maxManualDays * 86_400_000) {
    throw badRequest(`"start_date" is at most ${maxManualDays} days ago.`);
  }
  return { fromMs, toMs };
}
