import { type Command, Option } from "commander";
import { addServerOptions, type ServerOptions } from "./client/server-options.ts";
import {
  enableRuleCommand,
  type ListRulesOptions,
  listRulesCommand,
  type RunRuleOptions,
  ruleListFormats,
  runRuleCommand,
} from "./commands/rules-command.ts";
import { UsageError } from "./exit-codes.ts";
import { formatOption, type ProvideTerminal, parseInstant, type SetExitCode } from "./options.ts";

/** Adds `eqlite rules` to the program. */
export function addRules(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const parseTime = (text: string): number => parseInstant(text, terminal().nowMs());
  const rules = program
    .command("rules")
    .summary("rules of a running server: list, enable, run, …")
    .description("Rules of a running server. Without a command they are listed.");
  addServerOptions(
    rules
      .command("list", { isDefault: true })
      .summary("list rules, also without this word")
      .description("Lists the rules of a running server and how they fare.")
      .addOption(formatOption(ruleListFormats)),
  ).action(async (options: ListRulesOptions) => {
    setExitCode(await listRulesCommand(options, terminal()));
  });

  for (const [name, isEnabled] of [
    ["enable", true],
    ["disable", false],
  ] as const) {
    addServerOptions(
      rules
        .command(name)
        .summary(`${name} a rule`)
        .description(isEnabled ? "Lets a rule run." : "Lets a rule run no more.")
        .argument("<rule_id>", "rule_id of the rule, as the list shows it"),
    ).action(async (ruleId: string, options: ServerOptions) => {
      setExitCode(await enableRuleCommand(ruleId, isEnabled, options, terminal()));
    });
  }

  addServerOptions(
    rules
      .command("run")
      .summary("run a rule over a past time")
      .description(
        "Runs a rule over stored events of a past time, cut into its intervals, as if it had run then.",
      )
      .argument("<rule_id>", "rule_id of the rule, as the list shows it")
      .addOption(
        new Option("--from <time>", "beginning: 2024-05-01T10:00:00Z, 2024-05-01, now-1d")
          .argParser(parseTime)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option("--to <time>", "end, which is not part of it (default: now)").argParser(parseTime),
      ),
  ).action(async (ruleId: string, options: RunRuleOptions) => {
    if (options.to !== undefined && options.from >= options.to) {
      throw new UsageError("--from is not before --to: no event can lie between them.");
    }
    setExitCode(await runRuleCommand(ruleId, options, terminal()));
  });
}
