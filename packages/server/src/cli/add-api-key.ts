import type { Command } from "commander";
import { Option } from "commander";
import { apiKeyScopes } from "../security/role.ts";
import { addServerOptions, type ServerOptions } from "./client/server-options.ts";
import { createApiKeyCommand } from "./commands/create-api-key-command.ts";
import type { ProvideTerminal, SetExitCode } from "./options.ts";

/** Adds `eqlite api-key` to the program. */
export function addApiKey(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const apiKey = program
    .command("api-key")
    .summary("make API keys")
    .description("Keys with which programs are let in by a running server.");
  addServerOptions(
    apiKey
      .command("create")
      .summary("make an API key")
      .description("Makes an API key and prints it, once.")
      .requiredOption("--name <name>", "what it is called in lists")
      .addOption(
        new Option(
          "--scopes <scope...>",
          "what it is for: ingest sends events, read looks at everything, admin is everything",
        )
          .choices(apiKeyScopes)
          .makeOptionMandatory(),
      )
      .option("--expires-in <time>", "how long it is good for, such as 90d (default: for ever)"),
  ).action(async (options: ServerOptions & ParsedKeyOptions) => {
    setExitCode(await createApiKeyCommand(options, terminal()));
  });
}

interface ParsedKeyOptions {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresIn?: string;
}
