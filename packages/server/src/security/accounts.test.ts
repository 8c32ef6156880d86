import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuditTrail } from "./audit-trail.ts";
import { BoundedMap } from "./bounded-map.ts";
import { createPasswordHasher, standardHashCost } from "./password-hasher.ts";
import {
  basic,
  cookieOf,
  password,
  quickHashCost,
  securedApp,
  securityDatabase,
  testClock,
} from "./security.test-support.ts";
import { securityLimits } from "./security-limits.ts";
import { createUsers, ensureFirstUser } from "./users.ts";

describe("the hash of a password", () => {
  it("takes 64 MiB, has its cost with it, and differs each time", async () => {
    const hasher = createPasswordHasher(randomBytes);
    const stored = await hasher.hash("Grüße an alle hier");
    expect(stored).toMatch(/^scrypt\$65536\$8\$1\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/);
    expect(128 * standardHashCost.n * standardHashCost.r).toBe(64 * 1024 * 1024);
    expect(await hasher.verify("Grüße an alle hier".normalize("NFD"), stored)).toBe(true);
    expect(await hasher.verify("Grusse an alle hier", stored)).toBe(false);
  });

  it("of another cost is still understood, and a damaged one opens nothing", async () => {
    const hasher = createPasswordHasher(randomBytes, quickHashCost);
    const stored = await hasher.hash(password);
    expect(await createPasswordHasher(randomBytes, { n: 2048, r: 8, p: 1 }).verify(password, stored)).toBe(
      true,
    );
    expect(await hasher.hash(password)).not.toBe(stored);
    for (const damaged of [
      "",
      "scrypt$1024$8$1$$",
      stored.replace("scrypt", "plain"),
      stored.slice(0, -10),
    ]) {
      expect(await hasher.verify(password, damaged)).toBe(false);
    }
  });

  it("is made for so many at a time, and the rest is told to come back", async () => {
    const hasher = createPasswordHasher(randomBytes, quickHashCost);
    const most = securityLimits.maxHashing + securityLimits.maxHashesWaiting;
    const results = await Promise.allSettled(Array.from({ length: most + 3 }, () => hasher.hash(password)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(most);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "too-busy", retryAfterSeconds: 3 });
    expect(await hasher.hash(password)).toMatch(/^scrypt/);
  });
});

describe("the first start", () => {
  it("makes one administrator with a password that has to be changed", async () => {
    const database = securityDatabase();
    const users = createUsers(database, createPasswordHasher(randomBytes, quickHashCost));
    const first = await ensureFirstUser(users, randomBytes, 0);
    expect(first).toEqual({ name: "admin", password: expect.stringMatching(/^[\w-]{24}$/) });
    expect(users.list()).toMatchObject([{ name: "admin", role: "admin", mustChangePassword: true }]);
    expect(JSON.stringify(database.prepare("SELECT * FROM users").all())).not.toContain(first?.password);
    expect(await ensureFirstUser(users, randomBytes, 0)).toBeUndefined();
  });
});

describe("a password that somebody else has given", () => {
  it("opens nothing but its own change", async () => {
    const { request } = await securedApp();
    const created = await request("POST", "/api/v1/users", { name: "New", role: "analyst" }, basic("ada"));
    expect(created.status).toBe(201);
    const { name, password: given } = (await created.json()) as { name: string; password: string };
    expect(name).toBe("new");
    const login = await request("POST", "/api/v1/login", { name, password: given });
    expect(await login.json()).toMatchObject({ must_change_password: true, permissions: [] });
    const headers = { Cookie: cookieOf(login), "kbn-xsrf": "true" };
    const refused = await request("GET", "/may/read", undefined, headers);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("PUT /api/v1/me/password");
    expect((await request("GET", "/may/read", undefined, basic(name, given))).status).toBe(403);

    const change = (current: string, next: string) =>
      request("PUT", "/api/v1/me/password", { current, new: next }, headers);
    expect((await change("not this one", "my own long one")).status).toBe(403);
    expect((await change(given, given)).status).toBe(400);
    expect((await change(given, "short")).status).toBe(400);
    const changed = await change(given, "my own long one");
    expect(changed.status).toBe(204);
    expect((await request("GET", "/may/read", undefined, headers)).status).toBe(401);
    expect((await request("GET", "/may/triage", undefined, { Cookie: cookieOf(changed) })).status).toBe(200);
  });
});

