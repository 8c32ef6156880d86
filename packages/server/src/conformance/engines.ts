import { isJsonObject, parseJson, stringifyJson } from "@eqlite/core/events";
import { compileMatchKey, createPass } from "@eqlite/core/kernel";
import type { CheckedQuery } from "@eqlite/core/lang";
import { createQueryRun, type Match, type RunOptions } from "@eqlite/core/match";
import type { DatasetEvent } from "./suite.ts";

/** Runs a checked query over events in order of arrival; the matches name the events by their ids. */
export type Engine = (
  query: CheckedQuery,
  options: RunOptions,
  events: readonly DatasetEvent[],
) => readonly Match<string>[];

/** What can evaluate a case. The suite runs on each of them, in Node and in a page. */
const engines = {
  reference: async (): Promise<Engine> => runReference,
  kernel: async (): Promise<Engine> => runKernel,
} as const satisfies Record<string, () => Promise<Engine>>;

export type EngineName = keyof typeof engines;

export const engineNames = Object.keys(engines) as readonly EngineName[];

/** Asynchronous, because an engine may have code to compile first. */
export function loadEngine(name: EngineName): Promise<Engine> {
  return engines[name]();
}

/** The path of `match`, event by event. */
function runReference(
  query: CheckedQuery,
  options: RunOptions,
  events: readonly DatasetEvent[],
): readonly Match<string>[] {
  const run = createQueryRun<string>(query, options);
  for (const [arrival, event] of events.entries()) run.add(event.document, arrival, event.id);
  return run.finish();
}

/** The kernel, over the events as one block of lines. What it leaves is handed back to it as a document. */
function runKernel(
  query: CheckedQuery,
  options: RunOptions,
  events: readonly DatasetEvent[],
): readonly Match<string>[] {
  const { onFailure } = options;
  const pass = createPass("kernel", [{ query, options }], { onFailure });
  if (pass.judgeBlock === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const byPosition = new Map<number, DatasetEvent>();
  let position = 0;
  // A block for a few events each, so that sequences go on from block to block.
  for (let from = 0; from < events.length; from += eventsInBlock) {
    const lines = events.slice(from, from + eventsInBlock).map((event) => {
      const line = encoder.encode(`${stringifyJson(event.document)}\n`);
      return { event, line };
    });
    const start = position;
    const block = new Uint8Array(lines.reduce((sum, { line }) => sum + line.length, 0));
    for (const { event, line } of lines) {
      block.set(line, position - start);
      byPosition.set(position, event);
      position += line.length;
    }
    pass.judgeBlock(block, start, (lineFrom, lineTo) => {
      const parsed = parseJson(decoder.decode(block.subarray(lineFrom, lineTo)));
      if (!parsed.ok || !isJsonObject(parsed.value))
        throw new Error("an event was written as no JSON object");
      pass.judgeDocument(parsed.value, start + lineFrom);
      return false;
    });
  }
  const [outcome] = pass.finish();
  if (outcome?.error !== undefined) throw outcome.error;
  const readKey = compileMatchKey(query);
  const eventAt = (at: number | undefined): DatasetEvent | undefined =>
    at === undefined ? undefined : byPosition.get(at);
  return (outcome?.matches ?? []).map((match) => {
    const found = match.positions.map(eventAt);
    const key = readKey(
      match,
      found.map((event) => event?.document),
    );
    if (!key.isMatch) throw new Error("two keys of a small suite have one hash");
    return { key: key.key, events: found.map((event) => event?.id) };
  });
}

const eventsInBlock = 7;
