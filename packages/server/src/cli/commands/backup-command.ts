import { resolve } from "node:path";
import { backUpData } from "../../serve/back-up-data.ts";
import { sizeWords } from "../client/words.ts";
import { exitCodes } from "../exit-codes.ts";
import { serveMessages } from "../messages/serve-messages.ts";
import type { Terminal } from "../terminal.ts";

/** `eqlite backup`: a copy of a data folder, which a server can be started with. */
export async function backupCommand(target: string, folder: string, terminal: Terminal): Promise<number> {
  const to = resolve(terminal.currentFolder, target);
  const from = resolve(terminal.currentFolder, folder);
  const { files, bytes } = await backUpData(from, to, terminal.signal);
  terminal.out.write(`${serveMessages[terminal.language].backedUp(files, sizeWords(bytes), to)}\n`);
  return exitCodes.ok;
}
