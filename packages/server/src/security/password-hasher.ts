import { scrypt, timingSafeEqual } from "node:crypto";
import { OperationalError } from "../platform/operational-error.ts";
import type { RandomBytes } from "./random-token.ts";
import { securityLimits } from "./security-limits.ts";

/**
 * Hashes passwords with scrypt, which needs as much memory as time: 64 MiB with the standard cost. Parameters stand with the
 * hash, so that they can be raised later: `scrypt$65536$8$1$salt$hash`.
 */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Throws OperationalError `too-busy` where too many wait already. */
  verify(password: string, stored: string): Promise<boolean>;
  /** Takes as long as `verify` and finds nothing right: for names that do not exist. */
  verifyNothing(password: string): Promise<false>;
}

/** Cost as scrypt counts it: N, r, p; memory is 128·N·r bytes. */
export interface HashCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

export const standardHashCost: HashCost = { n: 65_536, r: 8, p: 1 };

const saltBytes = 16;
const hashBytes = 32;
/** What a stored hash may ask for at most: the database is ours, yet a damaged row must not take all memory. */
const maxMemory = 256 * 1024 * 1024;

export function createPasswordHasher(random: RandomBytes, cost: HashCost = standardHashCost): PasswordHasher {
  const slots = createSlots(securityLimits.maxHashing, securityLimits.maxHashesWaiting);
  const derive = (password: string, salt: Uint8Array, { n, r, p }: HashCost): Promise<Buffer> =>
    slots(
      () =>
        new Promise((resolve, reject) => {
          // One form for texts that look the same, whatever keyboard they come from.
          const text = password.normalize("NFKC");
          const options = { N: n, r, p, maxmem: maxMemory };
          scrypt(text, salt, hashBytes, options, (error, key) =>
            error === null ? resolve(key) : reject(error),
          );
        }),
    );

  const verify = async (password: string, stored: string): Promise<boolean> => {
    const parsed = parseHash(stored);
    if (parsed === undefined || password.length > securityLimits.maxPasswordLength) return false;
    return timingSafeEqual(await derive(password, parsed.salt, parsed.cost), parsed.hash);
  };

  return {
    verify,
    async hash(password) {
      const salt = random(saltBytes);
      const hash = await derive(password, salt, cost);
      const parts = [cost.n, cost.r, cost.p, Buffer.from(salt).toString("base64"), hash.toString("base64")];
      return `scrypt$${parts.join("$")}`;
    },
    async verifyNothing(password) {
      if (password.length <= securityLimits.maxPasswordLength)
        await derive(password, new Uint8Array(saltBytes), cost);
      return false;
    },
  };
}

function parseHash(stored: string): { cost: HashCost; salt: Buffer; hash: Buffer } | undefined {
  const [kind, n, r, p, salt, hash] = stored.split("$");
  if (kind !== "scrypt" || salt === undefined || hash === undefined) return undefined;
  const key = Buffer.from(hash, "base64");
  if (key.length !== hashBytes) return undefined;
  return { cost: { n: Number(n), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, "base64"), hash: key };
}

/** Runs so many at a time, and lets so many wait. */
function createSlots(maxRunning: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) {
        throw new OperationalError(
          "too-busy",
          "Too many log in at the moment: try again in a few seconds.",
          undefined,
          3,
        );
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Who waits takes over the slot.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
