import type { Context, Hono } from "hono";
import { bodyFields, textField } from "../http/body-fields.ts";
import { clientAddress } from "../http/client-address.ts";
import { readJsonBody } from "../http/read-body.ts";
import type { Principal, ServerEnv } from "../http/server-env.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { NewAuditEntry } from "./audit-trail.ts";
import { permissionsOf } from "./role.ts";
import type { Security } from "./security.ts";
import type { User } from "./users.ts";

/** Writes down what a request did about security. */
export function noteAudit(
  security: Security,
  context: Context<ServerEnv>,
  entry: Omit<NewAuditEntry, "principal" | "address"> & { readonly principal?: string },
): void {
  const principal = entry.principal ?? context.get("principal")?.name ?? "nobody";
  security.audit.note({ ...entry, principal, address: clientAddress(context) }, security.clock.nowMs());
}

/** `POST /api/v1/login`: opens a session for a name and a password. Answers anybody. */
export function addLoginRoute(app: Hono<ServerEnv>, security: Security): void {
  app.post("/api/v1/login", async (context) => {
    const fields = bodyFields(await readJsonBody(context), ["name", "password"]);
    const name = textField(fields, "name");
    const attempt = { name, password: textField(fields, "password"), address: clientAddress(context) };
    const user = await security.checkPassword(attempt, security.clock.nowMs());
    if (user === undefined) {
      noteAudit(security, context, { action: "login", outcome: "failure", principal: name });
      throw new OperationalError("unauthenticated", "This name and this password do not go together.");
    }
    openSession(security, context, user);
    noteAudit(security, context, { action: "login", outcome: "success", principal: user.name });
    return context.json(describeUser(user));
  });
}

/** Routes for whoever is logged in: who he is, his password, logging out. */
export function addOwnAccountRoutes(app: Hono<ServerEnv>, security: Security): void {
  app.post("/api/v1/logout", (context) => {
    const token = security.cookie.read(context);
    if (token !== undefined) security.sessions.close(token);
    security.cookie.clear(context);
    noteAudit(security, context, { action: "logout", outcome: "success" });
    return context.body(null, 204);
  });

  app.get("/api/v1/me", (context) => {
    const principal = context.get("principal");
    const user = ownUser(security, principal);
    return context.json(user === undefined ? describePrincipal(principal) : describeUser(user));
  });

  app.put("/api/v1/me/password", async (context) => {
    const principal = context.get("principal");
    const user = ownUser(security, principal);
    if (user === undefined)
      throw new OperationalError("forbidden", "Only users have a password, with which they log in.");
    const fields = bodyFields(await readJsonBody(context), ["current", "new"]);
    const password = textField(fields, "new");
    const current = textField(fields, "current");
    const attempt = { name: user.name, password: current, address: clientAddress(context) };
    if ((await security.checkPassword(attempt, security.clock.nowMs())) === undefined) {
      noteAudit(security, context, { action: "change-password", outcome: "failure" });
      throw new OperationalError("forbidden", "The current password is another one.");
    }
    if (current === password)
      throw new OperationalError("bad-request", "The new password is the current one.");
    const hadSession = security.cookie.read(context) !== undefined;
    await security.users.setPassword(user.id, password, false);
    if (hadSession) openSession(security, context, user);
    noteAudit(security, context, { action: "change-password", outcome: "success" });
    return context.body(null, 204);
  });
}

function openSession(security: Security, context: Context<ServerEnv>, user: User): void {
  const nowMs = security.clock.nowMs();
  // A session is never taken over: who logs in gets a new one.
  security.cookie.write(context, security.sessions.open(user.id, nowMs));
  security.users.noteLogin(user.id, nowMs);
}

/** An API key acts for itself, not as its owner. */
function ownUser(security: Security, { kind, userId }: Principal): User | undefined {
  return kind === "user" && userId !== undefined ? security.users.byId(userId) : undefined;
}

function describeUser({ name, role, mustChangePassword }: User) {
  const permissions = mustChangePassword ? [] : [...permissionsOf(role)];
  return { name, kind: "user", role, permissions, must_change_password: mustChangePassword };
}

function describePrincipal({ name, kind, permissions }: Principal) {
  return { name, kind, permissions: [...permissions], must_change_password: false };
}
