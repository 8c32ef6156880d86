import { checkSearchOptions, defaultSearchOptions } from "@eqlite/core/lang";
import { type Command, Option } from "commander";
import { type QueryCommandOptions, queryCommand, queryFormats } from "./commands/query-command.ts";
import { UsageError } from "./exit-codes.ts";
import {
  engineOption,
  formatOption,
  outputOption,
  type ProvideTerminal,
  parseWholeNumber,
  repairOption,
  type SetExitCode,
  verboseOption,
} from "./options.ts";

/** Adds `eqlite query` to the program. */
export function addQuery(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  program
    .command("query")
    .summary("run one EQL query over logs")
    .description(
      "Runs one EQL query over all event logs behind the paths and prints what it finds, oldest first.",
    )
    .argument("<eql>", "the query, such as 'process where process.name : \"cmd.exe\"'")
    .argument("<path...>", "files and folders with event logs")
    .addOption(formatOption(queryFormats))
    .addOption(outputOption())
    .option(
      "--schema <file>",
      'JSON with the field types: {"fields": {"name": "type"}} or an Elasticsearch mapping',
    )
    .addOption(
      new Option("--timestamp-field <field>", "what orders events").default(
        defaultSearchOptions.timestampField,
      ),
    )
    .addOption(
      new Option("--event-category-field <field>", "what the word before `where` is compared with").default(
        defaultSearchOptions.eventCategoryField,
      ),
    )
    .option("--tiebreaker-field <field>", "what orders events of the same time")
    .addOption(new Option("--size <n>", "most results (default: all)").argParser(parseWholeNumber))
    .addOption(
      new Option("--result-position <position>", "which end to keep when there are more")
        .choices(["head", "tail"])
        .default("tail"),
    )
    .addOption(engineOption())
    .addOption(repairOption())
    .addOption(verboseOption())
    .action(async (eql: string, paths: string[], options: ParsedQueryOptions) => {
      setExitCode(await queryCommand(eql, paths, toQueryOptions(options), terminal()));
    });
}

interface ParsedQueryOptions {
  readonly format: QueryCommandOptions["format"];
  readonly engine: QueryCommandOptions["engine"];
  readonly output?: string;
  readonly schema?: string;
  readonly timestampField: string;
  readonly eventCategoryField: string;
  readonly tiebreakerField?: string;
  readonly size?: number;
  readonly resultPosition: string;
  readonly repair?: QueryCommandOptions["repairs"];
  readonly verbose?: true;
}

function toQueryOptions(options: ParsedQueryOptions): QueryCommandOptions {
  const search = checkSearchOptions(options, { ...defaultSearchOptions, size: Number.MAX_SAFE_INTEGER });
  if (!search.ok) throw new UsageError(search.diagnostics.map((diagnostic) => diagnostic.message).join(" "));
  const { format, engine, output, schema, repair = [], verbose } = options;
  return {
    format,
    engine,
    output,
    schemaPath: schema,
    repairs: repair,
    verbose: verbose === true,
    search: search.value,
  };
}
