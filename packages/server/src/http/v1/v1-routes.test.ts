import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { beforeAll, describe, expect, it } from "vitest";
import { makeAlert } from "../../alerts/alert-store.test-support.ts";
import { basic, password } from "../../security/security.test-support.ts";
import { honoPath } from "./mount-routes.ts";
import { addRule, openSharedV1, processEvent, rule, type V1Server } from "./v1-server.test-support.ts";

let server: V1Server;
beforeAll(async () => {
  server = await openSharedV1();
  addRule(server, rule("r1"));
  server.data.alerts.add([makeAlert({ id: "a1" })]);
  await server.store([processEvent("calc.exe")]);
  await server.security.users.create(
    { name: "eve", role: "viewer", password, mustChangePassword: false },
    server.clock.ms,
  );
});

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly permission: string;
  readonly operation: JsonObject;
}

const operations = (): readonly Operation[] =>
  Object.entries(server.document["paths"] as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: operation as JsonObject,
      permission: String((operation as JsonObject)["x-permission"]),
    })),
  );

/** One request for each route that succeeds, in an order in which they can be sent. */
const requests: readonly (readonly [method: string, path: string, body?: unknown, user?: string])[] = [
  ["GET", "/api/v1/alerts"],
  ["GET", "/api/v1/alerts/counts"],
  ["GET", "/api/v1/alerts/histogram"],
  ["GET", "/api/v1/alerts/groups?by=host"],
  ["POST", "/api/v1/alert-views", { name: "mine", state: "status=open" }],
  ["GET", "/api/v1/alert-views"],
  ["PUT", "/api/v1/alert-views/1", { name: "ours", state: "" }],
  ["DELETE", "/api/v1/alert-views/1"],
  ["POST", "/api/v1/alerts/status", { ids: ["a1"], status: "acknowledged" }],
  ["POST", "/api/v1/alerts/tags", { ids: ["a1"], add: ["x"] }],
  ["POST", "/api/v1/alerts/assignees", { ids: ["a1"], add: ["ann"] }],
  ["POST", "/api/v1/alerts/undo", { operation: "4-4" }],
  ["POST", "/api/v1/alerts/a1/notes", { text: "one" }],
  ["PUT", "/api/v1/alerts/a1/notes/1", { text: "two" }],
  ["GET", "/api/v1/alerts/a1/notes"],
  ["PUT", "/api/v1/alerts/a1/steps/respond-1", { done: true }],
  ["GET", "/api/v1/alerts/a1/steps/respond-1"],
  ["GET", "/api/v1/alerts/a1/steps"],
  ["GET", "/api/v1/alerts/a1"],
  ["GET", "/api/v1/alerts/a1/events"],
  ["GET", "/api/v1/rules"],
  ["GET", "/api/v1/rules/r1"],
  ["GET", "/api/v1/rule-names?language=zh-CN"],
  ["POST", "/api/v1/rules/check", { rule: rule("r9") }],
  ["POST", "/api/v1/rules/preview", { rule: rule("r9"), from: "now-1h" }],
  ["POST", "/api/v1/rules", { rule: rule("r8") }],
  ["PUT", "/api/v1/rules/r8", { rule: rule("r8", { risk_score: 1 }), if_revision: 0 }],
  ["POST", "/api/v1/rules/r1/disable"],
  ["POST", "/api/v1/rules/r1/enable"],
  ["GET", "/api/v1/rules/r1/executions"],
  ["GET", "/api/v1/rules/r1/gaps"],
  ["POST", "/api/v1/rules/r1/gaps/fill"],
  ["POST", "/api/v1/rules/r1/run", { from: "now-10m" }],
  [
    "POST",
    "/api/v1/exceptions/dry-run",
    {
      item: { entries: [{ type: "match", field: "host.name", operator: "included", value: "WS-17" }] },
      rule_ids: ["r1"],
    },
  ],
  ["GET", "/api/v1/coverage"],
  ["GET", "/api/v1/data-streams"],
  ["GET", "/api/v1/export"],
  ["GET", "/api/v1/process-tree?entity=e1"],
  ["POST", "/api/v1/prevalence", { values: [{ field: "process.name", value: "calc.exe" }] }],
  ["GET", "/api/v1/status"],
  ["GET", "/api/v1/me"],
  ["GET", "/api/v1/users"],
  ["POST", "/api/v1/users", { name: "uma", role: "viewer" }],
  ["PATCH", "/api/v1/users/uma", { role: "analyst" }],
  ["PUT", "/api/v1/users/uma/password"],
  ["DELETE", "/api/v1/users/uma"],
  ["GET", "/api/v1/api-keys"],
  ["POST", "/api/v1/api-keys", { name: "key", scopes: ["read"], expires_in: "1d" }],
  ["GET", "/api/v1/audit-trail"],
  ["POST", "/api/v1/login", { name: "ann", password }],
  ["POST", "/api/v1/logout"],
  ["PUT", "/api/v1/me/password", { current: password, new: "another horse battery" }, "eve"],
  ["GET", "/api/v1/openapi.json"],
  ["GET", "/api/v1/docs?lang=zh-CN"],
  ["GET", "/api/v1/docs/docs.js"],
  ["GET", "/api/v1/docs/docs.css"],
];

