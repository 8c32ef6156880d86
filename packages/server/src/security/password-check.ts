import type { LoginGuard } from "./login-guard.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import type { RandomBytes } from "./random-token.ts";
import type { User, Users } from "./users.ts";
import { createVerifiedPasswords } from "./verified-passwords.ts";

/**
 * Finds the user of a name and a password. Undefined where they do not go together or the user is disabled. Throws
 * OperationalError `too-busy` where too many were wrong before, or too many are looked at now.
 */
export type PasswordCheck = (attempt: LoginAttempt, nowMs: number) => Promise<User | undefined>;

export interface LoginAttempt {
  readonly name: string;
  readonly password: string;
  /** Where it came from. */
  readonly address: string;
}

export function createPasswordCheck(
  users: Users,
  hasher: PasswordHasher,
  guard: LoginGuard,
  random: RandomBytes,
): PasswordCheck {
  const verified = createVerifiedPasswords(random);
  // A shipper opens many connections at once with the same password, which is looked at once.
  const running = new Map<string, Promise<User | undefined>>();

  const check = async (attempt: LoginAttempt, nowMs: number): Promise<User | undefined> => {
    const { password, address } = attempt;
    const name = attempt.name.toLowerCase();
    // Counted before it is looked at: many at once must not all be free.
    guard.begin(name, address, nowMs);
    const found = users.credentials(name);
    // Who tries out names learns nothing from the time it takes.
    if (found === undefined || !found.user.enabled) {
      await hasher.verifyNothing(password);
      return undefined;
    }
    if (!(await hasher.verify(password, found.passwordHash))) return undefined;
    guard.succeeded(name, address);
    verified.remember(password, found.passwordHash, nowMs);
    return found.user;
  };

  return async (attempt, nowMs) => {
    const found = users.credentials(attempt.name.toLowerCase());
    if (found?.user.enabled === true && verified.has(attempt.password, found.passwordHash, nowMs))
      return found.user;
    const key = JSON.stringify([
      attempt.name.toLowerCase(),
      attempt.password,
      attempt.address,
      found?.passwordHash,
    ]);
    const already = running.get(key);
    if (already !== undefined) return await already;
    const result = check(attempt, nowMs);
    running.set(key, result);
    try {
      return await result;
    } finally {
      running.delete(key);
    }
  };
}
