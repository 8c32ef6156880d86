import { canRun } from "@eqlite/core/detect";
import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import { OperationalError } from "../../../platform/operational-error.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import { ndjsonDownload } from "../download.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import {
  badRequest,
  member,
  queryFlag,
  queryText,
  readObjectBody,
  readOptionalBody,
} from "../kibana-request.ts";
import type { KibanaRouter } from "../kibana-router.ts";
import { readUpload } from "../read-upload.ts";
import { exportRules } from "./export-rules.ts";
import { importRules } from "./import-rules.ts";
import { readRule } from "./read-rule.ts";

const path = "/api/detection_engine/rules";

/** Files of rules, and running a rule before it is stored. */
export function addTransferRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { rules, catalogue, clock, makeId, previewRule } = dependencies;

  router.on("POST", `${path}/_import`, "manage-rules", async (context) => {
    const file = await readUpload(context, kibanaLimits.maxImportBytes);
    const options = {
      overwrite: queryFlag(context, "overwrite"),
      overwriteExceptions: queryFlag(context, "overwrite_exceptions"),
      asNewList: queryFlag(context, "as_new_list"),
    };
    return await importRules(file.text, options, dependencies, context.get("principal"));
  });

  router.on("POST", `${path}/_export`, "read", async (context) => {
    const { objects } = await readOptionalBody(context);
    const fileName = queryText(context, "file_name") ?? "export.ndjson";
    const withSummary = !queryFlag(context, "exclude_export_details");
    const ruleIds = readRuleIds(objects);
    const found: StoredRule[] = [];
    const missing: string[] = [];
    for (const ruleId of ruleIds ?? []) {
      const rule = rules.get({ ruleId });
      if (rule === undefined) missing.push(ruleId);
      else found.push(rule);
    }
    const exported = ruleIds === undefined ? rules.all() : found;
    const options = { missing, withSummary, includeExpired: true };
    return ndjsonDownload(exportRules(exported, options, dependencies), fileName);
  });

  router.on("POST", `${path}/preview`, "manage-rules", async (context) => {
    const { invocationCount, timeframeEnd, ...body } = await readObjectBody(context);
    const { rule } = readRule(body, { catalogue, nowMs: clock.nowMs(), ruleIdIfAbsent: makeId() });
    const { maxPreviewRuns } = kibanaLimits;
    if (
      typeof invocationCount !== "number" ||
      !Number.isInteger(invocationCount) ||
      invocationCount < 1 ||
      invocationCount > maxPreviewRuns
    ) {
      throw badRequest(`"invocationCount" is a whole number from 1 to ${maxPreviewRuns}.`);
    }
    const end = typeof timeframeEnd === "string" ? convertToDate(timeframeEnd) : undefined;
    if (end === undefined) throw badRequest('"timeframeEnd" is a date such as 2026-01-31T12:00:00Z.');
    if (!canRun(rule))
      throw new OperationalError("not-implemented", `Rules of type ${rule.type} are not run yet.`);
    if (previewRule === undefined) {
      throw new OperationalError("not-implemented", "This server does not preview rules yet.");
    }
    const request = { rule, invocationCount, timeframeEndMs: end.ms, signal: context.req.raw.signal };
    const { previewId, isAborted, logs, alerts } = await previewRule(request);
    return {
      previewId,
      isAborted,
      logs: logs.map(({ startedAtMs, durationMs, errors, warnings }) => ({
        errors,
        warnings,
        startedAt: new Date(startedAtMs).toISOString(),
        duration: durationMs,
      })),
      // The original keeps them in an index of previews, which there is none of here.
      eqlite_alerts: alerts,
    };
  });
}

/** `rule_id`s that an export is to have; undefined for all rules. */
function readRuleIds(objects: JsonValue | undefined): ReadonlySet<string> | undefined {
  if (objects === undefined || objects === null) return undefined;
  if (!Array.isArray(objects)) throw badRequest('"objects" is a list of {"rule_id": …}.');
  if (objects.length > kibanaLimits.maxBulkRules) {
    throw badRequest(`"objects" has more than ${kibanaLimits.maxBulkRules} entries.`);
  }
  return new Set(
    objects.map((object: JsonValue) => {
      const ruleId = isJsonObject(object) ? member(object, "rule_id") : undefined;
      if (typeof ruleId !== "string") throw badRequest('"objects" is a list of {"rule_id": …}.');
      return ruleId;
    }),
  );
}
