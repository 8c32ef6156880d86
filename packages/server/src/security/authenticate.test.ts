import { describe, expect, it } from "vitest";
import { startTestServer } from "../http/server.test-support.ts";
import { basic, cookieOf, password, securedApp } from "./security.test-support.ts";
import { securityLimits } from "./security-limits.ts";

const permissions = ["ingest", "read", "triage", "manage-rules", "admin"] as const;

describe("who asks", () => {
  it("has to be said everywhere but for health and login", async () => {
    const { request } = await securedApp();
    expect((await request("GET", "/healthz")).status).toBe(200);
    for (const path of [
      "/",
      "/readyz",
      "/metrics",
      "/logs/_search",
      "/api/v1/me",
      "/api/detection_engine/rules",
      "/nowhere",
    ]) {
      const answer = await request("GET", path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get("www-authenticate")).toContain("ApiKey");
    }
    expect((await request("POST", "/healthz")).status).toBe(401);
    const elasticsearch = await request("GET", "/logs/_search");
    expect(elasticsearch.headers.get("www-authenticate")).toContain("Basic");
    expect(elasticsearch.headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect(await elasticsearch.json()).toMatchObject({ error: { type: "security_exception" }, status: 401 });
    expect((await request("GET", "/api/v1/me")).headers.get("www-authenticate")).not.toContain("Basic");
  });

  it.each([
    ["vic", ["read"]],
    ["ann", ["read", "triage", "manage-rules"]],
    ["ada", [...permissions]],
  ])("%s may %s", async (name, allowed) => {
    const { request } = await securedApp();
    const found: string[] = [];
    for (const permission of permissions) {
      const { status } = await request("GET", `/may/${permission}`, undefined, basic(name));
      if (status === 200) found.push(permission);
      else expect(status).toBe(403);
    }
    expect(found).toEqual(allowed);
  });

  it.each([
    ["a wrong password", basic("ada", "wrong")],
    ["a user that is not there", basic("eve")],
    ["nothing behind the scheme", { Authorization: "Basic" }],
    ["no colon", { Authorization: "Basic YWRh" }],
    ["an unknown scheme", { Authorization: "Digest YWRhOmFkYQ==" }],
    ["an unknown key", { Authorization: `ApiKey ${Buffer.from("a:b").toString("base64")}` }],
    ["a key that is none", { Authorization: "ApiKey %%%" }],
    ["very much", { Authorization: `ApiKey ${"A".repeat(securityLimits.maxAuthorizationLength)}` }],
    ["an unknown session", { Cookie: "eqlite_session=abc" }],
  ])("is not known by %s", async (_, headers) => {
    const { request } = await securedApp();
    expect((await request("GET", "/may/read", undefined, headers as Record<string, string>)).status).toBe(
      401,
    );
  });

  it("is not known by what was said wrong, although a session is there", async () => {
    const { request } = await securedApp();
    const cookie = cookieOf(await request("POST", "/api/v1/login", { name: "ada", password }));
    expect((await request("GET", "/may/read", undefined, { Cookie: cookie })).status).toBe(200);
    const headers = { Cookie: cookie, ...basic("ada", "wrong") };
    expect((await request("GET", "/may/read", undefined, headers)).status).toBe(401);
  });

  it("is limited in how often", async () => {
    const { request, clock } = await securedApp({ maxRequestsPerSecond: 2 });
    const ask = (name: string) => request("GET", "/may/read", undefined, basic(name));
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask("vic")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect((await ask("vic")).headers.get("retry-after")).toBe("1");
    expect((await ask("ann")).status).toBe(200);
    clock.ms += 500;
    expect([(await ask("vic")).status, (await ask("vic")).status]).toEqual([200, 429]);
  });
});

describe("a password", () => {
  it("is slowed down where it is wrong again and again, for this account at this address", async () => {
    const { request, clock } = await securedApp();
    const login = (name: string, secret: string) =>
      request("POST", "/api/v1/login", { name, password: secret });
    for (let i = 0; i < 5; i += 1) expect((await login("ada", `wrong ${i}`)).status).toBe(401);
    const waiting = await login("ada", password);
    expect(waiting.status).toBe(429);
    expect(waiting.headers.get("retry-after")).toBe("1");
    expect((await login("vic", password)).status).toBe(200);
    clock.ms += 1000;
    expect((await login("ada", "wrong again")).status).toBe(401);
    expect((await login("ada", password)).headers.get("retry-after")).toBe("2");
    clock.ms += 2000;
    expect((await login("ada", password)).status).toBe(200);
    expect((await login("ada", "wrong once")).status).toBe(401);
  });

  it("is slowed down for an address that tries many names, and many at once", async () => {
    const { request } = await securedApp();
    const login = (name: string) => request("POST", "/api/v1/login", { name, password: "wrong wrong" });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => login(`user${i}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it("that is right is looked at once, however many requests bring it", async () => {
    const { request } = await securedApp();
    const ask = () => request("GET", "/may/read", undefined, basic("ada"));
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it("that was right stops to be so when it is changed", async () => {
    const { request, security } = await securedApp();
    const ask = (secret: string) => request("GET", "/may/read", undefined, basic("vic", secret));
    expect((await ask(password)).status).toBe(200);
    await security.users.setPassword(security.users.find("vic")?.id ?? 0, "another long one", false);
    expect((await ask(password)).status).toBe(401);
    expect((await ask("another long one")).status).toBe(200);
    security.users.change("vic", { enabled: false });
    expect((await ask("another long one")).status).toBe(401);
  });
});

describe("a session", () => {
  const login = async (
    config: Parameters<typeof securedApp>[0] = {},
    headers: Record<string, string> = {},
  ) => {
    const made = await securedApp(config);
    const answer = await made.request("POST", "/api/v1/login", { name: "Ada", password }, headers);
    return { ...made, answer, cookie: cookieOf(answer) };
  };

  it("is a cookie that scripts and other sites do not get", async () => {
    const { answer } = await login();
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^eqlite_session=[\w-]{43}; /);
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    expect(cookie).not.toContain("Secure");
    expect(await answer.json()).toMatchObject({ name: "ada", role: "admin", must_change_password: false });
    const overTls = (await login({ tlsCert: "cert.pem" })).answer.headers.get("set-cookie") ?? "";
    expect(overTls).toMatch(/^__Host-eqlite_session=/);
    expect(overTls).toContain("Secure");
    expect(
      (await login({}, { "X-Forwarded-Proto": "https" })).answer.headers.get("set-cookie"),
    ).not.toContain("Secure");
  });

  it("is for TLS alone where a trusted proxy says that the client came over TLS", async () => {
    const config = { trustForwardedProto: true };
    const proxied = { "X-Forwarded-Proto": "https, http" };
    const { answer, cookie, request } = await login(config, proxied);
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-eqlite_session=.*; Secure/);
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await request("GET", "/api/v1/me", undefined, { Cookie: cookie, ...headers })).status;
    expect(await status(proxied)).toBe(200);
    expect(await status({})).toBe(401);
    const past =
      (await login(config, { "X-Forwarded-Proto": "http" })).answer.headers.get("set-cookie") ?? "";
    expect(past).toMatch(/^eqlite_session=/);
    expect(past).not.toContain("Secure");
  });

  it("is nowhere in the database but as a hash", async () => {
    const { cookie, database } = await login();
    const row = JSON.stringify(database.prepare("SELECT * FROM sessions").all());
    expect(row).not.toContain(cookie.split("=")[1]);
  });

  it("ends when nothing is done for a while, and in the end in any case", async () => {
    const { request, clock, cookie } = await login();
    const ask = async () => (await request("GET", "/api/v1/me", undefined, { Cookie: cookie })).status;
    clock.ms += 3_599_999;
    expect(await ask()).toBe(200);
    clock.ms += 3_599_999;
    expect(await ask()).toBe(200);
    clock.ms += 3_600_000;
    expect(await ask()).toBe(401);
    const second = await login();
    for (let hours = 0.5; hours < 24; hours += 0.5) {
      second.clock.ms += 1_800_000;
      expect((await second.request("GET", "/api/v1/me", undefined, { Cookie: second.cookie })).status).toBe(
        200,
      );
    }
    second.clock.ms += 1_800_000;
    expect((await second.request("GET", "/api/v1/me", undefined, { Cookie: second.cookie })).status).toBe(
      401,
    );
  });

  it("ends with logging out", async () => {
    const { request, cookie } = await login();
    const headers = { Cookie: cookie, "kbn-xsrf": "true" };
    const answer = await request("POST", "/api/v1/logout", undefined, headers);
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await request("GET", "/api/v1/me", undefined, { Cookie: cookie })).status).toBe(401);
  });

  it("ends where the user is disabled, and has what his role has now", async () => {
    const { request, security } = await login();
    const cookie = cookieOf(await request("POST", "/api/v1/login", { name: "ann", password }));
    const may = async (permission: string) =>
      (await request("GET", `/may/${permission}`, undefined, { Cookie: cookie })).status;
    expect(await may("triage")).toBe(200);
    security.users.change("ann", { role: "viewer" });
    expect(await may("triage")).toBe(403);
    security.users.change("ann", { enabled: false });
    expect(await may("read")).toBe(401);
    security.users.change("ann", { enabled: true });
    expect(await may("read")).toBe(401);
  });

  it.each([
    ["nothing that a page of another site could not send too", {}, 403],
    ["a header of ours", { "kbn-xsrf": "true" }, 200],
    ["the word of the browser", { "Sec-Fetch-Site": "same-origin" }, 200],
    [
      "the word of the browser that it is another site",
      { "Sec-Fetch-Site": "cross-site", "kbn-xsrf": "true" },
      403,
    ],
    ["another origin", { Origin: "https://elsewhere.example", "kbn-xsrf": "true" }, 403],
  ])("writes with %s", async (_, headers, status) => {
    const { request, cookie } = await login();
    const all = { Cookie: cookie, Host: "127.0.0.1:9200", ...(headers as Record<string, string>) };
    expect((await request("POST", "/may/read", undefined, all)).status).toBe(status);
    expect((await request("GET", "/may/read", undefined, { Cookie: cookie })).status).toBe(200);
  });

  it("there are only so many of one user: the oldest go", async () => {
    const { security, clock, cookie } = await login();
    const token = cookie.split("=")[1] ?? "";
    const { id } = security.users.find("ada") ?? { id: 0 };
    for (let i = 1; i < securityLimits.maxSessionsPerUser; i += 1) security.sessions.open(id, clock.ms + i);
    expect(security.sessions.use(token, clock.ms)).toBe(id);
    security.sessions.open(id, clock.ms + 1000);
    expect(security.sessions.use(token, clock.ms)).toBeUndefined();
  });
});

describe("demo mode", () => {
  const demo = async () => {
    const { app, security } = await securedApp({ demo: true });
    const server = await startTestServer(app);
    const { request } = await import("node:http");
    const ask = (headers: Record<string, string> = {}, method = "GET"): Promise<number> =>
      new Promise((resolve, reject) => {
        const outgoing = request({
          host: "127.0.0.1",
          port: server.port,
          path: "/may/admin",
          method,
          headers,
          agent: false,
        });
        outgoing.on("response", (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        outgoing.on("error", reject).end();
      });
    return { ask, server, security, app };
  };

  it("lets everybody on this machine in", async () => {
    const { ask, server } = await demo();
    expect(await ask()).toBe(200);
    expect(await ask({ Host: "localhost:9200" })).toBe(200);
    const me = await fetch(`${server.url}/api/v1/me`);
    expect(await me.json()).toMatchObject({ name: "demo", kind: "demo" });
  });

  it("believes no name of this machine that others could have made up, and no proxy", async () => {
    const { ask } = await demo();
    expect(await ask({ Host: "rebound.example" })).toBe(403);
    expect(await ask({ Host: "localhost.rebound.example:9200" })).toBe(403);
    expect(await ask({ Host: "127.0.0.1.rebound.example" })).toBe(403);
    expect(await ask({ "X-Forwarded-For": "203.0.113.7" })).toBe(401);
    expect(await ask({ Origin: "https://elsewhere.example" }, "POST")).toBe(403);
    expect(await ask({ "Sec-Fetch-Site": "cross-site" }, "POST")).toBe(403);
    expect(await ask({}, "POST")).toBe(200);
  });

  it("still refuses credentials that are wrong, and who is not known to be here", async () => {
    const { ask, app } = await demo();
    expect(await ask(basic("ada", "wrong"))).toBe(401);
    expect((await app.request("/may/admin")).status).toBe(401);
  });

  it("is off without being turned on", async () => {
    const { app } = await securedApp();
    const server = await startTestServer(app);
    expect((await fetch(`${server.url}/may/read`)).status).toBe(401);
  });
});
