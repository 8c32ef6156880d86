import type { JsonObject } from "@eqlite/core/events";
import type { WholeServer } from "../packages/server/src/serve/whole-server.test-support.ts";

/** A rule that finds mshta.exe. */
export const rule = (ruleId: string, more: JsonObject = {}): JsonObject => ({
  rule_id: ruleId,
  name: `Name of ${ruleId}`,
  description: "A test.",
  type: "eql",
  language: "eql",
  query: 'process where process.name == "mshta.exe"',
  index: ["logs-*"],
  severity: "high",
  risk_score: 73,
  interval: "5m",
  from: "now-10m",
  enabled: true,
  ...more,
});

/** Sends a request that must go well. */
export async function ask(
  server: WholeServer,
  method: string,
  path: string,
  body?: unknown,
  login?: string,
): Promise<JsonObject> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      "content-type": "application/json",
      "kbn-xsrf": "test",
      ...(login === undefined ? {} : { authorization: `Basic ${btoa(login)}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as JsonObject);
}

export const makeRule = (server: WholeServer, made: JsonObject) =>
  ask(server, "POST", "/api/v1/rules", { rule: made });
