import { randomBytes } from "node:crypto";
import Database from "libsql";
import { addHealthRoute } from "../http/add-operations-routes.ts";
import { testApp } from "../http/app.test-support.ts";
import { requirePermission } from "../http/server-env.ts";
import { addApiKeyRoutes } from "./add-api-key-routes.ts";
import { addLoginRoute, addOwnAccountRoutes } from "./add-login-routes.ts";
import { addUserRoutes } from "./add-user-routes.ts";
import { authenticate } from "./authenticate.ts";
import { createSecurity, type SecurityOptions } from "./security.ts";
import type { SecurityDatabase, SecurityStatement } from "./security-database.ts";
import { securitySchema } from "./security-schema.ts";

export interface TestClock {
  ms: number;
  nowMs(): number;
}

export function testClock(): TestClock {
  return {
    ms: Date.UTC(2026, 10, 24),
    nowMs() {
      return this.ms;
    },
  };
}

export function securityDatabase(): SecurityDatabase {
  const database = new Database(":memory:");
  database.exec(securitySchema);
  return {
    transaction: (work) => database.transaction(work)(),
    prepare<Row>(sql: string): SecurityStatement<Row> {
      const statement = database.prepare(sql);
      // Always one array: the library takes a single object for named parameters.
      const all: SecurityStatement<Row>["all"] = (...values) => statement.all([...values]) as Row[];
      return {
        all,
        get: (...values) => all(...values)[0],
        run: (...values) => statement.run([...values]).changes,
      };
    },
  };
}

/** So little memory and time that tests are quick; one test uses the real cost. */
export const quickHashCost = { n: 16, r: 8, p: 1 };

export const password = "correct horse battery";

/** The application with users ada (admin), ann (analyst), vic (viewer), and all routes of security. */
export async function securedApp(config: Partial<SecurityOptions["config"]> = {}) {
  const clock = testClock();
  const database = securityDatabase();
  const security = createSecurity({
    database,
    clock,
    random: randomBytes,
    hashCost: quickHashCost,
    config: {
      demo: false,
      sessionIdleMs: 3_600_000,
      sessionMaxMs: 86_400_000,
      maxRequestsPerSecond: 0,
      tlsCert: undefined,
      trustForwardedProto: false,
      ...config,
    },
  });
  for (const [name, role] of [
    ["ada", "admin"],
    ["ann", "analyst"],
    ["vic", "viewer"],
  ] as const) {
    await security.users.create({ name, role, password, mustChangePassword: false }, clock.ms);
  }
  const { app, logged } = testApp({
    authenticate: authenticate(security),
    addOpenRoutes(open) {
      addHealthRoute(open);
      addLoginRoute(open, security);
    },
  });
  addOwnAccountRoutes(app, security);
  addUserRoutes(app, security);
  addApiKeyRoutes(app, security);
  for (const permission of ["ingest", "read", "triage", "manage-rules", "admin"] as const) {
    app.all(`/may/${permission}`, requirePermission(permission), (context) => context.json({}));
  }
  const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    Promise.resolve(
      app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
  return { app, security, clock, database, request, logged };
}

export function basic(name: string, secret: string = password): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}` };
}

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieOf(answer: Response): string {
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}
