import { type RandomBytes, randomToken, tokenHash } from "./random-token.ts";
import type { SecurityDatabase } from "./security-database.ts";
import { securityLimits } from "./security-limits.ts";

/** Logins of people in browsers: a random token, of which only the hash is stored. */
export interface Sessions {
  /** Returns the token. */
  open(userId: number, nowMs: number): string;
  /** The user of a session that is still open, which counts as a use of it. */
  use(token: string, nowMs: number): number | undefined;
  close(token: string): void;
  /** Deletes what has expired. */
  sweep(nowMs: number): void;
}

export interface SessionTimes {
  readonly idleMs: number;
  readonly maxMs: number;
}

interface SessionRow {
  readonly user_id: number;
  readonly created_ms: number;
  readonly used_ms: number;
}

export function createSessions(
  database: SecurityDatabase,
  random: RandomBytes,
  times: SessionTimes,
): Sessions {
  const insert = database.prepare(
    "INSERT INTO sessions (token_hash, user_id, created_ms, used_ms) VALUES (?, ?, ?, ?)",
  );
  const select = database.prepare<SessionRow>(
    "SELECT user_id, created_ms, used_ms FROM sessions WHERE token_hash = ?",
  );
  const touch = database.prepare("UPDATE sessions SET used_ms = ? WHERE token_hash = ?");
  const remove = database.prepare("DELETE FROM sessions WHERE token_hash = ?");
  const removeExpired = database.prepare("DELETE FROM sessions WHERE created_ms <= ? OR used_ms <= ?");
  const removeOldest = database.prepare(
    `DELETE FROM sessions WHERE token_hash IN
      (SELECT token_hash FROM sessions WHERE user_id = ? ORDER BY used_ms DESC LIMIT -1 OFFSET ?)`,
  );
  // Writing down every use would write to disk for every request.
  const touchMs = Math.min(securityLimits.usedWriteMs, times.idleMs / 10);
  const sweep = (nowMs: number): void => void removeExpired.run(nowMs - times.maxMs, nowMs - times.idleMs);

  return {
    sweep,
    open(userId, nowMs) {
      sweep(nowMs);
      const token = randomToken(random);
      insert.run(tokenHash(token), userId, nowMs, nowMs);
      removeOldest.run(userId, securityLimits.maxSessionsPerUser);
      return token;
    },
    use(token, nowMs) {
      const hash = tokenHash(token);
      const row = select.get(hash);
      if (row === undefined) return undefined;
      if (nowMs >= row.created_ms + times.maxMs || nowMs >= row.used_ms + times.idleMs) {
        remove.run(hash);
        return undefined;
      }
      if (nowMs >= row.used_ms + touchMs) touch.run(nowMs, hash);
      return row.user_id;
    },
    close: (token) => void remove.run(tokenHash(token)),
  };
}
