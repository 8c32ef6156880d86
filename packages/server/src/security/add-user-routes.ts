import type { Hono } from "hono";
import {
  bodyFields,
  choiceField,
  optionalBooleanField,
  optionalTextField,
  textField,
} from "../http/body-fields.ts";
import { readJsonBody } from "../http/read-body.ts";
import { requirePermission, type ServerEnv } from "../http/server-env.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { noteAudit } from "./add-login-routes.ts";
import { roles } from "./role.ts";
import type { Security } from "./security.ts";
import { securityLimits } from "./security-limits.ts";
import { oneTimePassword, type User } from "./users.ts";

/** Routes with which administrators manage users, and read the audit trail. */
export function addUserRoutes(app: Hono<ServerEnv>, security: Security): void {
  const mayAdminister = requirePermission("admin");
  const { users, clock } = security;

  app.get("/api/v1/users", mayAdminister, (context) => context.json({ users: users.list().map(describe) }));

  app.post("/api/v1/users", mayAdminister, async (context) => {
    const fields = bodyFields(await readJsonBody(context), ["name", "role", "password"]);
    const given = optionalTextField(fields, "password");
    const password = given ?? oneTimePassword(security.random);
    const role = choiceField(fields, "role", roles);
    const user = await users.create(
      { name: textField(fields, "name"), role, password, mustChangePassword: true },
      clock.nowMs(),
    );
    noteAudit(security, context, {
      action: "create-user",
      outcome: "success",
      target: user.name,
      detail: role,
    });
    return context.json({ ...describe(user), ...(given === undefined ? { password } : {}) }, 201);
  });

  app.patch("/api/v1/users/:name", mayAdminister, async (context) => {
    const fields = bodyFields(await readJsonBody(context), ["role", "enabled"]);
    const enabled = optionalBooleanField(fields, "enabled");
    const change = {
      ...(fields["role"] === undefined ? {} : { role: choiceField(fields, "role", roles) }),
      ...(enabled === undefined ? {} : { enabled }),
    };
    const user = users.change(context.req.param("name"), change);
    const detail = JSON.stringify(change);
    noteAudit(security, context, { action: "change-user", outcome: "success", target: user.name, detail });
    return context.json(describe(user));
  });

  app.put("/api/v1/users/:name/password", mayAdminister, async (context) => {
    const body = (await readJsonBody(context)) ?? {};
    const given = optionalTextField(bodyFields(body, ["password"]), "password");
    const user = users.find(context.req.param("name"));
    if (user === undefined) throw new OperationalError("not-found", "There is no such user.");
    const password = given ?? oneTimePassword(security.random);
    await users.setPassword(user.id, password, true);
    noteAudit(security, context, { action: "reset-password", outcome: "success", target: user.name });
    return context.json(given === undefined ? { password } : {});
  });

  app.delete("/api/v1/users/:name", mayAdminister, (context) => {
    const user = users.delete(context.req.param("name"));
    noteAudit(security, context, { action: "delete-user", outcome: "success", target: user.name });
    return context.body(null, 204);
  });

  app.get("/api/v1/audit-trail", mayAdminister, (context) => {
    const size = wholeNumber("size", context.req.query("size"), 100);
    const before = context.req.query("before");
    const page = { size, ...(before === undefined ? {} : { beforeId: wholeNumber("before", before, 0) }) };
    const entries = security.audit.list(page).map(({ atMs, ...entry }) => ({ ...entry, at: isoTime(atMs) }));
    return context.json({ entries });
  });
}

function wholeNumber(name: string, text: string | undefined, standard: number): number {
  if (text === undefined) return standard;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new OperationalError(
    "bad-request",
    `${name} is a whole number; pages have at most ${securityLimits.maxAuditPage}.`,
  );
}

function describe(user: User) {
  const { name, role, enabled, mustChangePassword, createdMs, lastLoginMs } = user;
  return {
    name,
    role,
    enabled,
    must_change_password: mustChangePassword,
    created_at: isoTime(createdMs),
    last_login_at: lastLoginMs === undefined ? null : isoTime(lastLoginMs),
  };
}

const isoTime = (ms: number): string => new Date(ms).toISOString();
