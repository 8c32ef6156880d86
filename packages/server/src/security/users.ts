import { OperationalError } from "../platform/operational-error.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { base64Url, type RandomBytes } from "./random-token.ts";
import { type Role, roles } from "./role.ts";
import type { SecurityDatabase } from "./security-database.ts";
import { securityLimits } from "./security-limits.ts";

export interface User {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  /** The password was given by somebody else, and opens nothing but its own change. */
  readonly mustChangePassword: boolean;
  readonly enabled: boolean;
  readonly createdMs: number;
  readonly lastLoginMs: number | undefined;
}

export interface Users {
  list(): readonly User[];
  find(name: string): User | undefined;
  byId(id: number): User | undefined;
  /** A user with what his password is compared to; only for that. */
  credentials(name: string): { readonly user: User; readonly passwordHash: string } | undefined;
  /** Throws OperationalError `conflict` where the name is taken, `bad-request` where name or password will not do. */
  create(user: NewUser, nowMs: number): Promise<User>;
  /** Throws OperationalError `not-found`, and `conflict` where no administrator would be left. */
  change(name: string, change: UserChange): User;
  setPassword(id: number, password: string, mustChange: boolean): Promise<void>;
  delete(name: string): User;
  noteLogin(id: number, nowMs: number): void;
}

export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly mustChangePassword: boolean;
}

export interface UserChange {
  readonly role?: Role;
  readonly enabled?: boolean;
}

interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly role: string;
  readonly password_hash: string;
  readonly must_change_password: number;
  readonly enabled: number;
  readonly created_ms: number;
  readonly last_login_ms: number | null;
}

export function createUsers(database: SecurityDatabase, hasher: PasswordHasher): Users {
  const selectAll = database.prepare<UserRow>("SELECT * FROM users ORDER BY name");
  const selectByName = database.prepare<UserRow>("SELECT * FROM users WHERE name = ?");
  const selectById = database.prepare<UserRow>("SELECT * FROM users WHERE id = ?");
  const rowOf = (name: string): UserRow | undefined => selectByName.get(name);
  const byId = (id: number): User | undefined => toUser(selectById.get(id));
  const find = (name: string): User | undefined => toUser(rowOf(name.toLowerCase()));
  const existing = (name: string): User => {
    const user = find(name);
    if (user === undefined)
      throw new OperationalError("not-found", `There is no user ${JSON.stringify(name)}.`);
    return user;
  };
  const count = database.prepare<{ readonly count: number }>("SELECT count(*) AS count FROM users");
  const otherAdmins = database.prepare<{ readonly count: number }>(
    "SELECT count(*) AS count FROM users WHERE role = 'admin' AND enabled = 1 AND id <> ?",
  );
  const keepAnAdmin = (user: User): void => {
    if ((otherAdmins.get(user.id)?.count ?? 0) > 0) return;
    throw new OperationalError("conflict", `${user.name} is the only administrator: make another one first.`);
  };

  return {
    find,
    byId,
    list: () => selectAll.all().flatMap((row) => toUser(row) ?? []),

    credentials(name) {
      const row = rowOf(name);
      const user = toUser(row);
      return row === undefined || user === undefined ? undefined : { user, passwordHash: row.password_hash };
    },

    async create({ name: written, password, role, mustChangePassword }, nowMs) {
      const name = written.toLowerCase();
      checkName(name);
      checkPassword(password, name);
      if ((count.get()?.count ?? 0) >= securityLimits.maxUsers) {
        throw new OperationalError(
          "conflict",
          `There are ${securityLimits.maxUsers} users, and more cannot be.`,
        );
      }
      const hash = await hasher.hash(password);
      if (find(name) !== undefined) {
        throw new OperationalError("conflict", `There is a user ${JSON.stringify(name)} already.`);
      }
      database
        .prepare(
          "INSERT INTO users (name, role, password_hash, must_change_password, enabled, created_ms) VALUES (?, ?, ?, ?, 1, ?)",
        )
        .run(name, role, hash, mustChangePassword ? 1 : 0, nowMs);
      return existing(name);
    },

    change(name, change) {
      const user = existing(name);
      const role = change.role ?? user.role;
      const enabled = change.enabled ?? user.enabled;
      if (role !== "admin" || !enabled) keepAnAdmin(user);
      database
        .prepare("UPDATE users SET role = ?, enabled = ? WHERE id = ?")
        .run(role, enabled ? 1 : 0, user.id);
      if (!enabled) database.prepare("DELETE FROM sessions WHERE user_id = ?").run(user.id);
      return existing(name);
    },

    async setPassword(id, password, mustChange) {
      const user = byId(id);
      if (user === undefined) throw new OperationalError("not-found", "The user is gone.");
      checkPassword(password, user.name);
      const hash = await hasher.hash(password);
      database.transaction(() => {
        database
          .prepare("UPDATE users SET password_hash = ?, must_change_password = ? WHERE id = ?")
          .run(hash, mustChange ? 1 : 0, id);
        // Whoever was let in with the old one has to show the new one.
        database.prepare("DELETE FROM sessions WHERE user_id = ?").run(id);
      });
    },

    delete(name) {
      const user = existing(name);
      keepAnAdmin(user);
      database.transaction(() => {
        database.prepare("DELETE FROM sessions WHERE user_id = ?").run(user.id);
        database.prepare("DELETE FROM users WHERE id = ?").run(user.id);
      });
      return user;
    },

    noteLogin(id, nowMs) {
      database.prepare("UPDATE users SET last_login_ms = ? WHERE id = ?").run(nowMs, id);
    },
  };
}

export const firstUserName = "admin";

/**
 * Creates the first administrator where there are no users yet. Returns the password, which is to be shown once and has to be
 * changed at the first login; undefined where there are users.
 */
export async function ensureFirstUser(
  users: Users,
  random: RandomBytes,
  nowMs: number,
): Promise<{ readonly name: string; readonly password: string } | undefined> {
  if (users.list().length > 0) return undefined;
  const password = oneTimePassword(random);
  await users.create({ name: firstUserName, password, role: "admin", mustChangePassword: true }, nowMs);
  return { name: firstUserName, password };
}

/** A password that somebody else will see: 144 random bits. */
export function oneTimePassword(random: RandomBytes): string {
  return base64Url(random(18));
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._@-]*$/.test(name) && name.length <= securityLimits.maxNameLength) return;
  throw new OperationalError(
    "bad-request",
    `A user's name has letters a–z, digits and . _ @ -, and at most ${securityLimits.maxNameLength} of them.`,
  );
}

function checkPassword(password: string, name: string): void {
  const { minPasswordLength: min, maxPasswordLength: max } = securityLimits;
  if (password.length < min || password.length > max) {
    throw new OperationalError("bad-request", `A password has ${min} to ${max} characters.`);
  }
  if (new Set(password).size < 4 || password.toLowerCase() === name) {
    throw new OperationalError("bad-request", "This password is too easy to guess.");
  }
}

function toUser(row: UserRow | undefined): User | undefined {
  const role = roles.find((known) => known === row?.role);
  if (row === undefined || role === undefined) return undefined;
  return {
    id: row.id,
    name: row.name,
    role,
    mustChangePassword: row.must_change_password === 1,
    enabled: row.enabled === 1,
    createdMs: row.created_ms,
    lastLoginMs: row.last_login_ms ?? undefined,
  };
}
