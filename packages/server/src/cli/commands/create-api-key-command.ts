import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer } from "../client/server-connection.ts";
import { fieldText } from "../describe-event.ts";
import { exitCodes } from "../exit-codes.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";

export interface CreateApiKeyOptions extends ServerOptions {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresIn?: string;
}

/** `eqlite api-key create`: the key alone goes to standard output, so that a script can take it. */
export async function createApiKeyCommand(
  { name, scopes, expiresIn, ...options }: CreateApiKeyOptions,
  terminal: Terminal,
): Promise<number> {
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const created = await server.ask({
    method: "POST",
    path: "/api/v1/api-keys",
    body: { name, scopes, ...(expiresIn === undefined ? {} : { expires_in: expiresIn }) },
  });
  terminal.err.write(`${clientMessages[terminal.language].keyOnce}\n`);
  terminal.out.write(`${fieldText(created, "encoded")}\n`);
  return exitCodes.ok;
}
