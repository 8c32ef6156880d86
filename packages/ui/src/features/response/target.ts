import { eventKind } from "../../shared/event/event-kind.ts";
import type { EventFields } from "../../shared/event/flatten-event.ts";
import { findIndicators, type Indicator } from "./indicator.ts";
import type { Shell } from "./shell-text.ts";

/** What an alert gives to act on. */
export interface ResponseTarget {
  readonly shell: Shell;
  readonly hostNames: readonly string[];
  readonly processes: readonly { readonly pid: number; readonly path: string | undefined }[];
  readonly files: readonly { readonly path: string; readonly sha256: string | undefined }[];
  readonly indicators: readonly Indicator[];
}

/** Reads from the events what there is to stop, to block and to remove. */
export function responseTarget(events: readonly EventFields[]): ResponseTarget {
  const indicators = findIndicators(events);
  const processes = new Map<number, string | undefined>();
  const hashes = new Map<string, string>();
  const paths = new Map<string, string>();
  for (const event of events) {
    const path = event.first("process.executable");
    const pid = Number(event.first("process.pid"));
    // The kernel of Windows and the first process of others are never stopped.
    if (Number.isSafeInteger(pid) && pid > 4) processes.set(pid, path ?? processes.get(pid));
    const kind = eventKind(event);
    const written = ["file-creation", "file-change", "file-rename"].includes(kind)
      ? event.first("file.path")
      : undefined;
    const started = kind === "process-start" ? path : undefined;
    for (const [one, hash] of [
      [written, event.first("file.hash.sha256")],
      [started, event.first("process.hash.sha256")],
    ] as const) {
      if (one === undefined || !/[\\/]/.test(one)) continue;
      const key = one.toLowerCase();
      if (!paths.has(key)) paths.set(key, one);
      if (hash !== undefined && /^[0-9a-f]{64}$/i.test(hash)) hashes.set(key, hash.toLowerCase());
    }
  }
  return {
    shell: events.some((event) => event.first("host.os.type") === "windows") ? "powershell" : "sh",
    hostNames: [...new Set(events.flatMap((event) => event.first("host.name", "host.hostname") ?? []))],
    processes: [...processes].map(([pid, path]) => ({ pid, path })),
    files: [...paths].map(([key, path]) => ({ path, sha256: hashes.get(key) })),
    indicators,
  };
}
