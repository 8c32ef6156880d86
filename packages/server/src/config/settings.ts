import { type LogFormat, type LogLevel, logFormats, logLevels } from "../platform/log.ts";
import type { PatternMap, Sentence, Setting, SettingSection } from "./setting.ts";

type Common = readonly [name: string, section: SettingSection, en: string, zhCn: string];
type Range = Setting["range"];

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const gibibyte = 1024 * mebibyte;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Every setting, under the name that the program knows it by. From this table come the reading of the file, of environment
 * variables and options, `eqlite serve --help` and docs/guide/configuration.md.
 */
export const settings = {
  config: optionalPath(
    "config",
    "files",
    "The file with these settings, in YAML; without it `eqlite.yaml` in the data folder, where there is one.",
    "存放这些设置的 YAML 文件；不指定时使用数据文件夹中的 `eqlite.yaml`（如果存在）。",
  ),
  dataFolder: path(
    ["data", "files", "The folder in which everything is kept.", "保存所有数据的文件夹。"],
    "eqlite-data",
  ),
  rules: paths(
    "rules",
    "files",
    "Files and folders with detection rules; without any, the bundled rules.",
    "检测规则所在的文件和文件夹；不指定时使用自带的规则。",
  ),

  host: text(
    [
      "host",
      "network",
      "The address to listen on: `127.0.0.1` for this machine alone, `0.0.0.0` or `::` for all.",
      "监听的地址：`127.0.0.1` 只接受本机，`0.0.0.0` 或 `::` 接受所有来源。",
    ],
    "127.0.0.1",
  ),
  port: integer(
    [
      "port",
      "network",
      "The port to listen on: agents expect 9200; 0 takes one that is free.",
      "监听的端口：各种采集代理默认连接 9200；0 表示任取一个空闲端口。",
    ],
    9200,
    { from: 0, to: 65_535 },
  ),
  tlsCert: optionalPath(
    "tls_cert",
    "network",
    "The certificate for TLS with those that lead to its root, in PEM; goes with tls_key.",
    "TLS 证书及其证书链，PEM 格式；与 tls_key 一起使用。",
  ),
  tlsKey: optionalPath(
    "tls_key",
    "network",
    "The private key of the certificate, in PEM.",
    "证书的私钥，PEM 格式。",
  ),
  trustForwardedProto: boolean(
    [
      "trust_forwarded_proto",
      "network",
      "Believe a proxy in front that ends TLS and says so with `X-Forwarded-Proto: https`: cookies of sessions are then for TLS only.",
      "信任前端终止 TLS 的代理发送的 `X-Forwarded-Proto: https`：会话 Cookie 随之只用于 TLS。",
    ],
    false,
  ),

  retentionAgeMs: duration(
    [
      "retention_age",
      "data",
      "Events that arrived longer ago are deleted; `off` keeps them.",
      "到达时间早于此期限的事件会被删除；`off` 表示保留。",
    ],
    30 * day,
    { from: hour, to: 3650 * day },
    true,
  ),
  retentionSizeBytes: size(
    [
      "retention_size",
      "data",
      "When events take more room on disk, the oldest are deleted; `off` lets them grow.",
      "事件占用的磁盘空间超过此值时，删除最旧的事件；`off` 表示不限。",
    ],
    50 * gibibyte,
    { from: 64 * mebibyte, to: 1024 * 1024 * gibibyte },
    true,
  ),

  live: boolean(
    [
      "live",
      "detection",
      "Judge events as they arrive, so that an alert follows within seconds.",
      "事件到达时立即判断，几秒内即可产生告警。",
    ],
    true,
  ),
  scheduled: boolean(
    [
      "scheduled",
      "detection",
      "Run rules at their intervals over what is stored, as Elastic does.",
      "像 Elastic 那样，按规则的间隔在已存储的事件上运行规则。",
    ],
    true,
  ),
  enforceIndex: boolean(
    [
      "enforce_index",
      "detection",
      "A rule sees only events of data streams that its index patterns cover; `false` shows every rule all events.",
      "规则只检查其索引模式涵盖的数据流；`false` 表示每条规则都检查所有事件。",
    ],
    true,
  ),
  indexAliases: patterns(
    "index_aliases",
    "detection",
    "Data streams that index patterns of rules shall cover too, by pattern.",
    "让规则的索引模式同时涵盖的其他数据流，按模式列出。",
  ),

  demo: boolean(
    [
      "demo",
      "access",
      "Let everybody on this machine in without a password; only while the server listens on this machine alone.",
      "本机上的任何人无需密码即可使用；仅当服务器只监听本机时允许。",
    ],
    false,
  ),
  sessionIdleMs: duration(
    [
      "session_idle",
      "access",
      "Whoever does nothing for this long has to log in again.",
      "超过此时间没有操作，需要重新登录。",
    ],
    8 * hour,
    { from: minute, to: 30 * day },
  ),
  sessionMaxMs: duration(
    [
      "session_max",
      "access",
      "Everybody has to log in again after this long.",
      "超过此时间，任何人都需要重新登录。",
    ],
    7 * day,
    { from: minute, to: 90 * day },
  ),

  maxBodyBytes: size(
    [
      "max_body_size",
      "limits",
      "The largest request body, as sent and as unpacked.",
      "请求正文的最大大小，传输时和解压后都按此限制。",
    ],
    100 * mebibyte,
    { from: mebibyte, to: gibibyte },
  ),
  maxHeldBodyBytes: size(
    [
      "max_held_bodies",
      "limits",
      "Request bodies held in memory at the same time; senders beyond it are told to wait.",
      "同时保存在内存中的请求正文总大小；超出时会让发送方稍后再试。",
    ],
    512 * mebibyte,
    { from: mebibyte, to: 64 * gibibyte },
  ),
  maxConnections: integer(
    [
      "max_connections",
      "limits",
      "Connections that are open at the same time; the system must allow so many open files.",
      "同时打开的连接数；系统必须允许打开这么多文件。",
    ],
    16_384,
    { from: 1, to: 1_000_000 },
  ),
  maxRequestsPerSecond: integer(
    [
      "max_requests_per_second",
      "limits",
      "Requests that one user or API key may send in a second, on average; 0 for any number.",
      "每个用户或 API 密钥平均每秒可发送的请求数；0 表示不限。",
    ],
    1000,
    { from: 0, to: 1_000_000 },
  ),
  stopDeadlineMs: duration(
    [
      "stop_deadline",
      "limits",
      "How long a stop waits for requests that run.",
      "停止时等待正在处理的请求的最长时间。",
    ],
    10 * second,
    { from: 0, to: hour },
  ),

  logLevel: choice<LogLevel>(
    ["log_level", "log", "What is logged, and everything graver.", "记录的级别，更严重的也会记录。"],
    logLevels,
    "info",
  ),
  logFormat: choice<LogFormat>(
    [
      "log_format",
      "log",
      "`json` writes one object a line, `text` lines for people; `auto` is text on a terminal.",
      "`json` 每行一个对象，`text` 便于阅读；`auto` 在终端上使用 text。",
    ],
    logFormats,
    "auto",
  ),
} as const;

