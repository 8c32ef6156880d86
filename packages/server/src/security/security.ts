import type { ServerConfig } from "../config/settings.ts";
import { createIsSecure } from "../http/request-security.ts";
import type { Clock } from "../platform/clock.ts";
import { type ApiKeys, createApiKeys } from "./api-keys.ts";
import { type AuditTrail, createAuditTrail } from "./audit-trail.ts";
import { createLoginGuard } from "./login-guard.ts";
import { createPasswordCheck, type PasswordCheck } from "./password-check.ts";
import { createPasswordHasher, type HashCost } from "./password-hasher.ts";
import type { RandomBytes } from "./random-token.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import type { SecurityDatabase } from "./security-database.ts";
import { createSessionCookie, type SessionCookie } from "./session-cookie.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createUsers, type Users } from "./users.ts";

/** Everything about who may get in, wired together. */
export interface Security {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  readonly audit: AuditTrail;
  readonly cookie: SessionCookie;
  readonly rateLimit: RateLimit;
  readonly checkPassword: PasswordCheck;
  readonly demo: boolean;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

export interface SecurityOptions {
  /** With the tables of `securitySchema`. */
  readonly database: SecurityDatabase;
  readonly config: Pick<
    ServerConfig,
    "demo" | "sessionIdleMs" | "sessionMaxMs" | "maxRequestsPerSecond" | "tlsCert" | "trustForwardedProto"
  >;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Less than the standard in tests only. */
  readonly hashCost?: HashCost;
}

export function createSecurity({ database, config, clock, random, hashCost }: SecurityOptions): Security {
  const hasher = createPasswordHasher(random, hashCost);
  const users = createUsers(database, hasher);
  const times = { idleMs: config.sessionIdleMs, maxMs: config.sessionMaxMs };
  return {
    users,
    sessions: createSessions(database, random, times),
    apiKeys: createApiKeys(database, random),
    audit: createAuditTrail(database),
    cookie: createSessionCookie({ isSecure: createIsSecure(config), maxMs: times.maxMs }),
    rateLimit: createRateLimit(config.maxRequestsPerSecond),
    checkPassword: createPasswordCheck(users, hasher, createLoginGuard(), random),
    demo: config.demo,
    clock,
    random,
  };
}
