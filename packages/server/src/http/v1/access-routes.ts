import { apiKeyScopes, roles } from "../../security/role.ts";
import { securityLimits } from "../../security/security-limits.ts";
import type { Route } from "./route.ts";
import {
  anyText,
  choice,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  optional,
  text,
  time,
  whole,
  withDefault,
} from "./shape.ts";

const permissions = ["ingest", "read", "triage", "manage-rules", "admin"] as const;

const meShape = named(
  "Principal",
  object({
    name: anyText,
    kind: choice(["user", "api-key", "demo"]),
    role: optional(choice(roles)),
    permissions: list(choice(permissions)),
    must_change_password: flag,
  }),
);

const userFields = {
  name: anyText,
  role: choice(roles),
  enabled: flag,
  must_change_password: flag,
  created_at: time,
  last_login_at: nullable(time),
} as const;
const userShape = named("User", object(userFields));

const keyFields = {
  id: anyText,
  name: anyText,
  scopes: list(choice(apiKeyScopes)),
  owner: nullable(anyText),
  created_at: time,
  expires_at: nullable(time),
  revoked_at: nullable(time),
  last_used_at: nullable(time),
} as const;

const name = text({ least: 1, most: securityLimits.maxNameLength });
const keyName = text({ least: 1, most: securityLimits.maxApiKeyNameLength });
const password = text({ least: 1, most: securityLimits.maxPasswordLength });
const newPassword = text({
  least: securityLimits.minPasswordLength,
  most: securityLimits.maxPasswordLength,
});
const oneTime = described("The one-time password, where none was given.", anyText);
const nothing = { status: 204, description: "Done." } as const;

/**
 * What the routes of security/ say about themselves: they read and answer requests on their own. A test holds this against
 * the routes that there are and against what they answer.
 */
export const accessRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/v1/login",
    tag: "access",
    summary: "Log in",
    description: "Opens a session, which a cookie holds.",
    access: "anybody",
    body: object({ name, password }),
    answer: { description: "Who is logged in.", shape: meShape },
    errors: ["unauthenticated", "too-busy"],
  },
  {
    method: "POST",
    path: "/api/v1/logout",
    tag: "access",
    summary: "Log out",
    access: "known",
    answer: nothing,
  },
  {
    method: "GET",
    path: "/api/v1/me",
    tag: "access",
    summary: "Who is asking",
    access: "known",
    answer: { description: "Who sends this request, and what he may do.", shape: meShape },
  },
  {
    method: "PUT",
    path: "/api/v1/me/password",
    tag: "access",
    summary: "Change the own password",
    access: "known",
    body: object({ current: password, new: newPassword }),
    answer: nothing,
    errors: ["forbidden"],
  },
  {
    method: "GET",
    path: "/api/v1/users",
    tag: "access",
    summary: "List users",
    access: "admin",
    answer: { description: "All users.", shape: object({ users: list(userShape) }) },
  },
  {
    method: "POST",
    path: "/api/v1/users",
    tag: "access",
    summary: "Create a user",
    access: "admin",
    body: object({ name, role: choice(roles), password: optional(newPassword) }),
    answer: {
      status: 201,
      description: "The user.",
      shape: object({ ...userFields, password: optional(oneTime) }),
    },
    errors: ["conflict"],
  },
  {
    method: "PATCH",
    path: "/api/v1/users/{name}",
    tag: "access",
    summary: "Change a user",
    access: "admin",
    inPath: { name },
    body: object({ role: optional(choice(roles)), enabled: optional(flag) }),
    answer: { description: "The user.", shape: userShape },
    errors: ["not-found", "conflict"],
  },
  {
    method: "PUT",
    path: "/api/v1/users/{name}/password",
    tag: "access",
    summary: "Reset the password of a user",
    access: "admin",
    inPath: { name },
    body: object({ password: optional(newPassword) }),
    isBodyOptional: true,
    answer: { description: "Done.", shape: object({ password: optional(oneTime) }) },
    errors: ["not-found"],
  },
  {
    method: "DELETE",
    path: "/api/v1/users/{name}",
    tag: "access",
    summary: "Delete a user",
    access: "admin",
    inPath: { name },
    answer: nothing,
    errors: ["not-found", "conflict"],
  },
  {
    method: "GET",
    path: "/api/v1/audit-trail",
    tag: "access",
    summary: "What was done about access, rules and exceptions",
    access: "admin",
    query: {
      size: withDefault(whole({ to: securityLimits.maxAuditPage }), 100),
      before: optional(described("Entries before the one with this id.", whole())),
    },
    answer: {
      description: "Newest first.",
      shape: object({
        entries: list(
          object({
            id: whole(),
            at: time,
            action: anyText,
            outcome: choice(["success", "failure"]),
            principal: anyText,
            address: anyText,
            target: optional(anyText),
            detail: optional(anyText),
          }),
        ),
      }),
    },
  },
  {
    method: "GET",
    path: "/api/v1/api-keys",
    tag: "access",
    summary: "List API keys",
    access: "admin",
    answer: {
      description: "All keys, without their secrets.",
      shape: object({ api_keys: list(named("ApiKey", object(keyFields))) }),
    },
  },
  {
    method: "POST",
    path: "/api/v1/api-keys",
    tag: "access",
    summary: "Create an API key",
    access: "admin",
    body: object({
      name: keyName,
      scopes: list(choice(apiKeyScopes), { least: 1, most: apiKeyScopes.length }),
      expires_in: optional(described("Such as `90d`.", text({ least: 2, most: 20 }))),
    }),
    answer: {
      status: 201,
      description: "The key with its secret, which is shown once.",
      shape: object({
        ...keyFields,
        key: anyText,
        encoded: described("As it goes behind `ApiKey` in the header.", anyText),
      }),
    },
  },
  {
    method: "DELETE",
    path: "/api/v1/api-keys/{id}",
    tag: "access",
    summary: "Revoke an API key",
    access: "admin",
    inPath: { id: text({ least: 1, most: 256 }) },
    answer: nothing,
    errors: ["not-found"],
  },
];
