import { sanitizeForTerminal } from "@eqlite/core/lang";
import { Command, Option } from "commander";
import { addAlerts } from "./add-alerts.ts";
import { addApiKey } from "./add-api-key.ts";
import { addBackup } from "./add-backup.ts";
import { addExport } from "./add-export.ts";
import { addQuery } from "./add-query.ts";
import { addRules } from "./add-rules.ts";
import { addScan } from "./add-scan.ts";
import { addServe } from "./add-serve.ts";
import { addStatus } from "./add-status.ts";
import { addUsers } from "./add-users.ts";
import { type CheckCommandOptions, checkCommand, checkFormats } from "./commands/check-command.ts";
import { type ConvertCommandOptions, convertCommand } from "./commands/convert-command.ts";
import { demoCommand } from "./commands/demo-command.ts";
import { exitCodes } from "./exit-codes.ts";
import { type Language, languages } from "./messages/language.ts";
import {
  formatOption,
  outputOption,
  type ProvideTerminal,
  repairOption,
  type SetExitCode,
  verboseOption,
} from "./options.ts";
import { packageVersion } from "./package-version.ts";
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

function buildProgram(terminal: Terminal, setExitCode: SetExitCode): Command {
  const program = new Command("eqlite")
    .description(
      "Runs Elastic-format detection rules over logs, in files and as they arrive, without the Elastic Stack.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .addOption(
      new Option("--lang <language>", "language of tables and messages")
        .choices(languages)
        .default(terminal.language),
    )
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for the options)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      getOutHelpWidth: () => terminal.out.width || 80,
      getErrHelpWidth: () => terminal.err.width || 80,
      // It quotes the arguments, and a shell may have put file names there.
      writeErr: (text) => terminal.err.write(sanitizeForTerminal(text, { newlines: true })),
    })
    .addHelpText("after", topHelp);
  const withLanguage = (): Terminal => ({ ...terminal, language: program.opts<{ lang: Language }>().lang });
  addServe(program, withLanguage, setExitCode);
  addAlerts(program, withLanguage, setExitCode);
  addRules(program, withLanguage, setExitCode);
  addStatus(program, withLanguage, setExitCode);
  addExport(program, withLanguage, setExitCode);
  addBackup(program, withLanguage, setExitCode);
  addApiKey(program, withLanguage, setExitCode);
  addUsers(program, withLanguage, setExitCode);
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
  eqlite serve --demo                            the detection server, with that attack in it
  eqlite alerts                                  the alerts of a running server

Logs: JSON lines, JSON arrays, Elasticsearch exports and _bulk bodies, Windows events as EVTX or XML;
      plain or in gzip, zstd, zip or tar.
Rules: TOML, Kibana NDJSON or JSON exports, YAML.
Exit codes: 0 fine, 1 findings or failed checks, 2 wrong usage, 3 input that could not be read,
            4 a server that could not be started or reached, or refused.`;

function addCheck(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("check")
    .summary("check rule files")
    .description("Reads rules and checks their queries. Exit code 1 where there is an error.")
    .argument("<path...>", "rule files and folders")
    .addOption(formatOption(checkFormats))
    .option("--strict", "unknown fields are errors")
    .action(
      async (
        paths: string[],
        { format, strict }: { format: CheckCommandOptions["format"]; strict?: true },
      ) => {
        setExitCode(await checkCommand(paths, { format, strict: strict === true }, terminal()));
      },
    );
}

function addConvert(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("convert")
    .summary("print events as the engine sees them")
    .description("Reads event logs and prints each event mapped to ECS, one JSON document a line.")
    .argument("<path...>", "files and folders with event logs")
    .addOption(formatOption(["ndjson"]))
    .addOption(outputOption())
    .addOption(repairOption())
    .addOption(verboseOption())
    .action(async (paths: string[], { output, repair = [], verbose }: ParsedConvertOptions) => {
      setExitCode(
        await convertCommand(paths, { output, repairs: repair, verbose: verbose === true }, terminal()),
      );
    });
}

interface ParsedConvertOptions {
  readonly output?: string;
  readonly repair?: ConvertCommandOptions["repairs"];
  readonly verbose?: true;
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