describe("users", () => {
  it.each([
    ["name", { name: "Ada Lovelace", role: "viewer" }, "letters a–z"],
    ["name", { name: "a".repeat(securityLimits.maxNameLength + 1), role: "viewer" }, "at most 64"],
    ["role", { name: "bob", role: "root" }, "viewer, analyst, admin"],
    ["password", { name: "bob", role: "viewer", password: "a".repeat(11) }, "12 to 256"],
    ["password", { name: "bob", role: "viewer", password: "ab".repeat(10) }, "too easy"],
    ["password", { name: "bob", role: "viewer", password: 7 }, "is a text"],
    ["field", { name: "bob", rolle: "viewer" }, "did you mean role?"],
    ["body", [], "JSON object"],
  ])("are refused with a bad %s", async (_, body, message) => {
    const { request } = await securedApp();
    const answer = await request("POST", "/api/v1/users", body, basic("ada"));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(message);
  });

  it("are managed by administrators alone", async () => {
    const { request } = await securedApp();
    for (const [method, path] of [
      ["GET", "/api/v1/users"],
      ["POST", "/api/v1/users"],
      ["PATCH", "/api/v1/users/vic"],
      ["PUT", "/api/v1/users/vic/password"],
      ["DELETE", "/api/v1/users/vic"],
      ["GET", "/api/v1/audit-trail"],
      ["GET", "/api/v1/api-keys"],
      ["POST", "/api/v1/api-keys"],
      ["DELETE", "/api/v1/api-keys/x"],
      ["POST", "/_security/api_key"],
      ["DELETE", "/_security/api_key"],
    ] as const) {
      expect([method, path, (await request(method, path, undefined, basic("ann"))).status]).toEqual([
        method,
        path,
        403,
      ]);
    }
  });

  it("are created once, changed and deleted", async () => {
    const { request } = await securedApp();
    const as = (method: string, path: string, body?: unknown) => request(method, path, body, basic("ada"));
    const bob = { name: "bob", role: "viewer", password: "a long enough one" };
    expect((await as("POST", "/api/v1/users", bob)).status).toBe(201);
    expect((await as("POST", "/api/v1/users", { ...bob, name: "BOB" })).status).toBe(409);
    expect(await (await as("PATCH", "/api/v1/users/bob", { role: "analyst" })).json()).toMatchObject({
      role: "analyst",
    });
    const reset = (await (await as("PUT", "/api/v1/users/bob/password")).json()) as { password: string };
    expect((await request("POST", "/api/v1/login", { name: "bob", password: bob.password })).status).toBe(
      401,
    );
    expect((await request("POST", "/api/v1/login", { name: "bob", password: reset.password })).status).toBe(
      200,
    );
    expect((await as("DELETE", "/api/v1/users/bob")).status).toBe(204);
    expect((await as("DELETE", "/api/v1/users/bob")).status).toBe(404);
    const { users } = (await (await as("GET", "/api/v1/users")).json()) as { users: { name: string }[] };
    expect(users.map(({ name }) => name)).toEqual(["ada", "ann", "vic"]);
  });

  it("keep an administrator", async () => {
    const { request } = await securedApp();
    const as = (method: string, path: string, body?: unknown) => request(method, path, body, basic("ada"));
    expect((await as("DELETE", "/api/v1/users/ada")).status).toBe(409);
    expect((await as("PATCH", "/api/v1/users/ada", { role: "viewer" })).status).toBe(409);
    expect((await as("PATCH", "/api/v1/users/ada", { enabled: false })).status).toBe(409);
    expect((await as("PATCH", "/api/v1/users/ann", { role: "admin" })).status).toBe(200);
    expect((await as("PATCH", "/api/v1/users/ada", { role: "viewer" })).status).toBe(200);
  });

  it("are only so many", async () => {
    const { database, request } = await securedApp();
    const insert = database.prepare(
      "INSERT INTO users (name, role, password_hash, must_change_password, enabled, created_ms) VALUES (?, 'viewer', '', 0, 1, 0)",
    );
    for (let i = 0; i < securityLimits.maxUsers - 4; i += 1) insert.run(`user${i}`);
    const create = (name: string) => request("POST", "/api/v1/users", { name, role: "viewer" }, basic("ada"));
    expect((await create("last")).status).toBe(201);
    expect((await create("more")).status).toBe(409);
  });
});

