import { basicHeader, passwordOf, type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer } from "../client/server-connection.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";

/** `eqlite users change-password`: also what a one-time password asks for. */
export async function changePasswordCommand(
  user: string,
  options: ServerOptions,
  terminal: Terminal,
): Promise<number> {
  const messages = clientMessages[terminal.language];
  if (options.user !== undefined || options.apiKey !== undefined) {
    throw new UsageError("A password is changed by who knows it: leave out --user and --api-key.");
  }
  // Who asks is who is named: keys in the environment are for other commands.
  const { url, ca } = await serverAddress(options, {
    ...terminal,
    env: { ...terminal.env, EQLITE_API_KEY: undefined, EQLITE_USER: undefined },
  });
  const current = await passwordOf(user, terminal);
  const chosen = await terminal.askSecret(messages.askNewPassword(user));
  if (chosen === undefined) throw new UsageError(messages.nobodyToChoose);
  if (chosen !== (await terminal.askSecret(messages.askNewPasswordAgain))) {
    throw new UsageError(messages.passwordsDiffer);
  }
  const server = connectToServer({ url, ca, authorization: basicHeader(user, current) }, terminal);
  await server.ask({ method: "PUT", path: "/api/v1/me/password", body: { current, new: chosen } });
  terminal.out.write(`${messages.passwordChanged(user)}\n`);
  return exitCodes.ok;
}
