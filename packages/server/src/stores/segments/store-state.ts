import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, parseJson } from "@eqlite/core/events";
import { isMissing } from "./segment.ts";
import { writeWhole } from "./write-durably.ts";

/** What the segments no longer tell once retention has taken them away. */
export interface StoreState {
  readonly endPosition: number;
  readonly lastIngestedMs: number;
}

const fileName = "store.json";
const nothing: StoreState = { endPosition: 0, lastIngestedMs: 0 };

export function readStoreState(root: string): StoreState {
  let text: string;
  try {
    text = readFileSync(join(root, fileName), "utf8");
  } catch (error) {
    if (isMissing(error)) return nothing;
    throw error;
  }
  const parsed = parseJson(text);
  const value = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  const { endPosition, lastIngestedMs } = value;
  return {
    endPosition: typeof endPosition === "number" ? endPosition : 0,
    lastIngestedMs: typeof lastIngestedMs === "number" ? lastIngestedMs : 0,
  };
}

export function writeStoreState(root: string, { endPosition, lastIngestedMs }: StoreState): Promise<void> {
  const text = `${JSON.stringify({ endPosition, lastIngestedMs })}\n`;
  return writeWhole(join(root, fileName), [Buffer.from(text)]);
}
