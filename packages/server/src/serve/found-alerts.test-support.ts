import type { Alert, PreparedRule } from "@eqlite/core/detect";
import type { ScratchFolder } from "../events/scratch-folder.test-support.ts";
import { scan } from "../scan/scan.test-support.ts";
import type { ChildServer } from "./child-server.test-support.ts";
import type { RunningServer } from "./start-server.ts";

/** Alerts and building blocks as texts that can be compared: the rule, whether it is a building block, the id. */
export type FoundAlerts = readonly string[];

function textOf(rule: string, isBlock: boolean, id: string): string {
  return `${rule} ${isBlock ? "building block" : "alert"} ${id}`;
}

function idsOf(alerts: readonly Alert[]): FoundAlerts {
  return alerts
    .flatMap(({ id, rule: { ruleId }, buildingBlocks }) => [
      textOf(ruleId, false, id),
      ...buildingBlocks.map((block) => textOf(ruleId, true, String(block["kibana.alert.uuid"]))),
    ])
    .sort();
}

/** What `eqlite scan` finds in events in this order. */
export async function scanned(
  events: readonly string[],
  rules: readonly PreparedRule[],
  scratch: ScratchFolder,
): Promise<FoundAlerts> {
  const path = scratch.write("scanned.ndjson", events.map((event) => `${event}\n`).join(""));
  return idsOf((await scan([path], rules)).alerts);
}

/** What a server has found. */
export function stored({ data }: Pick<RunningServer, "data">): FoundAlerts {
  return [...data.alerts.scan({}, "oldest-first")]
    .map(({ id, document }) =>
      textOf(
        String(document["kibana.alert.rule.rule_id"]),
        document["kibana.alert.building_block_type"] !== undefined,
        id,
      ),
    )
    .sort();
}

export async function storedByChild(server: ChildServer): Promise<FoundAlerts> {
  return (await server.ask("alerts")).map(({ rule, isBlock, id }) => textOf(rule, isBlock, id)).sort();
}

/** Those of some rules. */
export function ofRules(found: FoundAlerts, ruleIds: readonly string[]): FoundAlerts {
  return found.filter((text) => ruleIds.includes(text.slice(0, text.indexOf(" "))));
}
