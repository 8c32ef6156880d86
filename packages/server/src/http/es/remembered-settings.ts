import type { JsonValue } from "@eqlite/core/events";
import { OperationalError } from "../../platform/operational-error.ts";
import { handshakeLimits } from "./handshake-limits.ts";

/** What clients set up before they send: kept so that they find it again, and otherwise without effect. */
export type SettingKind =
  | "index_template"
  | "template"
  | "component_template"
  | "ilm_policy"
  | "pipeline"
  | "data_stream"
  | "index"
  | "alias";

/**
 * Keeps what was set up, in memory: after a restart clients set it up again, as they do with a new cluster. Where there is no
 * more room, what was set up first is forgotten.
 */
export interface RememberedSettings {
  put(kind: SettingKind, name: string, value: JsonValue, sizeBytes: number): void;
  /** By name, of those that a comma-separated list of names names, in which `*` stands for any part. */
  find(kind: SettingKind, names: string): ReadonlyMap<string, JsonValue>;
  delete(kind: SettingKind, name: string): void;
}

interface Remembered {
  readonly kind: SettingKind;
  readonly name: string;
  readonly value: JsonValue;
  readonly sizeBytes: number;
}

export function createRememberedSettings(
  limits: Readonly<Record<keyof typeof handshakeLimits, number>> = handshakeLimits,
): RememberedSettings {
  // In the order in which they came.
  const entries = new Map<string, Remembered>();
  let totalBytes = 0;

  const remove = (key: string): void => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    totalBytes -= entry.sizeBytes;
  };

  return {
    put(kind, name, value, valueBytes) {
      if (name.length > limits.maxSettingNameLength) {
        throw new OperationalError(
          "bad-request",
          `a name has at most ${limits.maxSettingNameLength} characters`,
        );
      }
      if (valueBytes > limits.maxSettingBytes) {
        throw new OperationalError("too-large", `a setting has at most ${limits.maxSettingBytes} bytes`);
      }
      const key = `${kind} ${name}`;
      const sizeBytes = valueBytes + key.length;
      remove(key);
      entries.set(key, { kind, name, value, sizeBytes });
      totalBytes += sizeBytes;
      for (const oldest of entries.keys()) {
        if (entries.size <= limits.maxSettings && totalBytes <= limits.maxSettingsBytes) break;
        remove(oldest);
      }
    },
    find(kind, names) {
      const isNamed = namesTest(names);
      const found = new Map<string, JsonValue>();
      for (const entry of entries.values()) {
        if (entry.kind === kind && isNamed(entry.name)) found.set(entry.name, entry.value);
      }
      return found;
    },
    delete: (kind, name) => remove(`${kind} ${name}`),
  };
}

/** Whether a name is among those of a comma-separated list, in which `*` stands for any part and `_all` for all. */
export function namesTest(names: string): (name: string) => boolean {
  const listed = names
    .split(",")
    .slice(0, handshakeLimits.maxNamesInPath)
    .map((name) => name.split("*"));
  return (name) => names === "_all" || listed.some((pieces) => matchesPieces(name, pieces));
}

/** Pieces that follow each other with anything between them. */
function matchesPieces(name: string, pieces: readonly string[]): boolean {
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
