import { setTimeout as pause } from "node:timers/promises";
import type { BlockLines, EventBlock, EventStore } from "../stores/event-store.ts";

/** A block could not be read, also not when it was tried again. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** How often a block is tried to be read, and the time between two tries. */
const maxReads = 3;
const readAgainMs = 100;

/** Reads a block; one that cannot be read must not keep rules from all others, and is returned as an error. */
export async function readSteadily(
  store: Pick<EventStore, "read">,
  block: EventBlock,
): Promise<BlockLines | UnreadableError | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.read(block);
    } catch (error) {
      if (tries === maxReads) return new UnreadableError(messageOf(error), { cause: error });
      await pause(readAgainMs);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
