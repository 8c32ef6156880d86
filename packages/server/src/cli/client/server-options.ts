import type { Command } from "commander";
import { Option } from "commander";
import { defaultUrl, type ServerOptions } from "./server-address.ts";

/** Adds the options that every command has which talks to a server. */
export function addServerOptions(command: Command): Command {
  return command
    .addOption(new Option("--url <url>", `address of the server (EQLITE_URL, else ${defaultUrl})`))
    .addOption(new Option("--api-key <key>", "API key to be let in with (EQLITE_API_KEY)"))
    .addOption(
      new Option(
        "--user <name>",
        "user to be let in as (EQLITE_USER); the password is asked for (EQLITE_PASSWORD)",
      ),
    )
    .addOption(
      new Option("--ca <file>", "certificate of the authority that signed the server's, in PEM (EQLITE_CA)"),
    );
}

export type { ServerOptions };
