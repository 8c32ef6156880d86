import type { Language } from "../cli/messages/language.ts";

/** A sentence in each language that people read. */
export type Sentence = Readonly<Record<Language, string>>;

/**
 * One setting of the server. Its name in the file is `name`; the environment variable and the option of the command follow
 * from it: `retention_age` is EQLITE_RETENTION_AGE and `--retention-age`.
 */
export interface Setting<Value = unknown> {
  readonly name: string;
  /** Under which heading it is documented. */
  readonly section: SettingSection;
  readonly kind: SettingKind;
  readonly standard: Value;
  readonly description: Sentence;
  /** Allowed values, for `choice`. */
  readonly choices?: readonly string[];
  /** Both included, for `integer`, `size` and `duration`. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Whether `off` is a value, for `size` and `duration`. */
  readonly canBeOff?: boolean;
}

export const settingSections = ["files", "network", "data", "detection", "access", "limits", "log"] as const;
export type SettingSection = (typeof settingSections)[number];

/**
 * - `path`, `paths`: files and folders; relative ones start at the folder of the file that names them, else at the current one
 * - `size`: bytes, written 100mb; `duration`: milliseconds, written 30d. A kilobyte has 1024 bytes, as in Elasticsearch
 * - `patterns`: index patterns that others stand for
 */
export type SettingKind =
  | "text"
  | "path"
  | "paths"
  | "integer"
  | "size"
  | "duration"
  | "boolean"
  | "choice"
  | "patterns";

/** Index patterns, each with others whose events it shall also cover. */
export type PatternMap = Readonly<Record<string, readonly string[]>>;

export function variableOf(setting: Pick<Setting, "name">): string {
  return `EQLITE_${setting.name.toUpperCase()}`;
}

export function flagOf(setting: Pick<Setting, "name">): string {
  return `--${setting.name.replaceAll("_", "-")}`;
}
