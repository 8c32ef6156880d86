import type { JsonObject } from "@eqlite/core/events";
import { parseAlertStatus } from "../../../alerts/alert.ts";
import type { TriageResult } from "../../../alerts/triage-alerts.ts";
import { alertIndex } from "../../../search/alert-source.ts";
import { findIds } from "../../../search/find-ids.ts";
import { type SearchContext, type SearchTarget, searchDocuments } from "../../../search/search-documents.ts";
import { readSearchRequest } from "../../../search/search-request.ts";
import { searchJson } from "../../es/search-answers.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { badRequest, bodyObject, bodyText, bodyTexts, readObjectBody } from "../kibana-request.ts";
import type { KibanaContext, KibanaRouter } from "../kibana-router.ts";
import { withPresentNames } from "./legacy-names.ts";

const path = "/api/detection_engine/signals";

/** Searching alerts, and changing what people say about them. */
export function addAlertRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { alerts, alertSource, clock, monotonicMs, turns } = dependencies;
  const target: SearchTarget = { source: alertSource, index: (name) => name === alertIndex.name };
  const searchContext = (context: KibanaContext): SearchContext => ({
    nowMs: clock.nowMs(),
    monotonicMs,
    signal: context.req.raw.signal,
  });
  const took = (startMs: number): number => Math.max(0, Math.round(monotonicMs() - startMs));

  router.on("POST", `${path}/search`, "read", async (context) => {
    const startMs = monotonicMs();
    const body = withPresentNames(await readObjectBody(context));
    const request = readSearchRequest(body, new Map());
    const found = await turns.run(
      () => searchDocuments([target], request, searchContext(context)),
      context.req.raw.signal,
    );
    return searchJson(found, took(startMs), false);
  });

  router.on("POST", `${path}/status`, "triage", async (context) => {
    const startMs = monotonicMs();
    const body = await readObjectBody(context);
    const status = parseAlertStatus(bodyText(body, "status") ?? "");
    if (status === undefined) throw badRequest('"status" is one of open, acknowledged, closed.');
    const reason = bodyText(body, "reason");
    if (reason !== undefined && status !== "closed") throw badRequest('"reason" says why alerts are closed.');
    const conflicts = bodyText(body, "conflicts") ?? "abort";
    // Accepted for clients that give it: here changes do not run into each other.
    if (conflicts !== "abort" && conflicts !== "proceed")
      throw badRequest('"conflicts" is abort or proceed.');
    const ids = await selectedIds(body, context);
    const result = alerts.setStatus({
      alerts: { ids },
      status,
      reason,
      principal: context.get("principal"),
      nowMs: clock.nowMs(),
    });
    return updateAnswer(result, took(startMs));
  });

  const selectedIds = async (body: JsonObject, context: KibanaContext): Promise<readonly string[]> => {
    const ids = bodyTexts(body, "signal_ids", kibanaLimits.maxChangedAlerts);
    const query = bodyObject(body, "query");
    if ((ids === undefined) === (query === undefined)) throw badRequest('Give "signal_ids" or "query".');
    if (ids !== undefined) return ids;
    const present = withPresentNames(query ?? {});
    const { signal } = context.req.raw;
    return await turns.run(
      () => findIds(target, present, kibanaLimits.maxChangedAlerts, searchContext(context)),
      signal,
    );
  };

  router.on("POST", `${path}/tags`, "triage", async (context) => {
    const startMs = monotonicMs();
    const body = await readObjectBody(context);
    const tags = bodyObject(body, "tags") ?? {};
    const result = alerts.setTags({
      alerts: { ids: namedIds(body) },
      ...readMembers(tags, "tags_to_add", "tags_to_remove"),
      principal: context.get("principal"),
      nowMs: clock.nowMs(),
    });
    return updateAnswer(result, took(startMs));
  });

  router.on("POST", `${path}/assignees`, "triage", async (context) => {
    const startMs = monotonicMs();
    const body = await readObjectBody(context);
    const assignees = bodyObject(body, "assignees") ?? {};
    const result = alerts.setAssignees({
      alerts: { ids: namedIds(body) },
      ...readMembers(assignees, "add", "remove"),
      principal: context.get("principal"),
      nowMs: clock.nowMs(),
    });
    return updateAnswer(result, took(startMs));
  });
}

function namedIds(body: JsonObject): readonly string[] {
  const ids = bodyTexts(body, "ids", kibanaLimits.maxChangedAlerts);
  if (ids === undefined || ids.length === 0) throw badRequest('"ids" is a list of at least one id.');
  return ids;
}

function readMembers(
  body: JsonObject,
  addName: string,
  removeName: string,
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const add = bodyTexts(body, addName, kibanaLimits.maxPageSize) ?? [];
  const remove = bodyTexts(body, removeName, kibanaLimits.maxPageSize) ?? [];
  const both = add.find((text) => remove.includes(text));
  if (both !== undefined) throw badRequest(`"${both.slice(0, 100)}" is to be added and removed.`);
  return { add, remove };
}

/** The counters of an update by query. */
function updateAnswer({ changed, unchanged }: TriageResult, tookMs: number): JsonObject {
  return {
    took: tookMs,
    timed_out: false,
    total: changed + unchanged,
    updated: changed,
    deleted: 0,
    batches: 1,
    version_conflicts: 0,
    noops: unchanged,
    retries: { bulk: 0, search: 0 },
    throttled_millis: 0,
    requests_per_second: -1,
    throttled_until_millis: 0,
    failures: [],
  };
}
