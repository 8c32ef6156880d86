import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { Context, Hono } from "hono";
import { parseDuration } from "../config/quantity.ts";
import { bodyFields, optionalTextField, textField } from "../http/body-fields.ts";
import { readJsonBody } from "../http/read-body.ts";
import { requirePermission, type ServerEnv } from "../http/server-env.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { noteAudit } from "./add-login-routes.ts";
import type { ApiKey } from "./api-keys.ts";
import { encodeApiKey } from "./credentials.ts";
import { type ApiKeyScope, apiKeyScopes } from "./role.ts";
import type { Security } from "./security.ts";

/** Routes with which administrators manage API keys: ours, and those of Elasticsearch that scripts for agents call. */
export function addApiKeyRoutes(app: Hono<ServerEnv>, security: Security): void {
  const mayAdminister = requirePermission("admin");
  const { apiKeys, clock } = security;

  const create = (
    context: Context<ServerEnv>,
    name: string,
    scopes: readonly ApiKeyScope[],
    lasting?: string,
  ) => {
    const principal = context.get("principal");
    const nowMs = clock.nowMs();
    const expiresMs = lasting === undefined ? undefined : nowMs + durationOf(lasting);
    const owner = { ownerId: principal.userId, ownerName: principal.name };
    const created = apiKeys.create({ name, scopes, expiresMs, ...owner }, nowMs);
    const target = `${name} (${created.key.id})`;
    const detail = scopes.join(", ");
    noteAudit(security, context, { action: "create-api-key", outcome: "success", target, detail });
    return { ...created, encoded: encodeApiKey(created.key.id, created.secret) };
  };
  const revoke = (context: Context<ServerEnv>, id: string): ApiKey => {
    const key = apiKeys.revoke(id, clock.nowMs());
    const target = `${key.name} (${key.id})`;
    noteAudit(security, context, { action: "revoke-api-key", outcome: "success", target });
    return key;
  };

  app.get("/api/v1/api-keys", mayAdminister, (context) =>
    context.json({ api_keys: apiKeys.list().map(describe) }),
  );
  app.post("/api/v1/api-keys", mayAdminister, async (context) => {
    const fields = bodyFields(await readJsonBody(context), ["name", "scopes", "expires_in"]);
    const lasting = optionalTextField(fields, "expires_in");
    const { key, secret, encoded } = create(context, textField(fields, "name"), scopesField(fields), lasting);
    return context.json({ ...describe(key), key: secret, encoded }, 201);
  });
  app.delete("/api/v1/api-keys/:id", mayAdminister, (context) => {
    revoke(context, context.req.param("id"));
    return context.body(null, 204);
  });

  app.on(["POST", "PUT"], "/_security/api_key", mayAdminister, async (context) => {
    const body = await readJsonBody(context);
    const fields = bodyFields(body, ["name", "expiration", "role_descriptors", "metadata"]);
    const scopes = scopesOfRoles(fields["role_descriptors"]);
    const lasting = optionalTextField(fields, "expiration");
    const { key, secret, encoded } = create(context, textField(fields, "name"), scopes, lasting);
    const expiration = key.expiresMs === undefined ? {} : { expiration: key.expiresMs };
    return context.json({ id: key.id, name: key.name, ...expiration, api_key: secret, encoded });
  });
  app.delete("/_security/api_key", mayAdminister, async (context) => {
    const fields = bodyFields(await readJsonBody(context), [
      "id",
      "ids",
      "name",
      "owner",
      "realm_name",
      "username",
    ]);
    const name = optionalTextField(fields, "name");
    const ids = idsOf(fields);
    const chosen = apiKeys.list().filter((key) => ids.has(key.id) || key.name === name);
    const before = chosen.filter(({ revokedMs }) => revokedMs !== undefined).map(({ id }) => id);
    const now = chosen
      .filter(({ revokedMs }) => revokedMs === undefined)
      .map(({ id }) => revoke(context, id).id);
    return context.json({
      invalidated_api_keys: now,
      previously_invalidated_api_keys: before,
      error_count: 0,
    });
  });
  app.get("/_security/_authenticate", (context) => {
    const { name, kind, permissions, apiKeyId } = context.get("principal");
    const realm =
      kind === "api-key" ? { name: "_es_api_key", type: "_es_api_key" } : { name: "eqlite", type: "native" };
    return context.json({
      username: name,
      roles: permissions.has("admin") ? ["superuser"] : [...permissions],
      full_name: null,
      email: null,
      metadata: {},
      enabled: true,
      authentication_realm: realm,
      lookup_realm: realm,
      authentication_type: kind === "api-key" ? "api_key" : kind === "demo" ? "anonymous" : "realm",
      ...(apiKeyId === undefined ? {} : { api_key: { id: apiKeyId, name } }),
    });
  });
}

