import { setImmediate as otherWork } from "node:timers/promises";
import { type Severity, severities } from "@eqlite/core/detect";
import type { FieldCatalogue } from "@eqlite/core/lang";
import { type AlertFilter, type AlertStatus, parseAlertStatus, type StoredAlert } from "../alerts/alert.ts";
import type { AlertStore } from "../alerts/alert-store.ts";
import type { FieldLookup } from "../stores/event-store.ts";
import type { QueryNeeds } from "./query-dsl/query-needs.ts";
import { searchLimits } from "./search-limits.ts";
import type {
  FoundDocument,
  SearchBlock,
  SearchIndex,
  SearchSource,
  SourceSelection,
} from "./search-source.ts";

/** Under which names clients look for alerts. */
export const alertIndex = {
  name: ".alerts-security.alerts-default",
  aliases: [".internal.alerts-security.alerts-default-000001"],
} as const;

/** About what one alert takes, for clients that ask for sizes. */
const bytesOfAlert = 4_096;

/** Alerts as something to be searched. The position of an alert is its number, which grows with arrival. */
export function createAlertSource(
  alerts: Pick<AlertStore, "blocks" | "readBlock" | "byNumbers" | "count" | "ruleIds">,
  catalogue: FieldCatalogue,
): SearchSource {
  return {
    catalogue,
    indices(): readonly SearchIndex[] {
      const size = () => {
        const documents = alerts.count({});
        return { documents, bytes: documents * bytesOfAlert };
      };
      return [{ ...alertIndex, kind: "index", size }];
    },
    blocks: (selection) => selectBlocks(alerts, selection),
    async load(positions) {
      return new Map(alerts.byNumbers([...positions]).map((alert) => [alert.place.number, found(alert)]));
    },
  };
}

async function* selectBlocks(
  alerts: Parameters<typeof createAlertSource>[0],
  { index, needs, order }: SourceSelection,
): AsyncGenerator<SearchBlock> {
  if (!index(alertIndex.name)) return;
  const filter = alertFilter(needs, alerts.ruleIds);
  let sliceEndsMs = performance.now() + searchLimits.sliceMs;
  for (const block of alerts.blocks(filter, order)) {
    yield {
      index: alertIndex.name,
      count: block.count,
      times: { firstMs: block.firstMs, lastMs: block.lastMs },
      position: block.fromNumber,
      read: async () => ({
        kind: "documents",
        documents: alerts
          .readBlock(block, filter)
          .map((alert) => ({ ...found(alert), position: alert.place.number })),
      }),
    };
    if (performance.now() < sliceEndsMs) continue;
    await otherWork();
    sliceEndsMs = performance.now() + searchLimits.sliceMs;
  }
}

function found({ id, document }: StoredAlert): FoundDocument {
  return { id, index: alertIndex.name, document };
}

/** What of a search the store can tell: it may ask for less than is needed, never for more. */
export function alertFilter(needs: QueryNeeds, ruleIds: () => readonly string[]): AlertFilter {
  const { times, ids, values } = needs;
  // Of two lookups of one field either is as good: what it lets through is judged again. The store knows no alternatives of
  // several fields.
  return Object.assign(
    {},
    ...values.map(([lookup, ...others]) =>
      lookup === undefined || others.length > 0 ? {} : lookupFilter(lookup, ruleIds),
    ),
    times === undefined
      ? {}
      : { times: { fromMs: boundOf(Math.floor(times.fromMs)), toMs: boundOf(Math.ceil(times.toMs)) } },
    ids === undefined ? {} : { ids: [...ids] },
  );
}

function boundOf(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined;
}

/** Texts are compared without regard to case here, since it cannot be told whether the search does. */
function lookupFilter({ field, texts }: FieldLookup, ruleIds: () => readonly string[]): AlertFilter {
  switch (field) {
    case "kibana.alert.workflow_status": {
      const statuses = known(texts, (text): AlertStatus | undefined =>
        text === "in-progress" ? undefined : parseAlertStatus(text),
      );
      return statuses === undefined ? {} : { statuses };
    }
    case "kibana.alert.severity": {
      const found = known(texts, (text): Severity | undefined => severities.find((one) => one === text));
      return found === undefined ? {} : { severities: found };
    }
    case "kibana.alert.rule.rule_id": {
      const wanted = new Set(texts.map((text) => text.toLowerCase()));
      return { ruleIds: ruleIds().filter((ruleId) => wanted.has(ruleId.toLowerCase())) };
    }
    case "kibana.alert.group.id": {
      const [only] = texts;
      // Those that the engine gives are hashes in lower case.
      return texts.length === 1 && only !== undefined && /^[0-9a-f]{32,}$/i.test(only)
        ? { groupId: only.toLowerCase() }
        : {};
    }
    case "kibana.alert.building_block_type":
      return { buildingBlocks: "only" };
    default:
      return {};
  }
}

/** Undefined where one of the texts is none of the values that the store knows. */
function known<T>(
  texts: readonly string[],
  parse: (text: string) => T | undefined,
): readonly T[] | undefined {
  const values = texts.map((text) => parse(text.toLowerCase()));
  return values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;
}