interface CreatedKey {
  readonly id: string;
  readonly encoded: string;
}

describe("API keys", () => {
  const key = async (scopes: readonly string[], more: object = {}) => {
    const made = await securedApp();
    const answer = await made.request(
      "POST",
      "/api/v1/api-keys",
      { name: "shipper", scopes, ...more },
      basic("ada"),
    );
    expect(answer.status).toBe(201);
    const created = (await answer.json()) as CreatedKey;
    const may = async (permission: string, scheme = "ApiKey") =>
      (
        await made.request("POST", `/may/${permission}`, undefined, {
          Authorization: `${scheme} ${created.encoded}`,
        })
      ).status;
    return { ...made, created, may };
  };

  it("may what they are for, under both names of the scheme", async () => {
    const { may } = await key(["ingest"]);
    expect([
      await may("ingest"),
      await may("ingest", "Bearer"),
      await may("read"),
      await may("admin"),
    ]).toEqual([200, 200, 403, 403]);
    const reading = await key(["read"]);
    expect([await reading.may("read"), await reading.may("triage"), await reading.may("ingest")]).toEqual([
      200, 403, 403,
    ]);
    const all = await key(["admin"]);
    expect([await all.may("admin"), await all.may("triage"), await all.may("ingest")]).toEqual([
      200, 200, 200,
    ]);
  });

  it("let in who can send only a name and a password: its id and its secret", async () => {
    const { created, request, security } = await key(["ingest"]);
    const secret = Buffer.from(created.encoded, "base64").toString().split(":")[1] ?? "";
    const ask = async (permission: string, name: string, given: string) =>
      (await request("POST", `/may/${permission}`, undefined, basic(name, given))).status;
    expect([
      await ask("ingest", created.id, secret),
      await ask("read", created.id, secret),
      await ask("ingest", created.id, "wrong"),
      await ask("ingest", "shipper", secret),
      await ask("ingest", "ada", secret),
    ]).toEqual([200, 403, 401, 401, 401]);
    expect((await request("POST", "/api/v1/login", { name: created.id, password: secret })).status).toBe(401);
    security.apiKeys.revoke(created.id, 0);
    expect(await ask("ingest", created.id, secret)).toBe(401);
  });

  it("are shown once, and stored as a hash", async () => {
    const { created, request, database } = await key(["ingest"]);
    const secret = Buffer.from(created.encoded, "base64").toString().split(":")[1] ?? "";
    expect(secret).toMatch(/^[\w-]{43}$/);
    const listed = await (await request("GET", "/api/v1/api-keys", undefined, basic("ada"))).text();
    expect(listed).toContain(created.id);
    expect(listed).not.toContain(secret);
    expect(JSON.stringify(database.prepare("SELECT * FROM api_keys").all())).not.toContain(secret);
  });

  it("end when they are revoked, and when they expire", async () => {
    const { may, created, request } = await key(["ingest"]);
    expect(await may("ingest")).toBe(200);
    expect((await request("DELETE", `/api/v1/api-keys/${created.id}`, undefined, basic("ada"))).status).toBe(
      204,
    );
    expect(await may("ingest")).toBe(401);
    expect((await request("DELETE", "/api/v1/api-keys/none", undefined, basic("ada"))).status).toBe(404);
    const short = await key(["ingest"], { expires_in: "2h" });
    short.clock.ms += 7_199_999;
    expect(await short.may("ingest")).toBe(200);
    short.clock.ms += 1;
    expect(await short.may("ingest")).toBe(401);
  });

  it("for everything end with the rights of who made them; others stay", async () => {
    const { may, request, security } = await key(["admin"]);
    const other = (await (
      await request("POST", "/api/v1/api-keys", { name: "b", scopes: ["ingest"] }, basic("ada"))
    ).json()) as CreatedKey;
    security.users.change("ann", { role: "admin" });
    security.users.change("ada", { role: "analyst" });
    expect(await may("admin")).toBe(401);
    security.users.change("ada", { role: "admin" });
    expect(await may("admin")).toBe(200);
    security.users.delete("ada");
    expect(await may("admin")).toBe(401);
    const headers = { Authorization: `ApiKey ${other.encoded}` };
    expect((await request("POST", "/may/ingest", undefined, headers)).status).toBe(200);
  });

  it.each([
    [{ name: "", scopes: ["read"] }, "has a name"],
    [{ name: "a".repeat(securityLimits.maxApiKeyNameLength + 1), scopes: ["read"] }, "at most 200"],
    [{ name: "a", scopes: [] }, "list of ingest, read, admin"],
    [{ name: "a", scopes: ["write"] }, "list of ingest, read, admin"],
    [{ name: "a", scopes: ["read"], expires_in: "soon" }, "such as 12h or 90d"],
  ])("are not made of %j", async (body, message) => {
    const { request } = await securedApp();
    const answer = await request("POST", "/api/v1/api-keys", body, basic("ada"));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(message);
  });

  it("are made and ended in Elasticsearch's way", async () => {
    const { request, clock } = await securedApp();
    const role_descriptors = {
      writer: {
        cluster: ["monitor"],
        index: [{ names: ["logs-*"], privileges: ["auto_configure", "create_doc"] }],
      },
    };
    const body = { name: "agent", expiration: "1d", role_descriptors };
    const answer = await request("POST", "/_security/api_key", body, basic("ada"));
    const created = (await answer.json()) as CreatedKey & { readonly api_key: string };
    expect(created).toEqual({
      id: expect.any(String),
      name: "agent",
      expiration: clock.ms + 86_400_000,
      api_key: expect.any(String),
      encoded: Buffer.from(`${created.id}:${created.api_key}`).toString("base64"),
    });
    const headers = { Authorization: `ApiKey ${created.encoded}` };
    expect((await request("POST", "/may/ingest", undefined, headers)).status).toBe(200);
    expect((await request("POST", "/may/read", undefined, headers)).status).toBe(403);
    const who = await request("GET", "/_security/_authenticate", undefined, headers);
    expect(await who.json()).toMatchObject({
      username: `API key agent (${created.id})`,
      authentication_type: "api_key",
      enabled: true,
    });
    const ended = await request("DELETE", "/_security/api_key", { ids: [created.id] }, basic("ada"));
    expect(await ended.json()).toMatchObject({ invalidated_api_keys: [created.id], error_count: 0 });
    expect((await request("POST", "/may/ingest", undefined, headers)).status).toBe(401);
    const useless = { name: "x", role_descriptors: { r: { cluster: ["monitor"] } } };
    expect((await request("POST", "/_security/api_key", useless, basic("ada"))).status).toBe(400);
  });
});

