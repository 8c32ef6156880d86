import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { systemClock } from "../../platform/clock.ts";
import { resetPassword } from "../../serve/reset-password.ts";
import { exitCodes } from "../exit-codes.ts";
import { serveMessages } from "../messages/serve-messages.ts";
import type { Terminal } from "../terminal.ts";

/** `eqlite users reset-password`, where nobody knows the password any more. */
export async function resetPasswordCommand(
  user: string,
  folder: string,
  terminal: Terminal,
): Promise<number> {
  const path = resolve(terminal.currentFolder, folder);
  const { name, password } = await resetPassword(path, user, { clock: systemClock, random: randomBytes });
  terminal.out.write(`${serveMessages[terminal.language].passwordReset(name, password)}\n`);
  return exitCodes.ok;
}
