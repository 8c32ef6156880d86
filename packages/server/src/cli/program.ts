import { readFileSync } from "node:fs";
import { severities } from "@eqlite/core/detect";
import { checkSearchOptions, defaultSearchOptions, parseDateMath, sanitizeForTerminal } from "@eqlite/core/lang";
import { Command, InvalidArgumentError, Option } from "commander";
import { checkCommand, checkFormats, type CheckCommandOptions } from "./commands/check-command.ts";
import { convertCommand } from "./commands/convert-command.ts";
import { demoCommand } from "./commands/demo-command.ts";
import { queryCommand, queryFormats, type QueryCommandOptions } from "./commands/query-command.ts";
import { scanCommand, scanFormats, type ScanCommandOptions } from "./commands/scan-command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";
import { languages, type Language } from "./messages/language.ts";
import { reportFailure } from "./report-failure.ts";
import type { Terminal } from "./terminal.ts";

/** Runs what `args` (without node and script) ask for. Returns the exit code; nothing is thrown but bugs. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return reportFailure(error, { ...terminal, language: program.opts<{ lang: Language }>().lang });
  }
}

type SetExitCode = (code: number) => void;

function buildProgram(terminal: Terminal, setExitCode: SetExitCode): Command {
  const program = new Command("eqlite")
    .description("Runs Elastic-format detection rules over logs, without the Elastic Stack.")
    .version(packageVersion(), "-V, --version", "print the version")
    .addOption(new Option("--lang <language>", "language of tables and messages").choices(languages).default(terminal.language))
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for the options)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      // It quotes the arguments, and a shell may have put file names there.
      getOutHelpWidth: () => terminal.out.width || 80,
      getErrHelpWidth: () => terminal.err.width || 80,
      writeErr: (text) => terminal.err.write(sanitizeForTerminal(text, { newlines: true })),
    })
    .addHelpText("after", topHelp);
  const withLanguage = (): Terminal => ({ ...terminal, language: program.opts<{ lang: Language }>().lang });
  addScan(program, withLanguage, setExitCode);
  addQuery(program, withLanguage, setExitCode);
  addCheck(program, withLanguage, setExitCode);
  addConvert(program, withLanguage, setExitCode);
  addDemo(program, withLanguage, setExitCode);
  return program;
}

const topHelp = `
Examples:
  eqlite scan evidence/                          all logs in a folder, the bundled rules
  eqlite scan evidence/ --rules rules/ --format ndjson --output alerts.ndjson
  eqlite query 'process where process.name : "cmd.exe"' evidence/
  eqlite check rules/                            are these rules right?
  eqlite demo                                    a real attack, found in seconds

Logs: JSON lines, JSON arrays, Elasticsearch exports and _bulk bodies, Windows EVTX; plain, gzip, zstd, zip or tar.
Rules: TOML, Kibana NDJSON or JSON exports, YAML.
Exit codes: 0 fine, 1 findings or failed checks, 2 wrong usage, 3 input that could not be read.`;

const formatOption = (formats: readonly string[]): Option => new Option("--format <format>", "form of the results").choices(formats).default(formats[0]);
const outputOption = (): Option => new Option("--output <file>", "write the results there; the file appears when it is complete");
const verboseOption = (): Option => new Option("--verbose", "list everything that was skipped");

type ProvideTerminal = () => Terminal;

function addScan(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const parseTime = (text: string): number => parseInstant(text, terminal().nowMs());
  program
    .command("scan")
    .showHelpAfterError("(logs come before --rules: eqlite scan LOGS... --rules RULES...; add --help for the options)")
    .summary("run rules over logs, print alerts")
    .description("Runs detection rules over all event logs behind the paths and prints one alert for each match.")
    .argument("<path...>", "files and folders with event logs")
    .addOption(new Option("--rules <path...>", "rule files and folders; stands behind the paths of the logs").default([], "the bundled rules"))
    .addOption(formatOption(scanFormats))
    .addOption(outputOption())
    .addOption(new Option("--from <time>", "only events at or after this time: 2024-05-01T10:00:00Z, 2024-05-01, now-1d").argParser(parseTime))
    .addOption(new Option("--to <time>", "only events before this time").argParser(parseTime))
    .addOption(new Option("--min-severity <severity>", "only alerts of this severity and above").choices(severities))
    .option("--stats", "write the counts of the scan as one JSON object to standard error")
    .option("--strict", "unknown fields are errors, and a rule with an error makes the scan fail (exit code 1)")
    .option("--enforce-index", "show a rule only events whose index its patterns cover")
    .option("--fail-on-alert", "exit code 1 where there is an alert")
    .addOption(verboseOption())
    .action(async (paths: string[], options: ParsedScanOptions) => {
      setExitCode(await scanCommand(paths, toScanOptions(options), terminal()));
    });
}

interface ParsedScanOptions extends Pick<ScanCommandOptions, "rules" | "format"> {
  readonly from?: number;
  readonly to?: number;
  readonly output?: string;
  readonly minSeverity?: NonNullable<ScanCommandOptions["minSeverity"]>;
  readonly stats?: true;
  readonly strict?: true;
  readonly enforceIndex?: true;
  readonly failOnAlert?: true;
  readonly verbose?: true;
}

function toScanOptions(options: ParsedScanOptions): ScanCommandOptions {
  const { rules, format, output, from, to, minSeverity, stats, strict, enforceIndex, failOnAlert, verbose } = options;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UsageError("--from is not before --to: no event can lie between them.");
  }
  return {
    rules,
    format,
    output,
    fromMs: from,
    toMs: to,
    minSeverity,
    stats: stats === true,
    strict: strict === true,
    enforceIndex: enforceIndex === true,
    failOnAlert: failOnAlert === true,
    verbose: verbose === true,
  };
}

function addQuery(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("query")
    .summary("run one EQL query over logs")
    .description("Runs one EQL query over all event logs behind the paths and prints what it finds, oldest first.")
    .argument("<eql>", "the query, such as 'process where process.name : \"cmd.exe\"'")
    .argument("<path...>", "files and folders with event logs")
    .addOption(formatOption(queryFormats))
    .addOption(outputOption())
    .option("--schema <file>", "JSON with the field types: {\"fields\": {\"name\": \"type\"}} or an Elasticsearch mapping")
    .addOption(new Option("--timestamp-field <field>", "what orders events").default(defaultSearchOptions.timestampField))
    .addOption(new Option("--event-category-field <field>", "what the word before `where` is compared with").default(defaultSearchOptions.eventCategoryField))
    .option("--tiebreaker-field <field>", "what orders events of the same time")
    .addOption(new Option("--size <n>", "most results (default: all)").argParser(parseWholeNumber))
    .addOption(new Option("--result-position <position>", "which end to keep when there are more").choices(["head", "tail"]).default("tail"))
    .addOption(verboseOption())
    .action(async (eql: string, paths: string[], options: ParsedQueryOptions) => {
      setExitCode(await queryCommand(eql, paths, toQueryOptions(options), terminal()));
    });
}

interface ParsedQueryOptions {
  readonly format: QueryCommandOptions["format"];
  readonly output?: string;
  readonly schema?: string;
  readonly timestampField: string;
  readonly eventCategoryField: string;
  readonly tiebreakerField?: string;
  readonly size?: number;
  readonly resultPosition: string;
  readonly verbose?: true;
}

function toQueryOptions(options: ParsedQueryOptions): QueryCommandOptions {
  const search = checkSearchOptions(options, { ...defaultSearchOptions, size: Number.MAX_SAFE_INTEGER });
  if (!search.ok) throw new UsageError(search.diagnostics.map((diagnostic) => diagnostic.message).join(" "));
  const { format, output, schema, verbose } = options;
  return { format, output, schemaPath: schema, verbose: verbose === true, search: search.value };
}

function addCheck(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("check")
    .summary("check rule files")
    .description("Reads rules and checks their queries. Exit code 1 where there is an error.")
    .argument("<path...>", "rule files and folders")
    .addOption(formatOption(checkFormats))
    .option("--strict", "unknown fields are errors")
    .action(async (paths: string[], { format, strict }: { format: CheckCommandOptions["format"]; strict?: true }) => {
      setExitCode(await checkCommand(paths, { format, strict: strict === true }, terminal()));
    });
}

function addConvert(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("convert")
    .summary("print events as the engine sees them")
    .description("Reads event logs and prints each event mapped to ECS, one JSON document a line.")
    .argument("<path...>", "files and folders with event logs")
    .addOption(formatOption(["ndjson"]))
    .addOption(outputOption())
    .addOption(verboseOption())
    .action(async (paths: string[], { output, verbose }: { output?: string; verbose?: true }) => {
      setExitCode(await convertCommand(paths, { output, verbose: verbose === true }, terminal()));
    });
}

function addDemo(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("demo")
    .summary("find a real attack in a bundled recording")
    .description("Scans a bundled recording of an attack with the bundled rule and explains the alert.")
    .action(async () => {
      setExitCode(await demoCommand(terminal()));
    });
}

function parseInstant(text: string, nowMs: number): number {
  const span = parseDateMath(text, nowMs);
  if (span === undefined) throw new InvalidArgumentError("Write 2024-05-01T10:00:00Z, 2024-05-01 or now-1d.");
  return span.from.ms;
}

function parseWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("This is no whole number from 0.");
  return Number(text);
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
}
