import type { AlertStatus } from "../../alerts/alert.ts";
import { listOf, textOf } from "../client/alert-json.ts";
import { findAlertIds } from "../client/find-alert-ids.ts";
import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer } from "../client/server-connection.ts";
import { exitCodes } from "../exit-codes.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";

export interface TriageOptions extends ServerOptions {
  readonly reason?: string;
}

/** `eqlite alerts open|acknowledge|close`. Exit code 4 where one of the alerts does not exist. */
export async function setStatusCommand(
  status: AlertStatus,
  typedIds: readonly string[],
  { reason, ...options }: TriageOptions,
  terminal: Terminal,
): Promise<number> {
  const { out, err, language } = terminal;
  const messages = clientMessages[language];
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const ids = await findAlertIds(server, typedIds, messages);
  const answer = await server.ask({
    method: "POST",
    path: "/api/v1/alerts/status",
    body: { ids, status, ...(reason === undefined ? {} : { reason }) },
  });
  const changed = Number(answer["changed"] ?? 0);
  const unchanged = Number(answer["unchanged"] ?? 0);
  const missing = listOf(answer["missing"]).map(textOf);
  if (changed > 0 || unchanged === 0) out.write(`${messages.changed(changed, messages.statuses[status])}\n`);
  if (unchanged > 0) out.write(`${messages.unchanged(unchanged)}\n`);
  if (missing.length === 0) return exitCodes.ok;
  err.write(`${err.colors.red(messages.missing(missing.join(", ")))}\n`);
  return exitCodes.server;
}

/** `eqlite alerts note`. */
export async function addNoteCommand(
  typedId: string,
  text: string,
  options: ServerOptions,
  terminal: Terminal,
): Promise<number> {
  const messages = clientMessages[terminal.language];
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const [id = typedId] = await findAlertIds(server, [typedId], messages);
  await server.ask({
    method: "POST",
    path: `/api/v1/alerts/${encodeURIComponent(id)}/notes`,
    body: { text },
  });
  terminal.out.write(`${messages.noteAdded(id.slice(0, 12))}\n`);
  return exitCodes.ok;
}
