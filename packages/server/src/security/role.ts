import type { Permission } from "../http/server-env.ts";

export const roles = ["viewer", "analyst", "admin"] as const;
export type Role = (typeof roles)[number];

const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set<Permission>(["read"]),
  analyst: new Set<Permission>(["read", "triage", "manage-rules"]),
  admin: new Set<Permission>(["ingest", "read", "triage", "manage-rules", "admin"]),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return rolePermissions[role];
}

export const allPermissions: ReadonlySet<Permission> = rolePermissions.admin;

/** What an API key may be for. `admin` is everything. */
export const apiKeyScopes = ["ingest", "read", "admin"] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

export function permissionsOfScopes(scopes: readonly ApiKeyScope[]): ReadonlySet<Permission> {
  return scopes.includes("admin") ? allPermissions : new Set<Permission>(scopes);
}
