import type { JsonObject, JsonValue } from "@eqlite/core/events";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { openAlertStore } from "./alert-store.test-support.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue>(
      null,
      true,
      false,
      0,
      -1.5,
      1e300,
      2 ** 53 - 1,
      2n ** 60n,
      "",
      "\0",
      "\ud800",
      "é",
    ),
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
  ),
})).value;

const names = fc.oneof(
  fc.constantFrom(
    "@timestamp",
    "host",
    "user.name",
    "kibana.alert.rule.parameters",
    "kibana.alert.rule.name",
    "kibana.alert.rule.rule_id",
    "kibana.alert.rule.execution.uuid",
    "kibana.alert.rule.note",
    "kibana.alert.group.id",
    "kibana.alert.group.index",
    "kibana.alert.severity",
    "kibana.alert.risk_score",
    "kibana.alert.building_block_type",
    "kibana.alert.original_time",
  ),
  fc.string({ unit: "binary" }).map((name) => `kibana.alert.rule.${name}`),
  fc.string(),
);

const workflow = {
  "kibana.alert.workflow_status": "open",
  "kibana.alert.workflow_tags": [],
  "kibana.alert.workflow_assignee_ids": [],
};

it("a document comes back as it was given, whatever is in it", () => {
  const store = openAlertStore(folder.open());
  let id = 0;
  fc.assert(
    fc.property(fc.array(fc.dictionary(names, json), { minLength: 1, maxLength: 4 }), (documents) => {
      const alerts = documents.map((fields) => {
        id += 1;
        const document: JsonObject = { ...fields, ...workflow };
        return { id: `${id}`, document, origin: "live" as const };
      });
      expect(store.add(alerts)).toHaveLength(alerts.length);
      for (const alert of alerts) expect(store.get(alert.id)?.document).toEqual(alert.document);
      const ids = alerts.map((alert) => alert.id);
      expect([...store.lines({ ids }, "oldest-first")].flatMap((block) => block.ids)).toHaveLength(
        ids.length,
      );
    }),
    { numRuns: 150 },
  );
}, 30_000);