describe("the audit trail", () => {
  it("has what happened, and no secrets", async () => {
    const { request } = await securedApp();
    await request("POST", "/api/v1/login", { name: "ada", password: "wrong wrong" });
    await request("GET", "/may/read", undefined, basic("vic", "wrong wrong"));
    await request("POST", "/api/v1/login", { name: "ada", password });
    await request("POST", "/api/v1/api-keys", { name: "shipper", scopes: ["ingest"] }, basic("ada"));
    const read = async (query: string) =>
      (await (await request("GET", `/api/v1/audit-trail${query}`, undefined, basic("ada"))).json()) as {
        readonly entries: readonly { readonly id: number }[];
      };
    const { entries } = await read("");
    expect(entries).toMatchObject([
      { action: "create-api-key", outcome: "success", principal: "ada", detail: "ingest" },
      { action: "login", outcome: "success", principal: "ada" },
      { action: "login", outcome: "failure", principal: "vic" },
      { action: "login", outcome: "failure", principal: "ada" },
    ]);
    expect(JSON.stringify(entries)).not.toContain("wrong");
    expect((await read("?size=1&before=3")).entries.map(({ id }) => id)).toEqual([2]);
    expect((await request("GET", "/api/v1/audit-trail?size=x", undefined, basic("ada"))).status).toBe(400);
  });

  it("forgets the oldest", () => {
    const clock = testClock();
    const trail = createAuditTrail(securityDatabase(), 3);
    for (let i = 0; i < 5; i += 1) {
      trail.note({ action: "login", outcome: "success", principal: `p${i}`, address: "::1" }, clock.ms);
    }
    expect(trail.list({ size: 10 }).map(({ principal }) => principal)).toEqual(["p4", "p3", "p2"]);
  });
});

it("a bounded map forgets what was not asked for longest", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  expect(map.get("a")).toBe(1);
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([1, undefined, 3, 2]);
  map.set("a", 4);
  expect([map.get("c"), map.size]).toEqual([3, 2]);
});
