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
    const form = formOf(setting);
    const notes = [...(form === undefined ? [] : [form]), standardText(setting)].join("; ");
    command.addOption(new Option(`${flagOf(setting)} ${argumentOf(setting)}`, `${description} (${notes})`));
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
    // These are long, and every line of the help would begin behind them: the description has them.
    case "choice":
      return "<choice>";
    case "patterns":
      return "<patterns>";
    default:
      return `<${value}>`;
  }
}

/** How a value is written where the option itself does not say it. */
function formOf(setting: Setting): string | undefined {
  return setting.kind === "choice" || setting.kind === "patterns"
    ? settingValueText(setting).replaceAll("|", ", ")
    : undefined;
}

/** The name under which the library keeps the value. */
function attributeOf(setting: Setting): string {
  return setting.name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Texts of the guide mark names as code, which a terminal does not show. */
const plain = (text: string): string => text.replaceAll("`", "").replace(/[.。]$/, "");
