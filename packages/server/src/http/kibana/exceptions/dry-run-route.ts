import { isJsonObject, type JsonObject, stringifyJson } from "@eqlite/core/events";
import type { Hono } from "hono";
import { dryRunException, type SilencedAlert } from "../../../exceptions/dry-run.ts";
import { errorAnswer } from "../../error-answer.ts";
import { requirePermission, type ServerEnv } from "../../server-env.ts";
import { DiagnosticsError } from "../diagnostics-error.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { badRequest, bodyTexts, readObjectBody } from "../kibana-request.ts";
import { jsonAnswer } from "../kibana-router.ts";
import { listKeyText, listsOf } from "../rules/exception-references.ts";
import { namedValueLists, readItem } from "./read-item.ts";

/**
 * `POST /api/v1/exceptions/dry-run` with `{item, rule_ids?, days?}`: which alerts of the last days (7 where nothing is said)
 * the item would have silenced. Without `rule_ids` for the rules that refer to its list.
 */
export function addDryRunRoute(
  app: Hono<ServerEnv>,
  dependencies: Pick<KibanaDependencies, "alerts" | "rules" | "exceptions" | "catalogue" | "clock" | "turns">,
): void {
  const { alerts, rules, exceptions, catalogue, clock, turns } = dependencies;

  app.post("/api/v1/exceptions/dry-run", requirePermission("read"), async (context) => {
    try {
      const body = await readObjectBody(context);
      const { item: json, days = 7 } = body;
      if (!isJsonObject(json)) throw badRequest('"item" is an exception item.');
      const isDays = typeof days === "number" && days > 0 && days <= kibanaLimits.maxDryRunDays;
      if (!isDays) throw badRequest(`"days" is a number up to ${kibanaLimits.maxDryRunDays}.`);
      const { item, warnings } = readItem(withDefaults(json), {
        catalogue,
        valueLists: exceptions.valueLists,
        itemIdIfAbsent: "dry-run",
      });
      const ruleIds = bodyTexts(body, "rule_ids", kibanaLimits.maxBulkRules) ?? referring(listKeyText(item));
      const { signal } = context.req.raw;
      const found = await turns.run(
        () =>
          dryRunException(item, {
            ruleIds,
            days,
            nowMs: clock.nowMs(),
            alerts,
            catalogue,
            valueLists: namedValueLists(item, exceptions.valueLists),
            maxListed: kibanaLimits.maxDryRunAlerts,
            signal,
          }),
        signal,
      );
      return jsonAnswer({
        checked: found.checked,
        silenced: found.silenced,
        unknown: found.unknown,
        alerts: found.alerts.map(alertJson),
        diagnostics: warnings,
      });
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      const { message, diagnostics } = error;
      const answer = errorAnswer("eqlite", { status: 400, code: "bad-request", message });
      const { error: described } = answer;
      const body = { error: { ...(isJsonObject(described) ? described : {}), diagnostics } };
      return new Response(stringifyJson(body), {
        status: 400,
        headers: { "Content-Type": "application/json" },
      });
    }
  });

  const referring = (list: string): readonly string[] =>
    rules
      .all()
      .filter(({ parameters }) => listsOf(parameters).some((named) => listKeyText(named) === list))
      .map(({ ruleId }) => ruleId);
}

/** An item is tried before anybody has named it or chosen its list. */
function withDefaults(json: JsonObject): JsonObject {
  return { list_id: "dry-run", type: "simple", name: "Dry run", ...json };
}

function alertJson({ id, ruleId, ruleName, timeMs, host, events }: SilencedAlert): JsonObject {
  return {
    id,
    rule_id: ruleId,
    rule_name: ruleName,
    time: new Date(timeMs).toISOString(),
    ...(host === undefined ? {} : { host }),
    events: events.map(({ stage, id: eventId }) => ({
      stage,
      ...(eventId === undefined ? {} : { id: eventId }),
    })),
  };
}
