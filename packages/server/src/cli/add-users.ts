import type { Command } from "commander";
import { addServerOptions, type ServerOptions } from "./client/server-options.ts";
import { changePasswordCommand } from "./commands/change-password-command.ts";
import type { ProvideTerminal, SetExitCode } from "./options.ts";

/** Adds `eqlite users` to the program. */
export function addUsers(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const users = program.command("users").summary("passwords of users").description("Passwords of users.");
  addServerOptions(
    users
      .command("change-password")
      .summary("choose a password of your own")
      .description("Asks for your password and a new one, and gives both to the running server.")
      .argument("<user>", "your name"),
  ).action(async (user: string, options: ServerOptions) => {
    setExitCode(await changePasswordCommand(user, options, terminal()));
  });
  users
    .command("reset-password")
    .summary("make a new one-time password, where the old one is lost")
    .description(
      "Makes a new one-time password in the data folder of a server that is stopped, for whoever may write there.",
    )
    .argument("<user>", "name of the user")
    .option("--data <path>", "the data folder", "eqlite-data")
    .action(async (user: string, { data }: { data: string }) => {
      const { resetPasswordCommand } = await import("./commands/reset-password-command.ts");
      setExitCode(await resetPasswordCommand(user, data, terminal()));
    });
}
