import { OperationalError } from "../platform/operational-error.ts";
import { BoundedMap } from "./bounded-map.ts";
import { securityLimits } from "./security-limits.ts";

/** Lets each principal send so many requests a second on average, and twice as many at once. */
export interface RateLimit {
  /** Throws OperationalError `too-busy` with the time to wait. */
  take(principal: string, nowMs: number): void;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

const burstSeconds = 2;

/** @param perSecond 0 for any number */
export function createRateLimit(perSecond: number): RateLimit {
  if (perSecond === 0) return { take: () => {} };
  const buckets = new BoundedMap<string, Bucket>(securityLimits.maxRatedPrincipals);
  const capacity = perSecond * burstSeconds;
  return {
    take(principal, nowMs) {
      const bucket = buckets.get(principal) ?? { tokens: capacity, filledMs: nowMs };
      const elapsedMs = Math.max(0, nowMs - bucket.filledMs);
      bucket.tokens = Math.min(capacity, bucket.tokens + (elapsedMs * perSecond) / 1000);
      bucket.filledMs = nowMs;
      buckets.set(principal, bucket);
      if (bucket.tokens < 1) {
        throw new OperationalError(
          "too-busy",
          `${principal} sends more than ${perSecond} requests a second (setting max_requests_per_second).`,
          undefined,
          (1 - bucket.tokens) / perSecond,
        );
      }
      bucket.tokens -= 1;
    },
  };
}
