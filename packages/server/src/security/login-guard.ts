import { OperationalError } from "../platform/operational-error.ts";
import { BoundedMap } from "./bounded-map.ts";
import { securityLimits } from "./security-limits.ts";

/**
 * Slows down who tries out passwords. Failures are counted for an account from an address, for an address, and for an account
 * from anywhere; beyond some each one doubles the wait. The last kind waits only briefly, so that nobody can keep a
 * user out by failing under his name.
 */
export interface LoginGuard {
  /** Counts an attempt as failed, until it has succeeded. Throws OperationalError `too-busy` with the time to wait. */
  begin(account: string, address: string, nowMs: number): void;
  /** The attempt that was begun last was right. */
  succeeded(account: string, address: string): void;
}

interface Allowance {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly maxWaitMs: number;
}

const allowances = {
  accountFromAddress: { free: 5, maxWaitMs: 15 * 60_000 },
  address: { free: 20, maxWaitMs: 15 * 60_000 },
  account: { free: 50, maxWaitMs: 10_000 },
} as const satisfies Readonly<Record<string, Allowance>>;

/** Failures are forgotten when none came for this long. */
const forgetMs = 60 * 60_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

export function createLoginGuard(): LoginGuard {
  const failures = new BoundedMap<string, Failures>(securityLimits.maxWatchedSources);
  const sourcesOf = (account: string, address: string): readonly (readonly [string, Allowance])[] => [
    [JSON.stringify([account, address]), allowances.accountFromAddress],
    [`address ${address}`, allowances.address],
    [`account ${account}`, allowances.account],
  ];
  return {
    begin(account, address, nowMs) {
      const sources = sourcesOf(account, address);
      for (const [source, allowance] of sources) {
        const waitMs = waitOf(failures.get(source), allowance, nowMs);
        if (waitMs > 0) {
          const seconds = Math.ceil(waitMs / 1000);
          const message = `Too many failed logins: try again in ${seconds} s.`;
          throw new OperationalError("too-busy", message, undefined, seconds);
        }
      }
      for (const [source] of sources) {
        const earlier = failures.get(source);
        const count = earlier !== undefined && nowMs - earlier.lastMs < forgetMs ? earlier.count : 0;
        failures.set(source, { count: count + 1, lastMs: nowMs });
      }
    },
    succeeded(account, address) {
      const [own, ...shared] = sourcesOf(account, address);
      if (own !== undefined) failures.delete(own[0]);
      // Earlier failures of the address stay: one account that is his own does not make an attacker trustworthy.
      for (const [source] of shared) {
        const earlier = failures.get(source);
        if (earlier !== undefined) failures.set(source, { ...earlier, count: earlier.count - 1 });
      }
    },
  };
}

function waitOf(failures: Failures | undefined, { free, maxWaitMs }: Allowance, nowMs: number): number {
  if (failures === undefined || failures.count < free) return 0;
  const sinceMs = nowMs - failures.lastMs;
  const waitMs = Math.min(maxWaitMs, 1000 * 2 ** Math.min(30, failures.count - free));
  // A clock that was set back must not keep anybody out for longer.
  return Math.min(waitMs, waitMs - sinceMs);
}