export type SettingKey = keyof typeof settings;

/** The settings of a running server. Sizes are bytes, times milliseconds, paths absolute. */
export type ServerConfig = {
  readonly [Key in SettingKey]: (typeof settings)[Key] extends Setting<infer Value> ? Value : never;
};

/** All settings in the order of their documentation. */
export const settingEntries = Object.entries(settings) as readonly (readonly [SettingKey, Setting])[];

function common([name, section, en, zhCn]: Common): {
  readonly name: string;
  readonly section: SettingSection;
  readonly description: Sentence;
} {
  return { name, section, description: { en, "zh-CN": zhCn } };
}

function text(named: Common, standard: string): Setting<string> {
  return { ...common(named), kind: "text", standard };
}

function path(named: Common, standard: string): Setting<string> {
  return { ...common(named), kind: "path", standard };
}

function optionalPath(...named: Common): Setting<string | undefined> {
  return { ...common(named), kind: "path", standard: undefined };
}

function paths(...named: Common): Setting<readonly string[]> {
  return { ...common(named), kind: "paths", standard: [] };
}

function integer(named: Common, standard: number, range: NonNullable<Range>): Setting<number> {
  return { ...common(named), kind: "integer", standard, range };
}

function size(named: Common, standard: number, range: NonNullable<Range>): Setting<number>;
function size(
  named: Common,
  standard: number,
  range: NonNullable<Range>,
  canBeOff: true,
): Setting<number | undefined>;
function size(named: Common, standard: number, range: NonNullable<Range>, canBeOff = false): Setting<number> {
  return { ...common(named), kind: "size", standard, range, canBeOff };
}

function duration(named: Common, standard: number, range: NonNullable<Range>): Setting<number>;
function duration(
  named: Common,
  standard: number,
  range: NonNullable<Range>,
  canBeOff: true,
): Setting<number | undefined>;
function duration(
  named: Common,
  standard: number,
  range: NonNullable<Range>,
  canBeOff = false,
): Setting<number> {
  return { ...common(named), kind: "duration", standard, range, canBeOff };
}

function boolean(named: Common, standard: boolean): Setting<boolean> {
  return { ...common(named), kind: "boolean", standard };
}

function choice<Choice extends string>(
  named: Common,
  choices: readonly Choice[],
  standard: Choice,
): Setting<Choice> {
  return { ...common(named), kind: "choice", choices, standard };
}

function patterns(...named: Common): Setting<PatternMap> {
  return { ...common(named), kind: "patterns", standard: {} };
}
