import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../platform/clock.ts";
import { silentLog } from "../platform/log.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { createAuditTrail } from "../security/audit-trail.ts";
import { createPasswordHasher } from "../security/password-hasher.ts";
import type { RandomBytes } from "../security/random-token.ts";
import { createUsers, oneTimePassword } from "../security/users.ts";
import { openData, stateFileName } from "./open-data.ts";

/**
 * Gives a user a new one-time password, in the data folder of a server that is stopped: whoever may write there may do
 * everything anyway. Returns the name as it is stored, and the password. Throws OperationalError `not-found` where there is no
 * such folder or user, and `data-folder-in-use` where the server runs.
 */
export async function resetPassword(
  folder: string,
  name: string,
  { clock, random }: { readonly clock: Clock; readonly random: RandomBytes },
): Promise<{ readonly name: string; readonly password: string }> {
  if (!existsSync(join(folder, stateFileName))) {
    throw new OperationalError("not-found", `${folder} is no data folder of a server. Name it with --data.`);
  }
  const data = await openData(folder, clock, silentLog);
  try {
    const users = createUsers(data.database, createPasswordHasher(random));
    const user = users.find(name);
    if (user === undefined) {
      const names = users.list().map((one) => one.name);
      throw new OperationalError(
        "not-found",
        names.length === 0
          ? `${folder} has no users yet: the first start of the server makes one and tells the password.`
          : `There is no user ${JSON.stringify(name)}. There ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}.`,
      );
    }
    const password = oneTimePassword(random);
    await users.setPassword(user.id, password, true);
    createAuditTrail(data.database).note(
      {
        action: "reset-password",
        outcome: "success",
        principal: "whoever may write to the data folder",
        address: "this machine",
        target: user.name,
      },
      clock.nowMs(),
    );
    return { name: user.name, password };
  } finally {
    await data.close();
  }
}
