import { expect, it } from "vitest";
import { buildMatrix, type RuleCoverage } from "./build-matrix.ts";

const rule = (id: string, change: Partial<RuleCoverage>): RuleCoverage => ({
  rule_id: id,
  name: id,
  severity: "low",
  enabled: true,
  threats: [],
  index: ["logs-*"],
  data_streams: [],
  last_arrival: null,
  blind: null,
  alerts: 0,
  ...change,
});

const lateral = { id: "TA0008", name: "Lateral Movement" };
const access = { id: "TA0001", name: "Initial Access" };
const services = { id: "T1021", name: "Remote Services", subtechniques: [] };

it("rules stand under their tactics in the order of an attack, with what works and what is blind", () => {
  const columns = buildMatrix([
    rule("a", { threats: [{ tactic: lateral, techniques: [services] }], alerts: 3 }),
    rule("b", { threats: [{ tactic: lateral, techniques: [services] }], blind: "no-data-stream" }),
    rule("c", {
      threats: [{ tactic: lateral, techniques: [services, services] }],
      enabled: false,
      blind: "no-events",
    }),
    rule("d", {
      threats: [
        { tactic: access, techniques: [] },
        { tactic: { id: "X", name: "Own" }, techniques: [] },
      ],
    }),
    rule("e", {}),
  ]);
  expect(columns.map(({ name }) => name)).toEqual(["Initial Access", "Lateral Movement", "Own"]);
  expect(columns[0]?.cells.map(({ id, working }) => [id, working])).toEqual([["TA0001", 1]]);
  expect(columns[1]?.cells).toMatchObject([{ id: "T1021", working: 1, blind: 1, alerts: 3 }]);
  expect(columns[1]?.cells[0]?.rules.map(({ name }) => name)).toEqual(["a", "b", "c"]);
});
