import { dirname, isAbsolute, join, resolve } from "node:path";
import type { JsonValue } from "@eqlite/core/events";
import { suggestNames } from "@eqlite/core/lang";
import { isLoopbackHost } from "./loopback-host.ts";
import { parseSetting, type ResolvePath } from "./parse-setting.ts";
import { readConfigFile } from "./read-config-file.ts";
import { flagOf, type Setting, variableOf } from "./setting.ts";
import { type ServerConfig, type SettingKey, settingEntries, settings } from "./settings.ts";

export interface ConfigSources {
  /** What options of the command said, by the name of the setting. */
  readonly flags: Readonly<Record<string, JsonValue | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of options and variables start here. */
  readonly currentFolder: string;
  /** The text of a file; undefined where there is none. Throws where it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
}

/** Something about the settings that has to be put right before the server can start. */
export interface ConfigProblem {
  /** Such as `/etc/eqlite.yaml:3`, `EQLITE_PORT` or `--port`. */
  readonly where: string;
  readonly message: string;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: ServerConfig;
      /** Where the settings come from that are not the standard ones, for the log. */
      readonly origins: Readonly<Partial<Record<SettingKey, string>>>;
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The name of the file in the data folder. */
export const configFileName = "eqlite.yaml";

/**
 * Puts the settings together: an option counts before an environment variable, that before the file, that before the
 * standard. Works with none of them. Finds all problems, not only the first.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const problems: ConfigProblem[] = [];
  const found = new Map<SettingKey, { readonly value: unknown; readonly origin: string }>();
  const report = (where: string, message: string): void => void problems.push({ where, message });

  const take = (
    key: SettingKey,
    setting: Setting,
    value: JsonValue,
    origin: string,
    from: ResolvePath,
  ): void => {
    if (found.has(key)) return;
    const parsed = parseSetting(setting, value, from);
    if (parsed.ok) found.set(key, { value: parsed.value, origin });
    else {
      report(origin, `${setting.name} ${parsed.problem}; this is ${shown(value)}`);
      // What counts less must not take the place of what is wrong.
      found.set(key, { value: setting.standard, origin });
    }
  };

  const fromHere: ResolvePath = (path) => resolve(sources.currentFolder, path);
  for (const [key, setting] of settingEntries) {
    const flag = sources.flags[setting.name];
    if (flag !== undefined) take(key, setting, flag, flagOf(setting), fromHere);
    const variable = sources.env[variableOf(setting)];
    // A variable that is set to nothing counts as not set.
    if (variable !== undefined && variable !== "")
      take(key, setting, variable, variableOf(setting), fromHere);
  }
  checkVariables(sources.env, report);

  const named = found.get("config")?.value as string | undefined;
  const dataFolder =
    (found.get("dataFolder")?.value as string | undefined) ?? fromHere(settings.dataFolder.standard);
  const file = named ?? join(dataFolder, configFileName);
  const read = readConfigFile(file, sources.readFile);
  for (const { line, message } of read.problems)
    report(line === undefined ? file : `${file}:${line}`, message);
  if (read.missing && named !== undefined) report(file, "there is no such file");
  const fromFile: ResolvePath = (path) => (isAbsolute(path) ? path : resolve(dirname(file), path));
  for (const { name, value, line } of read.entries) {
    const where = `${file}:${line}`;
    const entry = settingEntries.find(([, setting]) => setting.name === name);
    if (entry === undefined) report(where, unknownSetting(name));
    else if (name === settings.config.name) report(where, "a file of settings cannot name another one");
    else if (name === settings.dataFolder.name && named === undefined) {
      report(
        where,
        `this file was found in the data folder and cannot move it: use ${flagOf(settings.dataFolder)}`,
      );
    } else take(entry[0], entry[1], value, where, fromFile);
  }

  const config = Object.fromEntries(
    settingEntries.map(([key, setting]) => {
      const entry = found.get(key);
      if (entry !== undefined) return [key, entry.value];
      return [key, key === "dataFolder" ? dataFolder : setting.standard];
    }),
  ) as ServerConfig;
  const originOf = (key: SettingKey): string => found.get(key)?.origin ?? settings[key].name;
  if (problems.length === 0) checkTogether(config, (key, message) => report(originOf(key), message));
  if (problems.length > 0) return { ok: false, problems };
  const origins = Object.fromEntries([...found].map(([key, { origin }]) => [key, origin]));
  return { ok: true, config, origins };
}

type Report = (where: string, message: string) => void;

/** What holds between settings. */
function checkTogether(config: ServerConfig, report: (key: SettingKey, message: string) => void): void {
  if (config.tlsCert !== undefined && config.tlsKey === undefined) {
    report("tlsCert", "tls_cert goes with tls_key, which is not set");
  }
  if (config.tlsKey !== undefined && config.tlsCert === undefined) {
    report("tlsKey", "tls_key goes with tls_cert, which is not set");
  }
  if (config.demo && !isLoopbackHost(config.host)) {
    report(
      "demo",
      `demo lets everybody in who can connect, and host ${config.host} is not only this machine`,
    );
  }
  if (config.sessionIdleMs > config.sessionMaxMs) {
    report("sessionIdleMs", "session_idle is longer than session_max");
  }
  if (config.maxBodyBytes > config.maxHeldBodyBytes) {
    report("maxBodyBytes", "max_body_size is more than max_held_bodies: such a body could never be taken");
  }
}

/** Variables of other parts of the program, such as the language, that are no settings of the server. */
const otherVariables = new Set([
  "EQLITE_LANG",
  // Of the commands that talk to a server.
  "EQLITE_URL",
  "EQLITE_API_KEY",
  "EQLITE_USER",
  "EQLITE_PASSWORD",
  "EQLITE_CA",
  "EQLITE_CHROMIUM",
  "EQLITE_REQUIRE_CHROMIUM",
]);

function checkVariables(env: ConfigSources["env"], report: Report): void {
  const known = settingEntries.map(([, setting]) => variableOf(setting));
  for (const name of Object.keys(env)) {
    if (!name.startsWith("EQLITE_") || known.includes(name) || otherVariables.has(name)) continue;
    // Other programs may have variables of this prefix; one that is nearly a setting is a slip.
    const [close] = suggestNames(name, known, 1);
    if (close !== undefined) report(name, `there is no such variable; did you mean ${close}?`);
  }
}

function unknownSetting(name: string): string {
  const [close] = suggestNames(
    name.replaceAll("-", "_"),
    settingEntries.map(([, setting]) => setting.name),
    1,
  );
  const same = settingEntries.find(([, setting]) => setting.name === name.replaceAll("-", "_"))?.[1].name;
  const meant = same ?? close;
  return `there is no setting ${JSON.stringify(name)}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function shown(value: JsonValue): string {
  const text =
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part)) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
