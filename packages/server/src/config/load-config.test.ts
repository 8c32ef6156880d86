import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configLimits } from "./config-limits.ts";
import { configurationGuide } from "./configuration-guide.ts";
import { type ConfigSources, loadConfig } from "./load-config.ts";
import { durationText, parseDuration, parseSize, sizeText } from "./quantity.ts";
import { flagOf, variableOf } from "./setting.ts";
import { addSettingOptions, settingFlags } from "./setting-options.ts";
import { settingEntries } from "./settings.ts";

function load(
  sources: Partial<Omit<ConfigSources, "readFile">> & { readonly files?: Record<string, string> } = {},
) {
  const { files = {}, ...rest } = sources;
  return loadConfig({
    flags: {},
    env: {},
    currentFolder: "/home/ada",
    readFile: (path) => files[path],
    ...rest,
  });
}

function configOf(sources: Parameters<typeof load>[0]) {
  const loaded = load(sources);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}

function problemsOf(sources: Parameters<typeof load>[0]): string[] {
  const loaded = load(sources);
  return loaded.ok ? [] : loaded.problems.map(({ where, message }) => `${where}: ${message}`);
}

describe("settings", () => {
  it("are not needed", () => {
    expect(configOf({})).toMatchObject({
      host: "127.0.0.1",
      port: 9200,
      dataFolder: "/home/ada/eqlite-data",
      rules: [],
      demo: false,
      tlsCert: undefined,
      maxBodyBytes: 100 * 1024 * 1024,
    });
  });

  it("come from options before variables before the file", () => {
    const sources = {
      files: {
        "/data/eqlite.yaml": "port: 1\nhost: '::1'\nlog_level: debug\nrules: [a, /b]\nretention_age: off\n",
      },
      env: { EQLITE_DATA: "/data", EQLITE_PORT: "2", EQLITE_LOG_LEVEL: "warn", EQLITE_HOST: "" },
      flags: { port: "3" },
    };
    const loaded = load(sources);
    expect(loaded).toMatchObject({
      ok: true,
      config: { port: 3, logLevel: "warn", host: "::1", rules: ["/data/a", "/b"], retentionAgeMs: undefined },
      origins: { port: "--port", logLevel: "EQLITE_LOG_LEVEL", host: "/data/eqlite.yaml:2" },
    });
  });

  it("can stand in a named file, which may also say where the data is", () => {
    const files = { "/etc/eqlite.yaml": "data: ../srv\ntls_cert: c.pem\ntls_key: k.pem\n" };
    expect(configOf({ files, flags: { config: "/etc/eqlite.yaml" } })).toMatchObject({
      dataFolder: "/srv",
      tlsCert: "/etc/c.pem",
      tlsKey: "/etc/k.pem",
    });
  });

  it("map index patterns, in each place", () => {
    const expected = { "logs-endpoint.events.*": ["winlogbeat-*", "logs-sysmon-*"], "a-*": ["b-*"] };
    const yaml = "index_aliases:\n  logs-endpoint.events.*: [winlogbeat-*, logs-sysmon-*]\n  a-*: b-*\n";
    expect(configOf({ files: { "/home/ada/eqlite-data/eqlite.yaml": yaml } }).indexAliases).toEqual(expected);
    const text = "logs-endpoint.events.*=winlogbeat-*, logs-sysmon-*; a-*=b-*";
    expect(configOf({ env: { EQLITE_INDEX_ALIASES: text } }).indexAliases).toEqual(expected);
  });

  it.each([
    ["port: yes", 'port must be a whole number; this is "yes"'],
    ["port: 65536", "port must be from 0 to 65535; this is 65536"],
    ["port: -1", "port must be from 0 to 65535; this is -1"],
    ["port: 1.5", "port must be a whole number; this is 1.5"],
    ["prot: 9200", 'there is no setting "prot"; did you mean port?'],
    ["retention-age: 1d", 'there is no setting "retention-age"; did you mean retention_age?'],
    ["zebra: 1", 'there is no setting "zebra"'],
    [
      "retention_age: 30 days",
      'retention_age must be a time such as 30d, 8h or 15m, or off; this is "30 days"',
    ],
    ["retention_age: 1s", 'retention_age must be from 1h to 3650d; this is "1s"'],
    ["max_body_size: off", 'max_body_size must be a size such as 512mb; this is "off"'],
    ["live: maybe", 'live must be true or false; this is "maybe"'],
    [
      "log_level: debgu",
      'log_level must be one of fatal, error, warn, info, debug, trace, silent; did you mean debug?; this is "debgu"',
    ],
    ["rules: {a: 1}", 'rules must be a list of paths; this is {"a":1}'],
    ["index_aliases: [a]", 'index_aliases must name for each index pattern a list of others; this is ["a"]'],
    [
      "index_aliases: {a: [B C]}",
      'index_aliases has "B C", which is no index pattern; this is {"a":["B C"]}',
    ],
    ["config: x", "a file of settings cannot name another one"],
    ["data: x", "this file was found in the data folder and cannot move it: use --data"],
    ["- a", "must have settings as `name: value`"],
    ["port: 1\nport: 2", "Map keys must be unique"],
    ["port: [1", "Flow sequence in block collection must be sufficiently indented and end with a ]"],
    [
      "demo: true\nhost: 0.0.0.0",
      "demo lets everybody in who can connect, and host 0.0.0.0 is not only this machine",
    ],
    ["tls_cert: a", "tls_cert goes with tls_key, which is not set"],
    ["tls_key: a", "tls_key goes with tls_cert, which is not set"],
    ["session_idle: 2h\nsession_max: 1h", "session_idle is longer than session_max"],
    ["max_held_bodies: 2mb", undefined],
  ])("%s is a problem", (yaml, message) => {
    const problems = problemsOf({ files: { "/home/ada/eqlite-data/eqlite.yaml": `# mine\n${yaml}\n` } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\/home\/ada\/eqlite-data\/eqlite\.yaml:\d+: |^max_body_size: /);
    if (message !== undefined) expect(problems[0]).toContain(`: ${message}`);
  });

  it("that are wrong are all listed, with their places", () => {
    expect(
      problemsOf({
        files: { "/home/ada/eqlite-data/eqlite.yaml": "# mine\n\nprot: 1\nlive: 3\n" },
        env: { EQLITE_PORTS: "1", EQLITE_HOSTED_ELSEWHERE_ENTIRELY: "x", EQLITE_DEMO: "on" },
        flags: { log_format: "xml" },
      }),
    ).toEqual([
      'EQLITE_DEMO: demo must be true or false; this is "on"',
      '--log-format: log_format must be one of auto, json, text; this is "xml"',
      "EQLITE_PORTS: there is no such variable; did you mean EQLITE_PORT?",
      '/home/ada/eqlite-data/eqlite.yaml:3: there is no setting "prot"; did you mean port?',
      "/home/ada/eqlite-data/eqlite.yaml:4: live must be true or false; this is 3",
    ]);
  });

  it("in a file that is not there or not to be read", () => {
    expect(problemsOf({ flags: { config: "none.yaml" } })).toEqual([
      "/home/ada/none.yaml: there is no such file",
    ]);
    const readFile = (): string => {
      throw new Error("EACCES");
    };
    const loaded = loadConfig({ flags: {}, env: {}, currentFolder: "/", readFile });
    expect(loaded).toMatchObject({ ok: false, problems: [{ message: "cannot be read: EACCES" }] });
  });

  it("in a file are bounded", () => {
    const file = "/home/ada/eqlite-data/eqlite.yaml";
    const filler = (size: number): string => `#${"a".repeat(size - 1)}`;
    expect(problemsOf({ files: { [file]: filler(configLimits.maxFileBytes) } })).toEqual([]);
    expect(problemsOf({ files: { [file]: filler(configLimits.maxFileBytes + 1) } })[0]).toContain(
      "is larger than",
    );
    const bomb = `a: &a [x,x,x]\nb: &b [${"*a,".repeat(60)}]\nc: [${"*b,".repeat(60)}]\n`;
    expect(problemsOf({ files: { [file]: bomb } })[0]).toContain("Excessive alias count");
    const items = (count: number): string => `rules: [${"a,".repeat(count)}]`;
    expect(problemsOf({ files: { [file]: items(configLimits.maxListItems) } })).toEqual([]);
    expect(problemsOf({ files: { [file]: items(configLimits.maxListItems + 1) } })).toHaveLength(1);
    const host = (length: number): string => `host: ${"a".repeat(length)}`;
    expect(problemsOf({ files: { [file]: host(configLimits.maxTextLength) } })).toEqual([]);
    expect(problemsOf({ files: { [file]: host(configLimits.maxTextLength + 1) } })).toHaveLength(1);
  });
});

it("quantities are read as they are written", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), (value) => {
      expect(parseSize(sizeText(value))).toBe(value);
      expect(parseDuration(durationText(value))).toBe(value);
    }),
  );
  expect([
    parseSize("1 GB"),
    parseSize("1"),
    parseSize("-1b"),
    parseSize("1.5gb"),
    parseSize("9999999tb"),
  ]).toEqual([1024 ** 3, undefined, undefined, undefined, undefined]);
});

