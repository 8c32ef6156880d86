import type { Command } from "commander";
import { addSettingOptions, settingFlags } from "../config/setting-options.ts";
import type { ProvideTerminal, SetExitCode } from "./options.ts";

/** Adds `eqlite serve` to the program. */
export function addServe(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const serve = program
    .command("serve")
    .summary("run the detection server")
    .description(
      "Takes in events over HTTP as Elasticsearch does, keeps them, runs rules over them and keeps the alerts.",
    )
    .addHelpText("after", serveHelp)
    .action(async (options: Readonly<Record<string, unknown>>) => {
      // Loaded when it is wanted: the other commands start sooner without it.
      const { serveCommand } = await import("./commands/serve-command.ts");
      setExitCode(await serveCommand(settingFlags(options), terminal()));
    });
  addSettingOptions(serve, terminal().language);
}

const serveHelp = `
Each option can also be a variable, such as EQLITE_PORT=9210, or a line in eqlite.yaml in the data folder.
With --demo, the first start of a new data folder replays a recorded attack as if it happened now.`;
