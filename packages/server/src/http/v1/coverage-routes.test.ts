import { beforeEach, expect, it } from "vitest";
import { openV1, processEvent, type V1Server } from "./v1-server.test-support.ts";

let server: V1Server;
beforeEach(async () => {
  server = await openV1();
});

const rule = (id: string, index: readonly string[]) => ({
  rule: {
    rule_id: id,
    name: id,
    description: "A rule of a test.",
    type: "eql",
    language: "eql",
    query: "process where true",
    severity: "low",
    risk_score: 21,
    index,
    threat: [
      {
        framework: "MITRE ATT&CK",
        tactic: {
          id: "TA0008",
          name: "Lateral Movement",
          reference: "https://attack.mitre.org/tactics/TA0008/",
        },
        technique: [
          { id: "T1021", name: "Remote Services", reference: "https://attack.mitre.org/techniques/T1021/" },
        ],
      },
    ],
  },
});

it("tells which rules see events, and since when others do not", async () => {
  await server.ok("POST", "/api/v1/rules", rule("sees", ["logs-seen-*"]));
  await server.ok("POST", "/api/v1/rules", rule("blind", ["logs-unseen-*"]));
  await server.store([processEvent("a.exe")], "logs-seen-default");
  const find = async (id: string) => {
    const { rules } = await server.ok("GET", "/api/v1/coverage");
    return (rules as readonly { rule_id: string }[]).find((one) => one.rule_id === id);
  };
  expect(await find("sees")).toMatchObject({
    data_streams: ["logs-seen-default"],
    blind: null,
    threats: [
      {
        tactic: { id: "TA0008", name: "Lateral Movement" },
        techniques: [{ id: "T1021", name: "Remote Services", subtechniques: [] }],
      },
    ],
  });
  expect(await find("blind")).toMatchObject({
    data_streams: [],
    blind: "no-data-stream",
    last_arrival: null,
  });
  server.clock.ms += 31 * 86_400_000;
  expect(await find("sees")).toMatchObject({ blind: "no-events" });
});