/** Routes that are shown to work elsewhere. */
const elsewhere = new Set([
  "GET /api/v1/alerts/feed",
  "POST /api/v1/rules/{rule_id}/take-from-file",
  "DELETE /api/v1/api-keys/{id}",
]);

describe("the document", () => {
  it("has every route that there is, and none that is not", () => {
    const served = server.app.routes
      .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/"))
      .map(({ method, path }) => `${method} ${path}`);
    const described = operations().map(({ method, path }) => `${method} ${honoPath(path)}`);
    expect([...new Set(served)].toSorted()).toEqual(described.toSorted());
  });

  it("has ids that are all different, and references that lead somewhere", () => {
    const ids = operations().map(({ operation }) => operation["operationId"]);
    expect(new Set(ids).size).toBe(ids.length);
    const schemas = (server.document["components"] as JsonObject)["schemas"] as JsonObject;
    const references = [...JSON.stringify(server.document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, name = ""] of references) expect(schemas).toHaveProperty(name);
  });

  it("each route answers as it says", async () => {
    const sent = new Set<string>();
    for (const [method, path, body, user] of requests) {
      const answer = await server.send(method, path, body, user);
      expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
      const matching = operations().filter(
        (one) =>
          one.method === method &&
          new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path.split("?")[0] ?? ""),
      );
      for (const one of matching) sent.add(`${one.method} ${one.path}`);
    }
    const missing = operations()
      .map(({ method, path }) => `${method} ${path}`)
      .filter((name) => !sent.has(name) && !elsewhere.has(name));
    expect(missing).toEqual([]);
  });
});

describe("who may call", () => {
  const pathOf = (path: string): string =>
    path
      .replaceAll("{note_id}", "1")
      .replaceAll("{id}", "a1")
      .replaceAll(/\{\w+\}/g, "r1");

  it("nobody unknown, but for logging in", async () => {
    for (const { method, path, permission } of operations()) {
      const answer = await server.app.request(pathOf(path), { method });
      if (permission === "anybody") expect(answer.status).toBe(400);
      else expect(answer.status, `${method} ${path}`).toBe(401);
    }
  });

  it("only who has the permission that the document names", async () => {
    for (const [user, permissions] of [
      ["vic", ["read"]],
      ["ann", ["read", "triage", "manage-rules"]],
    ] as const) {
      for (const { method, path, permission } of operations()) {
        if (path.startsWith("/api/v1/me") || path === "/api/v1/login" || path === "/api/v1/logout") continue;
        if (path.endsWith("/feed")) continue;
        const isAllowed = permission === "known" || (permissions as readonly string[]).includes(permission);
        const answer = await server.app.request(`${pathOf(path)}?nonsense=1`, {
          method,
          headers: basic(user),
        });
        // Those who may are told that there is no such parameter.
        expect(answer.status, `${user} ${method} ${path}`).toBe(isAllowed ? 400 : 403);
      }
    }
  });
});

describe("the page", () => {
  it("needs nothing but its own files, none of them inline", async () => {
    const page = await server.app.request("/api/v1/docs", { headers: basic("vic") });
    const html = await page.text();
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:/);
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = ""]) => link);
    expect(links).toEqual(["/api/v1/docs/docs.css", "/api/v1/docs/docs.js", "/api/v1/openapi.json"]);
    for (const link of links) {
      const answer = await server.app.request(link, { headers: basic("vic") });
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(/innerHTML|eval\(|https?:\/\/(?!localhost)/);
    }
  });
});

describe("errors", () => {
  it("of a body say what is wrong with it", async () => {
    const path = "/api/v1/alerts/status";
    expect((await server.refusal("POST", path, "{")).message).toMatch(/no JSON/);
    expect((await server.refusal("POST", path)).message).toMatch(
      /The body is an object with ids, filter, status/,
    );
    expect((await server.refusal("POST", path, { ids: "a1", status: "open" })).message).toMatch(
      /field ids is a list/,
    );
  });

  it("of a path that is not there are as everywhere", async () => {
    const answer = await server.app.request("/api/v1/nothing", { headers: basic("ada") });
    const body = (await answer.json()) as JsonValue;
    expect([answer.status, isJsonObject(body) && body["error"]]).toMatchObject([404, { code: "not-found" }]);
    const wrong = await server.app.request("/api/v1/status", { method: "DELETE", headers: basic("ada") });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET"]);
  });
});
