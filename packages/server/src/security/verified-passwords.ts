import { createHmac } from "node:crypto";
import { BoundedMap } from "./bounded-map.ts";
import type { RandomBytes } from "./random-token.ts";
import { securityLimits } from "./security-limits.ts";

/** Passwords that were found right a short time ago, so that not every request of a shipper costs a hash. */
export interface VerifiedPasswords {
  has(password: string, storedHash: string, nowMs: number): boolean;
  remember(password: string, storedHash: string, nowMs: number): void;
}

export function createVerifiedPasswords(random: RandomBytes): VerifiedPasswords {
  // Under a secret of this process: memory holds no fast hash of a password that could be tried out elsewhere. With the stored
  // hash in it: a changed password is not found any more.
  const secret = random(32);
  const until = new BoundedMap<string, number>(securityLimits.maxVerifiedPasswords);
  const keyOf = (password: string, storedHash: string): string =>
    createHmac("sha256", secret).update(`${storedHash}\0${password}`).digest("base64");
  return {
    has: (password, storedHash, nowMs) => nowMs < (until.get(keyOf(password, storedHash)) ?? 0),
    remember: (password, storedHash, nowMs) =>
      until.set(keyOf(password, storedHash), nowMs + securityLimits.verifiedPasswordMs),
  };
}
