import type { Command } from "commander";
import { addServerOptions } from "./client/server-options.ts";
import { type StatusOptions, statusCommand, statusFormats } from "./commands/status-command.ts";
import { formatOption, type ProvideTerminal, type SetExitCode } from "./options.ts";

/** Adds `eqlite status` to the program. */
export function addStatus(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  addServerOptions(
    program
      .command("status")
      .summary("how a running server fares")
      .description(
        "Says whether events arrive and from where, whether rules run, and what somebody should look at. Exit code 1 where there is an error.",
      )
      .addOption(formatOption(statusFormats)),
  ).action(async (options: StatusOptions) => {
    setExitCode(await statusCommand(options, terminal()));
  });
}