function scopesField(fields: JsonObject): readonly ApiKeyScope[] {
  const value = fields["scopes"];
  const scopes = apiKeyScopes.filter((scope) => Array.isArray(value) && value.includes(scope));
  if (Array.isArray(value) && value.length > 0 && scopes.length === new Set(value).size) return scopes;
  throw new OperationalError("bad-request", `The field scopes is a list of ${apiKeyScopes.join(", ")}.`);
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= maxLifetimeMs) return ms;
  throw new OperationalError("bad-request", "A key expires after a time such as 12h or 90d, at most 3650d.");
}

const maxLifetimeMs = 3650 * 86_400_000;

const ingestPrivileges = new Set([
  "all",
  "write",
  "index",
  "create",
  "create_doc",
  "auto_configure",
  "create_index",
]);
const readPrivileges = new Set(["all", "read", "view_index_metadata"]);
const adminPrivileges = new Set(["all", "manage", "manage_security", "manage_api_key"]);

/**
 * The scopes that come closest to roles as Elasticsearch writes them. Without roles a key may do what its maker may, and only
 * administrators make keys. Privileges that nothing here corresponds to, such as `monitor`, give nothing.
 */
function scopesOfRoles(descriptors: JsonValue | undefined): readonly ApiKeyScope[] {
  const roles = descriptors === undefined || !isJsonObject(descriptors) ? [] : Object.values(descriptors);
  if (roles.length === 0) return ["admin"];
  const scopes = new Set<ApiKeyScope>();
  for (const role of roles) {
    if (!isJsonObject(role)) continue;
    if (texts(role["cluster"]).some((privilege) => adminPrivileges.has(privilege))) scopes.add("admin");
    for (const listed of ["indices", "index"]) {
      const indices = role[listed];
      for (const index of Array.isArray(indices) ? indices : []) {
        const privileges = isJsonObject(index) ? texts(index["privileges"]) : [];
        if (privileges.some((privilege) => ingestPrivileges.has(privilege))) scopes.add("ingest");
        if (privileges.some((privilege) => readPrivileges.has(privilege))) scopes.add("read");
      }
    }
  }
  if (scopes.size > 0) return apiKeyScopes.filter((scope) => scopes.has(scope));
  throw new OperationalError(
    "bad-request",
    "role_descriptors give none of the privileges that are known here: for sending events create_doc, for searching read.",
  );
}

function idsOf(fields: JsonObject): ReadonlySet<string> {
  return new Set([...texts(fields["ids"]), ...texts(fields["id"])]);
}

function texts(value: JsonValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === "string");
}

function describe({ id, name, scopes, ownerName, createdMs, expiresMs, revokedMs, usedMs }: ApiKey) {
  return {
    id,
    name,
    scopes,
    owner: ownerName,
    created_at: isoTime(createdMs),
    expires_at: isoTime(expiresMs),
    revoked_at: isoTime(revokedMs),
    last_used_at: isoTime(usedMs),
  };
}

function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
