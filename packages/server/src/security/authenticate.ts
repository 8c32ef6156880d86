import type { Context, MiddlewareHandler } from "hono";
import { clientAddress } from "../http/client-address.ts";
import { isWrite } from "../http/refuse-cross-site.ts";
import { routeFamily } from "../http/route-family.ts";
import type { Principal, ServerEnv } from "../http/server-env.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { type Credentials, parseAuthorization } from "./credentials.ts";
import { demoPrincipal, isDemoRequest } from "./demo-access.ts";
import { permissionsOf, permissionsOfScopes } from "./role.ts";
import type { Security } from "./security.ts";
import type { User } from "./users.ts";

/**
 * Finds out who sent a request, and refuses with 401 who does not say it: by API key, by name and password, by the cookie of a
 * session, and in demo mode by coming from this machine. What was said counts alone: a wrong key is not made up for by a cookie.
 */
export function authenticate(security: Security): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const principal = await findPrincipal(security, context);
    security.rateLimit.take(principal.apiKeyId ?? principal.name, security.clock.nowMs());
    context.set("principal", { ...principal, address: clientAddress(context) });
    await next();
  };
}

async function findPrincipal(security: Security, context: Context<ServerEnv>): Promise<Principal> {
  const header = context.req.header("authorization");
  if (header !== undefined) {
    const credentials = parseAuthorization(header);
    if (credentials === undefined) {
      throw unauthenticated(
        context,
        "Authorization is not understood: send `ApiKey base64(id:key)` or `Basic`.",
      );
    }
    const principal = await principalOf(security, credentials, context);
    if (principal === undefined) throw unauthenticated(context, refusals[credentials.kind]);
    return principal;
  }
  const token = security.cookie.read(context);
  if (token !== undefined) {
    const user = userOfSession(security, token);
    if (user !== undefined) {
      checkOrigin(context);
      return userPrincipal(user, context);
    }
  }
  if (security.demo && isDemoRequest(context)) return demoPrincipal;
  throw unauthenticated(context, "Say who you are: with an API key, a name and password, or by logging in.");
}

const refusals: Readonly<Record<Credentials["kind"], string>> = {
  "api-key": "This API key does not exist, has expired or was revoked.",
  password: "This name and this password do not go together.",
};

async function principalOf(
  security: Security,
  credentials: Credentials,
  context: Context<ServerEnv>,
): Promise<Principal | undefined> {
  const nowMs = security.clock.nowMs();
  switch (credentials.kind) {
    case "password": {
      // Shippers that can only send a name and a password use a key by its id and secret. No user is asked for such a pair.
      const byKey = keyPrincipal(security, credentials.name, credentials.password, nowMs);
      if (byKey !== undefined) return byKey;
      const address = clientAddress(context);
      const user = await security.checkPassword({ ...credentials, address }, nowMs);
      if (user !== undefined) return userPrincipal(user, context);
      security.audit.note(
        { action: "login", outcome: "failure", principal: credentials.name, address },
        nowMs,
      );
      return undefined;
    }
    case "api-key":
      return keyPrincipal(security, credentials.id, credentials.secret, nowMs);
  }
}

function keyPrincipal(security: Security, id: string, secret: string, nowMs: number): Principal | undefined {
  const key = security.apiKeys.verify(id, secret, nowMs);
  if (key === undefined) return undefined;
  if (key.scopes.includes("admin") && !isOwnedByAdmin(security, key.ownerId)) return undefined;
  return {
    name: `API key ${key.name} (${key.id})`,
    kind: "api-key",
    permissions: permissionsOfScopes(key.scopes),
    apiKeyId: key.id,
    ...(key.ownerId === undefined ? {} : { userId: key.ownerId }),
  };
}

/** A key that may do everything works only while whoever made it may: else it would be a way back in. */
function isOwnedByAdmin(security: Security, ownerId: number | undefined): boolean {
  if (ownerId === undefined) return security.demo;
  const owner = security.users.byId(ownerId);
  return owner?.enabled === true && owner.role === "admin";
}

function userOfSession(security: Security, token: string): User | undefined {
  const userId = security.sessions.use(token, security.clock.nowMs());
  const user = userId === undefined ? undefined : security.users.byId(userId);
  return user?.enabled === true ? user : undefined;
}

/** Where a password that somebody else has given can still be used. */
const openBeforeChange = new Set(["/api/v1/me", "/api/v1/me/password", "/api/v1/logout"]);

function userPrincipal(user: User, context: Context<ServerEnv>): Principal {
  const { name, role, mustChangePassword, id: userId } = user;
  if (!mustChangePassword) return { name, kind: "user", permissions: permissionsOf(role), userId };
  if (!openBeforeChange.has(context.req.path)) {
    throw new OperationalError(
      "forbidden",
      "The password has to be changed first: PUT /api/v1/me/password with `current` and `new`.",
    );
  }
  return { name, kind: "user", permissions: new Set(), userId };
}

/**
 * A browser adds the cookie by itself. That a write comes from our own page is said by the browser (`refuseCrossSite` has
 * looked), or by a header that pages of other sites cannot send.
 */
function checkOrigin(context: Context<ServerEnv>): void {
  if (!isWrite(context.req.method)) return;
  const says = ["sec-fetch-site", "origin", "kbn-xsrf", "x-eqlite-xsrf"];
  if (says.some((name) => context.req.header(name) !== undefined)) return;
  throw new OperationalError("forbidden", "A request with a session cookie needs the header kbn-xsrf: true.");
}

function unauthenticated(context: Context<ServerEnv>, message: string): OperationalError {
  // A browser asks for a name and password by itself where Basic is offered, which our own pages do better.
  const isOwn = routeFamily(context.req.path) === "eqlite";
  context.header("WWW-Authenticate", isOwn ? "ApiKey" : 'Basic realm="security", charset="UTF-8", ApiKey');
  return new OperationalError("unauthenticated", message);
}
