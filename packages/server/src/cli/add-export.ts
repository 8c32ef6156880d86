import { type Command, Option } from "commander";
import { addServerOptions, type ServerOptions } from "./client/server-options.ts";
import { type ExportOptions, exportCommand, exportForms, exportOrders } from "./commands/export-command.ts";
import { UsageError } from "./exit-codes.ts";
import { outputOption, type ProvideTerminal, parseInstant, type SetExitCode } from "./options.ts";

/** Adds `eqlite export` to the program. */
export function addExport(program: Command, terminal: ProvideTerminal, setExitCode: SetExitCode): void {
  const parseTime = (text: string): number => parseInstant(text, terminal().nowMs());
  addServerOptions(
    program
      .command("export")
      .summary("take events out of a server")
      .description(
        "Prints the events of a running server, or of the data folder of a stopped one, oldest first, one JSON document a line.",
      )
      .option("--data <path>", "the data folder of a server that is stopped, instead of a running one")
      .option(
        "--data-stream <pattern...>",
        "only of these data streams, such as logs-*; -pattern takes some out",
      )
      .addOption(
        new Option("--from <time>", "only events since then: 2024-05-01T10:00:00Z, now-1d").argParser(
          parseTime,
        ),
      )
      .addOption(new Option("--to <time>", "only events before this time").argParser(parseTime))
      .addOption(
        new Option("--by <time>", "which time is meant: when events arrived, or when they happened")
          .choices(exportOrders)
          .default(exportOrders[0]),
      )
      .addOption(
        new Option("--form <form>", "documents as they are stored, or hits with _index and _id")
          .choices(exportForms)
          .default(exportForms[0]),
      )
      .addOption(outputOption()),
  ).action(async (options: ParsedExportOptions) => {
    const { from, to, data, dataStream = [], output, ...rest } = options;
    if (from !== undefined && to !== undefined && from >= to) {
      throw new UsageError("--from is not before --to: no event can lie between them.");
    }
    setExitCode(await exportCommand({ ...rest, from, to, data, dataStream, output }, terminal()));
  });
}

interface ParsedExportOptions extends ServerOptions, Pick<ExportOptions, "by" | "form"> {
  readonly data?: string;
  readonly dataStream?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly output?: string;
}
