import { timingSafeEqual } from "node:crypto";
import { OperationalError } from "../platform/operational-error.ts";
import { base64Url, type RandomBytes, randomToken, tokenHash } from "./random-token.ts";
import { type ApiKeyScope, apiKeyScopes } from "./role.ts";
import type { SecurityDatabase } from "./security-database.ts";
import { securityLimits } from "./security-limits.ts";

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Undefined where it was made in demo mode. */
  readonly ownerId: number | undefined;
  readonly ownerName: string;
  readonly createdMs: number;
  readonly expiresMs: number | undefined;
  readonly revokedMs: number | undefined;
  readonly usedMs: number | undefined;
}

export interface ApiKeys {
  /** The secret is in no other answer and cannot be found out later. */
  create(key: NewApiKey, nowMs: number): { readonly key: ApiKey; readonly secret: string };
  list(): readonly ApiKey[];
  /** The key whose secret this is, neither revoked nor expired; it counts as used. */
  verify(id: string, secret: string, nowMs: number): ApiKey | undefined;
  /** Throws OperationalError `not-found`. */
  revoke(id: string, nowMs: number): ApiKey;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly ownerId: number | undefined;
  readonly ownerName: string;
  readonly expiresMs: number | undefined;
}

interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly key_hash: Uint8Array;
  readonly scopes: string;
  readonly owner_id: number | null;
  readonly owner_name: string;
  readonly created_ms: number;
  readonly expires_ms: number | null;
  readonly revoked_ms: number | null;
  readonly used_ms: number | null;
}

export function createApiKeys(database: SecurityDatabase, random: RandomBytes): ApiKeys {
  const select = database.prepare<ApiKeyRow>("SELECT * FROM api_keys WHERE id = ?");
  const rowOf = (id: string): ApiKeyRow | undefined => select.get(id);
  const existing = (id: string): ApiKey => {
    const row = rowOf(id);
    if (row === undefined)
      throw new OperationalError("not-found", `There is no API key ${JSON.stringify(id)}.`);
    return toApiKey(row);
  };
  const touch = database.prepare("UPDATE api_keys SET used_ms = ? WHERE id = ?");
  const count = database.prepare<{ readonly count: number }>("SELECT count(*) AS count FROM api_keys");

  return {
    create({ name, scopes, ownerId, ownerName, expiresMs }, nowMs) {
      if (name.trim() === "" || name.length > securityLimits.maxApiKeyNameLength) {
        throw new OperationalError(
          "bad-request",
          `An API key has a name of at most ${securityLimits.maxApiKeyNameLength} characters.`,
        );
      }
      if ((count.get()?.count ?? 0) >= securityLimits.maxApiKeys) {
        // Those that have been revoked are kept for the trail, but not for ever.
        const changes = database
          .prepare("DELETE FROM api_keys WHERE revoked_ms IS NOT NULL OR expires_ms <= ?")
          .run(nowMs);
        if (changes === 0) {
          throw new OperationalError(
            "conflict",
            `There are ${securityLimits.maxApiKeys} API keys: revoke some first.`,
          );
        }
      }
      const id = base64Url(random(15));
      const secret = randomToken(random);
      database
        .prepare(
          `INSERT INTO api_keys (id, name, key_hash, scopes, owner_id, owner_name, created_ms, expires_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          id,
          name,
          tokenHash(secret),
          scopes.join(" "),
          ownerId ?? null,
          ownerName,
          nowMs,
          expiresMs ?? null,
        );
      return { key: existing(id), secret };
    },
    list: () =>
      database.prepare<ApiKeyRow>("SELECT * FROM api_keys ORDER BY created_ms, id").all().map(toApiKey),
    verify(id, secret, nowMs) {
      const row = rowOf(id);
      if (row === undefined || !timingSafeEqual(tokenHash(secret), row.key_hash)) return undefined;
      const key = toApiKey(row);
      if (key.revokedMs !== undefined || (key.expiresMs !== undefined && nowMs >= key.expiresMs))
        return undefined;
      if (key.usedMs === undefined || nowMs >= key.usedMs + securityLimits.usedWriteMs) touch.run(nowMs, id);
      return key;
    },
    revoke(id, nowMs) {
      existing(id);
      database
        .prepare("UPDATE api_keys SET revoked_ms = coalesce(revoked_ms, ?) WHERE id = ?")
        .run(nowMs, id);
      return existing(id);
    },
  };
}

function toApiKey(row: ApiKeyRow): ApiKey {
  const scopes = row.scopes.split(" ");
  return {
    id: row.id,
    name: row.name,
    scopes: apiKeyScopes.filter((scope) => scopes.includes(scope)),
    ownerId: row.owner_id ?? undefined,
    ownerName: row.owner_name,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms ?? undefined,
    revokedMs: row.revoked_ms ?? undefined,
    usedMs: row.used_ms ?? undefined,
  };
}
