import { beforeEach, describe, expect, it } from "vitest";
import { openV1, rule, type V1Server } from "./v1-server.test-support.ts";

let server: V1Server;
beforeEach(async () => {
  server = await openV1();
});

const toml = `
[rule]
name = "From a file"
description = "A test."
type = "eql"
language = "eql"
query = 'process where process.name == "mshta.exe"'
severity = "low"
risk_score = 21
rule_id = "of-toml"
`;

describe("saving rules", () => {
  it("makes one of an object, and of a text", async () => {
    const made = await server.ok("POST", "/api/v1/rules", { rule: rule("r1") });
    expect(made).toMatchObject({ rule_id: "r1", revision: 0, state: "running", origin: "api" });
    expect(await server.ok("POST", "/api/v1/rules", { rule: toml })).toMatchObject({ rule_id: "of-toml" });
    const { rule_id: _, ...unnamed } = rule("r2");
    const named = await server.ok("POST", "/api/v1/rules", { rule: unnamed });
    expect(named).toMatchObject({ rule_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it("refuses a rule_id that is taken, and a rule with errors, and says which", async () => {
    await server.ok("POST", "/api/v1/rules", { rule: rule("r1") });
    expect(await server.refusal("POST", "/api/v1/rules", { rule: rule("r1") })).toMatchObject({
      status: 409,
    });
    const broken = { rule: rule("r2", { query: "process where process.name = 1" }) };
    expect(await server.refusal("POST", "/api/v1/rules", broken)).toMatchObject({
      status: 400,
      message: expect.stringContaining("EQL107"),
    });
    const text = { rule: toml.replace('severity = "low"', 'severity = "loud"') };
    expect(await server.refusal("POST", "/api/v1/rules", text)).toMatchObject({
      status: 400,
      message: expect.stringContaining("`severity` must be one of"),
    });
    expect(await server.refusal("POST", "/api/v1/rules", { rule: "" })).toMatchObject({ status: 400 });
    expect(server.data.rules.all().map(({ ruleId }) => ruleId)).toEqual(["r1"]);
  });

  it("replaces one, unless somebody else has changed it since it was read", async () => {
    await server.ok("POST", "/api/v1/rules", { rule: rule("r1") });
    const changed = { rule: rule("r1", { severity: "critical" }), if_revision: 0 };
    expect(await server.ok("PUT", "/api/v1/rules/r1", changed)).toMatchObject({
      revision: 1,
      severity: "critical",
    });
    const late = { rule: rule("r1", { severity: "low" }), if_revision: 0 };
    expect(await server.refusal("PUT", "/api/v1/rules/r1", late)).toMatchObject({
      status: 409,
      message: expect.stringMatching(/changed by ada .* revision 1, .* revision 0/),
    });
    expect(await server.ok("GET", "/api/v1/rules/r1")).toMatchObject({ rule: { severity: "critical" } });
    expect(await server.ok("PUT", "/api/v1/rules/r1", { rule: late.rule })).toMatchObject({ revision: 2 });
    expect(await server.refusal("PUT", "/api/v1/rules/none", changed)).toMatchObject({ status: 404 });
  });

  it("is not for viewers", async () => {
    expect(await server.refusal("POST", "/api/v1/rules", { rule: rule("r1") }, "vic")).toMatchObject({
      status: 403,
    });
  });
});
