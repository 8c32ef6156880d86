import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import { suggestNames } from "@eqlite/core/lang";
import { configLimits } from "./config-limits.ts";
import { durationText, parseDuration, parseSize, sizeText } from "./quantity.ts";
import type { Setting } from "./setting.ts";

/** A value of a setting, or a phrase that says what is wrong with it, such as "must be a whole number". */
export type ParsedSetting =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/** Makes a path absolute. */
export type ResolvePath = (path: string) => string;

const fail = (problem: string): ParsedSetting => ({ ok: false, problem });
const pass = (value: unknown): ParsedSetting => ({ ok: true, value });

/**
 * Reads a value as the file has it. Environment variables and options are texts; lists are separated by commas there, and
 * `patterns` is written `pattern=other,other;pattern=other`.
 */
export function parseSetting(setting: Setting, value: JsonValue, resolvePath: ResolvePath): ParsedSetting {
  switch (setting.kind) {
    case "text":
      return isShortText(value) ? pass(value) : fail("must be a text");
    case "path":
      return isShortText(value) ? pass(resolvePath(value)) : fail("must be the path of a file or folder");
    case "paths": {
      const list = textList(value);
      return list === undefined ? fail("must be a list of paths") : pass(list.map(resolvePath));
    }
    case "integer": {
      const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
      return Number.isSafeInteger(number)
        ? inRange(setting, Number(number), String)
        : fail("must be a whole number");
    }
    case "size":
      return parseQuantitySetting(setting, value, parseSize, sizeText, "a size such as 512mb");
    case "duration":
      return parseQuantitySetting(
        setting,
        value,
        parseDuration,
        durationText,
        "a time such as 30d, 8h or 15m",
      );
    case "boolean":
      if (value === true || value === "true") return pass(true);
      if (value === false || value === "false") return pass(false);
      return fail("must be true or false");
    case "choice": {
      const { choices = [] } = setting;
      if (typeof value === "string" && choices.includes(value)) return pass(value);
      const [close] = typeof value === "string" ? suggestNames(value, choices, 1) : [];
      return fail(
        `must be one of ${choices.join(", ")}${close === undefined ? "" : `; did you mean ${close}?`}`,
      );
    }
    case "patterns":
      return parsePatterns(value);
  }
}

function parseQuantitySetting(
  setting: Setting,
  value: JsonValue,
  parse: (text: string) => number | undefined,
  print: (quantity: number) => string,
  what: string,
): ParsedSetting {
  // YAML 1.1 readers take a bare `off` for false, and some people write it so.
  if (setting.canBeOff === true && (value === "off" || value === false)) return pass(undefined);
  const quantity = typeof value === "string" ? parse(value) : value === 0 ? 0 : undefined;
  if (quantity === undefined) return fail(`must be ${what}${setting.canBeOff === true ? ", or off" : ""}`);
  return inRange(setting, quantity, print);
}

function inRange({ range }: Setting, value: number, print: (value: number) => string): ParsedSetting {
  if (range !== undefined && (value < range.from || value > range.to)) {
    return fail(`must be from ${print(range.from)} to ${print(range.to)}`);
  }
  return pass(value);
}

const patternsForm = "must name for each index pattern a list of others";

function parsePatterns(value: JsonValue): ParsedSetting {
  const entries =
    typeof value === "string"
      ? patternEntries(value)
      : isJsonObject(value)
        ? Object.entries(value)
        : undefined;
  if (entries === undefined || entries.length > configLimits.maxListItems) return fail(patternsForm);
  const map: Record<string, readonly string[]> = {};
  for (const [pattern, others] of entries) {
    const list = textList(others);
    if (!isPattern(pattern) || list === undefined || list.length === 0) return fail(patternsForm);
    const odd = list.find((other) => !isPattern(other));
    if (odd !== undefined) return fail(`has ${JSON.stringify(odd)}, which is no index pattern`);
    map[pattern] = list;
  }
  return pass(map);
}

function patternEntries(text: string): (readonly [string, JsonValue])[] {
  const entries = text.split(";").filter((entry) => entry.trim() !== "");
  return entries.map((entry) => {
    const [pattern = "", others = ""] = entry.split(/=(.*)/s);
    return [pattern.trim(), others] as const;
  });
}

/** Names of data streams have no spaces, commas and capitals; a pattern may have stars. */
function isPattern(text: string): boolean {
  return /^[a-z0-9._*-][a-z0-9._*:@-]{0,254}$/.test(text);
}

function textList(value: JsonValue): readonly string[] | undefined {
  const items = typeof value === "string" ? value.split(",").map((item) => item.trim()) : value;
  if (!Array.isArray(items) || items.length > configLimits.maxListItems) return undefined;
  return items.every(isShortText) ? items : undefined;
}

function isShortText(value: JsonValue): value is string {
  return typeof value === "string" && value !== "" && value.length <= configLimits.maxTextLength;
}
