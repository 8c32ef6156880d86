import { resolve } from "node:path";
import type { ExportForm } from "../../stores/export-events.ts";
import { type ServerOptions, serverAddress } from "../client/server-address.ts";
import { connectToServer } from "../client/server-connection.ts";
import { exitCodes } from "../exit-codes.ts";
import { terminalSafeJson } from "../json-text.ts";
import { clientMessages } from "../messages/client-messages.ts";
import { withOutput } from "../output-file.ts";
import type { Terminal } from "../terminal.ts";

export const exportForms = ["documents", "hits"] as const satisfies readonly ExportForm[];
export const exportOrders = ["arrival", "happened"] as const;

export interface ExportOptions extends ServerOptions {
  /** The data folder of a server that is stopped; undefined asks a running one. */
  readonly data: string | undefined;
  readonly dataStream: readonly string[];
  /** In milliseconds since 1970, half-open. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly by: (typeof exportOrders)[number];
  readonly form: ExportForm;
  readonly output: string | undefined;
}

/** `eqlite export`: the stored events, one JSON document a line. */
export async function exportCommand(options: ExportOptions, terminal: Terminal): Promise<number> {
  const { data, output: path } = options;
  const folder = data === undefined ? undefined : resolve(terminal.currentFolder, data);
  const inputs = folder === undefined ? [] : [folder];
  const count = await withOutput({ path, inputs }, terminal, async (output) => {
    let lines = 0;
    const pieces =
      folder === undefined ? ofServer(options, terminal) : ofFolder(folder, options, terminal.signal);
    for await (const { text, count: some } of pieces) {
      output.write(output.isTerminal ? terminalSafeJson(text) : text);
      lines += some;
    }
    return lines;
  });
  terminal.err.write(`${clientMessages[terminal.language].exported(count)}\n`);
  return exitCodes.ok;
}

interface Piece {
  /** Whole lines. */
  readonly text: string;
  readonly count: number;
}

async function* ofServer(options: ExportOptions, terminal: Terminal): AsyncGenerator<Piece, void> {
  const server = connectToServer(await serverAddress(options, terminal), terminal);
  const { dataStream, from, to, by, form } = options;
  const query = { data_stream: dataStream, from: isoTime(from), to: isoTime(to), by, form };
  for await (const line of server.lines({ path: "/api/v1/export", query })) {
    if (line !== "") yield { text: `${line}\n`, count: 1 };
  }
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

async function* ofFolder(
  folder: string,
  options: ExportOptions,
  signal: AbortSignal,
): AsyncGenerator<Piece, void> {
  // Loaded when it is wanted: commands that need no server's parts start sooner without them.
  const { exportFolder } = await import("../../serve/export-folder.ts");
  for await (const bytes of exportFolder(folder, options)) {
    signal.throwIfAborted();
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    let count = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
    yield { text, count };
  }
}
