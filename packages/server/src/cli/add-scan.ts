import { severities } from "@eqlite/core/detect";
import { type Command, Option } from "commander";
import { type ScanCommandOptions, scanCommand, scanFormats } from "./commands/scan-command.ts";
import { UsageError } from "./exit-codes.ts";
import {
  engineOption,
  formatOption,
  outputOption,
  type ProvideTerminal,
  parseInstant,
  repairOption,
  type SetExitCode,
  verboseOption,
  workersOption,
} from "./options.ts";

/** Adds `eqlite scan` to the program. */
export function addScan(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const parseTime = (text: string): number => parseInstant(text, terminal().nowMs());
  program
    .command("scan")
    .showHelpAfterError(
      "(logs come before --rules: eqlite scan LOGS... --rules RULES...; add --help for the options)",
    )
    .summary("run rules over logs, print alerts")
    .description(
      "Runs detection rules over all event logs behind the paths and prints one alert for each match.",
    )
    .argument("<path...>", "files and folders with event logs")
    .addOption(
      new Option("--rules <path...>", "rule files and folders; stands behind the paths of the logs").default(
        [],
        "the bundled rules",
      ),
    )
    .addOption(formatOption(scanFormats))
    .addOption(outputOption())
    .addOption(
      new Option(
        "--from <time>",
        "only events at or after this time: 2024-05-01T10:00:00Z, 2024-05-01, now-1d",
      ).argParser(parseTime),
    )
    .addOption(new Option("--to <time>", "only events before this time").argParser(parseTime))
    .addOption(
      new Option("--min-severity <severity>", "only alerts of this severity and above").choices(severities),
    )
    .option("--stats", "write the counts of the scan as one JSON object to standard error")
    .option(
      "--strict",
      "unknown fields are errors, and a rule with an error makes the scan fail (exit code 1)",
    )
    .option("--enforce-index", "show a rule only events whose index its patterns cover")
    .option("--fail-on-alert", "exit code 1 where there is an alert")
    .addOption(engineOption())
    .addOption(workersOption())
    .addOption(repairOption())
    .addOption(verboseOption())
    .action(async (paths: string[], options: ParsedScanOptions) => {
      setExitCode(await scanCommand(paths, toScanOptions(options), terminal()));
    });
}

interface ParsedScanOptions extends Pick<ScanCommandOptions, "rules" | "format" | "engine"> {
  readonly from?: number;
  readonly to?: number;
  readonly workers?: number;
  readonly output?: string;
  readonly minSeverity?: NonNullable<ScanCommandOptions["minSeverity"]>;
  readonly repair?: ScanCommandOptions["repairs"];
  readonly stats?: true;
  readonly strict?: true;
  readonly enforceIndex?: true;
  readonly failOnAlert?: true;
  readonly verbose?: true;
}

function toScanOptions(options: ParsedScanOptions): ScanCommandOptions {
  const { rules, format, engine, workers, output, from, to, minSeverity, repair = [], ...flags } = options;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UsageError("--from is not before --to: no event can lie between them.");
  }
  return {
    rules,
    format,
    engine,
    workers,
    output,
    fromMs: from,
    toMs: to,
    minSeverity,
    repairs: repair,
    stats: flags.stats === true,
    strict: flags.strict === true,
    enforceIndex: flags.enforceIndex === true,
    failOnAlert: flags.failOnAlert === true,
    verbose: flags.verbose === true,
  };
}
