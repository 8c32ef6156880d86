/** Every bound on accounts, keys and attempts to get in, in one place. */
export const securityLimits = {
  minPasswordLength: 12,
  maxPasswordLength: 256,
  maxNameLength: 64,
  maxUsers: 1000,
  maxSessionsPerUser: 50,
  maxApiKeys: 10_000,
  maxApiKeyNameLength: 200,
  /** Longest `Authorization` that is looked at. */
  maxAuthorizationLength: 4096,
  /** Passwords hashed at the same time, each with 64 MiB, and how many may wait. */
  maxHashing: 2,
  maxHashesWaiting: 32,
  /** Passwords of Basic authentication that were found right, so that not every request of a shipper costs a hash. */
  maxVerifiedPasswords: 1000,
  verifiedPasswordMs: 5 * 60_000,
  /** Accounts and addresses whose failures are remembered. */
  maxWatchedSources: 10_000,
  /** Users and keys whose rate is measured. */
  maxRatedPrincipals: 10_000,
  /** A key's or session's last use is written down at most so often. */
  usedWriteMs: 60_000,
  /** Rows of the audit trail. The oldest go. */
  maxAuditRows: 100_000,
  maxAuditPage: 500,
  maxAuditTextLength: 500,
} as const;
