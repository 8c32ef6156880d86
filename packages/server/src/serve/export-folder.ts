import { existsSync } from "node:fs";
import { join } from "node:path";
import { compileIndexPatterns } from "@eqlite/core/detect";
import { systemClock } from "../platform/clock.ts";
import { silentLog } from "../platform/log.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { type ExportForm, exportEvents } from "../stores/export-events.ts";
import { openData, stateFileName } from "./open-data.ts";

export interface FolderExport {
  /** Patterns; none for all. */
  readonly dataStream: readonly string[];
  /** In milliseconds since 1970, half-open. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly by: "arrival" | "happened";
  readonly form: ExportForm;
}

/**
 * The events in the data folder of a server that is stopped, as pieces of whole lines. Throws OperationalError `not-found`
 * where it is none, and `data-folder-in-use` where the server runs.
 */
export async function* exportFolder(
  folder: string,
  { dataStream, from, to, by, form }: FolderExport,
): AsyncGenerator<Uint8Array, void> {
  if (!existsSync(join(folder, stateFileName))) {
    throw new OperationalError("not-found", `${folder} is no data folder of a server.`);
  }
  const data = await openData(folder, systemClock, silentLog);
  try {
    const span = { fromMs: from ?? Number.NEGATIVE_INFINITY, toMs: to ?? Number.POSITIVE_INFINITY };
    const hasSpan = from !== undefined || to !== undefined;
    const selection = {
      ...(dataStream.length === 0 ? {} : { dataStream: compileIndexPatterns(dataStream) }),
      ...(hasSpan ? (by === "arrival" ? { ingested: span } : { times: span }) : {}),
    };
    yield* exportEvents(data.store, selection, form);
  } finally {
    await data.close();
  }
}
