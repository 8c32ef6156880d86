import { randomBytes } from "node:crypto";
import type { HashSeed } from "@eqlite/core/kernel";

/** A seed that nobody knows, for the hashes of one pass. */
export function randomSeed(): HashSeed {
  const bytes = randomBytes(16);
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8), bytes.readUInt32LE(12)];
}
