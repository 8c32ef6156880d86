import type { Command } from "commander";
import { backupCommand } from "./commands/backup-command.ts";
import type { ProvideTerminal, SetExitCode } from "./options.ts";

/** Adds `eqlite backup` to the program. */
export function addBackup(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("backup")
    .summary("copy the data folder of a server")
    .description(
      "Copies the data folder of a server, which may run meanwhile, to a folder that is not there yet: a data folder to start a server with. To be run as the server's user.",
    )
    .argument("<target>", "the folder to be made")
    .option("--data <path>", "the data folder", "eqlite-data")
    .action(async (target: string, { data }: { data: string }) => {
      setExitCode(await backupCommand(target, data, terminal()));
    });
}
