import { compileIndexPatterns } from "@eqlite/core/detect";
import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { defaultIndex, expandIndex } from "../../detection/detection-rule.ts";
import type { StoredRule } from "../../rules/stored-rule.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTimeOrNull } from "./iso-time.ts";
import { fromTime, readTimes } from "./read-time.ts";
import { type Route, route } from "./route.ts";
import {
  anyText,
  choice,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  type ReadOf,
  time,
  whole,
  withDefault,
} from "./shape.ts";

const techniqueShape = named(
  "CoveredTechnique",
  object({ id: anyText, name: anyText, subtechniques: list(object({ id: anyText, name: anyText })) }),
);

const coverageShape = named(
  "RuleCoverage",
  object({
    rule_id: anyText,
    name: anyText,
    severity: anyText,
    enabled: flag,
    threats: list(
      object({ tactic: object({ id: anyText, name: anyText }), techniques: list(techniqueShape) }),
    ),
    index: described(
      "Patterns of the data streams that it looks at, with what the settings add.",
      list(anyText),
    ),
    data_streams: described("Stored ones that it sees.", list(anyText)),
    last_arrival: nullable(described("Of an event that it could see.", time)),
    blind: nullable(
      described(
        "Why it finds nothing: no data stream that it looks at is stored, or nothing has arrived there within the time.",
        choice(["no-data-stream", "no-events"]),
      ),
    ),
    alerts: described("Within the time, without building blocks.", whole()),
  }),
);

type Threats = ReadOf<typeof coverageShape>["threats"];

/** What rules look for, and whether events of that kind arrive. */
export function coverageRoutes({ rules, alerts, store, config, clock }: V1Dependencies): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/v1/coverage",
      tag: "rules",
      summary: "What rules cover of MITRE ATT&CK, and which of them see no events",
      access: "read",
      query: { from: withDefault(fromTime, "now-30d") },
      answer: {
        description: "All rules, in the order of their names.",
        shape: object({ rules: list(coverageShape) }),
      },
      handle({ query }) {
        const { fromMs = Number.NEGATIVE_INFINITY } = readTimes(
          { from: query.from, to: undefined },
          clock.nowMs(),
        );
        const counts = new Map(
          alerts
            .countsBy("rule", { times: { fromMs }, buildingBlocks: "hidden" })
            .map(({ value, count }) => [value, count]),
        );
        const streams = store.dataStreams();
        const also = new Map(Object.entries(config.indexAliases));
        const seen = new Map<
          string,
          Pick<ReadOf<typeof coverageShape>, "data_streams" | "last_arrival" | "blind">
        >();
        const seenBy = (index: readonly string[]) => {
          const key = index.join(",");
          const known = seen.get(key);
          if (known !== undefined) return known;
          const isSeen = config.enforceIndex ? compileIndexPatterns(index) : () => true;
          const found = streams.filter(({ name }) => isSeen(name));
          const last = Math.max(
            ...found.map(({ lastIngestedMs }) => lastIngestedMs ?? Number.NEGATIVE_INFINITY),
          );
          const answer = {
            data_streams: found.map(({ name }) => name),
            last_arrival: isoTimeOrNull(Number.isFinite(last) ? last : undefined),
            blind:
              found.length === 0
                ? ("no-data-stream" as const)
                : last < fromMs
                  ? ("no-events" as const)
                  : null,
          };
          seen.set(key, answer);
          return answer;
        };
        return {
          rules: rules
            .all()
            .map((stored) => {
              const index = expandIndex(indexOf(stored), also);
              return {
                rule_id: stored.ruleId,
                name: textOf(stored.parameters["name"]),
                severity: textOf(stored.parameters["severity"]),
                enabled: stored.enabled,
                threats: threatsOf(stored.parameters["threat"]),
                index,
                ...seenBy(index),
                alerts: counts.get(stored.ruleId) ?? 0,
              };
            })
            .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
        };
      },
    }),
  ];
}

function indexOf({ parameters }: StoredRule): readonly string[] {
  const { index } = parameters;
  const patterns = Array.isArray(index) ? index.filter((one) => typeof one === "string") : [];
  return patterns.length === 0 ? defaultIndex : patterns;
}

function threatsOf(threat: JsonValue | undefined): Threats {
  return objectsOf(threat).flatMap(({ tactic, technique }) => {
    if (tactic === undefined || !isJsonObject(tactic)) return [];
    const techniques = objectsOf(technique).map((one) => ({
      ...idAndName(one),
      subtechniques: objectsOf(one["subtechnique"]).map(idAndName),
    }));
    return [{ tactic: idAndName(tactic), techniques }];
  });
}

function idAndName({ id, name }: JsonObject): { readonly id: string; readonly name: string } {
  return { id: textOf(id), name: textOf(name) };
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one: JsonValue) => isJsonObject(one)) : [];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