describe("options of the command", () => {
  const parse = (...args: string[]) => {
    const command = addSettingOptions(new Command("serve"), "en").exitOverride();
    command.parse(args, { from: "user" });
    return configOf({ flags: settingFlags(command.opts()) });
  };

  it("set what they name", () => {
    expect(
      parse("--port", "0", "--demo", "--live", "false", "--rules", "a", "b", "--retention-age", "off"),
    ).toMatchObject({
      port: 0,
      demo: true,
      live: false,
      rules: ["/home/ada/a", "/home/ada/b"],
      retentionAgeMs: undefined,
    });
  });

  it("are in the help, each with its meaning", () => {
    const help = addSettingOptions(new Command("serve"), "en").helpInformation();
    for (const [, setting] of settingEntries) expect(help).toContain(flagOf(setting));
  });
});

describe("documentation", () => {
  it.each([
    ["en", "configuration.md"],
    ["zh-CN", "configuration.zh-CN.md"],
  ] as const)("in %s says what the table says", (language, name) => {
    const file = new URL(`../../../../docs/guide/${name}`, import.meta.url);
    const guide = configurationGuide(language);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, guide);
    expect(readFileSync(file, "utf8")).toBe(guide);
    for (const [, setting] of settingEntries) expect(guide).toContain(variableOf(setting));
  });

  it("is one sentence for each setting, and its standard value is allowed", () => {
    for (const [, { description }] of settingEntries) {
      expect(description.en).toMatch(/^[A-Z`][^\n]*\.$/);
      expect(description["zh-CN"]).toMatch(/\p{Script=Han}.*。$/u);
    }
  });
});
