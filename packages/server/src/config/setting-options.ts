import type { JsonValue } from "@eqlite/core/events";
import { type Command, Option } from "commander";
import type { Language } from "../cli/messages/language.ts";
import { flagOf, type Setting } from "./setting.ts";
import { settingValueText, standardText } from "./setting-text.ts";
import { settingEntries } from "./settings.ts";

/** Adds an option for each setting. Values are checked later, together with those of the file and of the environment. */
export function addSettingOptions(command: Command, language: Language): Command {
  for (const [, setting] of settingEntries) {
    const description = plain(setting.description[language]);
    const standard = standardText(setting);
    command.addOption(
      new Option(`${flagOf(setting)} ${argumentOf(setting)}`, `${description} (${standard})`),
    );
  }
  return command;
}

/** What the options said, by the names of settings, as `loadConfig` takes it. */
export function settingFlags(
  options: Readonly<Record<string, unknown>>,
): Record<string, JsonValue | undefined> {
  return Object.fromEntries(
    settingEntries.map(([, setting]) => [
      setting.name,
      options[attributeOf(setting)] as JsonValue | undefined,
    ]),
  );
}

function argumentOf(setting: Setting): string {
  const value = settingValueText(setting);
  switch (setting.kind) {
    // Without a value it turns on what it names.
    case "boolean":
      return `[${value}]`;
    case "paths":
      return `<${value}...>`;
    default:
      return `<${value}>`;
  }
}

/** The name under which the library keeps the value. */
function attributeOf(setting: Setting): string {
  return setting.name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Texts of the guide mark names as code, which a terminal does not show. */
const plain = (text: string): string => text.replaceAll("`", "").replace(/[.。]$/, "");
