import type { Language } from "../cli/messages/language.ts";
import { durationText, sizeText } from "./quantity.ts";
import { flagOf, type Setting, type SettingSection, settingSections, variableOf } from "./setting.ts";
import { settingValueText, standardText } from "./setting-text.ts";
import { settingEntries } from "./settings.ts";

interface Words {
  readonly title: string;
  readonly otherLanguage: string;
  readonly introduction: string;
  readonly head: readonly string[];
  readonly sections: Readonly<Record<SettingSection, string>>;
  readonly kinds: Readonly<Record<Setting["kind"], string>>;
  readonly orOff: string;
}

const example = `\`\`\`yaml
host: 0.0.0.0
tls_cert: tls/server.pem
tls_key: tls/server-key.pem
rules: [rules, /opt/rules]
retention_age: 90d
retention_size: 200gb
index_aliases:
  logs-endpoint.events.*: [logs-windows.sysmon_operational-*, winlogbeat-*]
\`\`\``;

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: "Configuration of the server",
    otherLanguage: "[简体中文](configuration.zh-CN.md)",
    introduction: `\`eqlite serve\` works without any settings: it listens on this machine alone and keeps everything in
\`eqlite-data\` in the current folder. What should be different can be said in three places. An option of the command
counts before an environment variable, and that before the file: \`eqlite.yaml\` in the data folder, or the one that
\`--config\` names.

${example}

Relative paths in the file start at its folder. Sizes are written with \`b\`, \`kb\`, \`mb\`, \`gb\`, \`tb\` (1 kb is 1024
bytes), times with \`ms\`, \`s\`, \`m\`, \`h\`, \`d\`. A name that does not exist or a value that cannot be keeps the server
from starting, and it says where it stands and what was probably meant.

This page is made from \`packages/server/src/config/settings.ts\`.`,
    head: ["setting", "variable, option", "value", "default", "meaning"],
    sections: {
      files: "Files",
      network: "Network",
      data: "Retention",
      detection: "Detection",
      access: "Access",
      limits: "Limits",
      log: "Log",
    },
    kinds: {
      text: "text",
      path: "path",
      paths: "list of paths",
      integer: "whole number",
      size: "size",
      duration: "time",
      boolean: "`true`, `false`",
      choice: "",
      patterns: "lists of patterns by pattern",
    },
    orOff: " or `off`",
  },
  "zh-CN": {
    title: "服务器配置",
    otherLanguage: "[English](configuration.md)",
    introduction: `\`eqlite serve\` 不需要任何设置就能运行：只监听本机，所有数据保存在当前文件夹的 \`eqlite-data\` 中。需要改动时有三处可写：
命令行选项优先于环境变量，环境变量优先于文件。文件是数据文件夹中的 \`eqlite.yaml\`，或由 \`--config\` 指定。

${example}

文件中的相对路径以该文件所在的文件夹为起点。大小的单位是 \`b\`、\`kb\`、\`mb\`、\`gb\`、\`tb\`（1 kb 为 1024 字节），时间的单位是
\`ms\`、\`s\`、\`m\`、\`h\`、\`d\`。名称不存在或取值不合法时服务器不会启动，并指出位置以及可能想写的名称。

本页由 \`packages/server/src/config/settings.ts\` 生成。`,
    head: ["设置", "环境变量、选项", "取值", "默认", "含义"],
    sections: {
      files: "文件",
      network: "网络",
      data: "保留期限",
      detection: "检测",
      access: "访问",
      limits: "限制",
      log: "日志",
    },
    kinds: {
      text: "文本",
      path: "路径",
      paths: "路径列表",
      integer: "整数",
      size: "大小",
      duration: "时间",
      boolean: "`true`、`false`",
      choice: "",
      patterns: "每个模式对应一个模式列表",
    },
    orOff: "或 `off`",
  },
};

/** The page of documentation that lists all settings. */
export function configurationGuide(language: Language): string {
  const { title, otherLanguage, introduction, head, sections } = words[language];
  const parts = [`# ${title}`, otherLanguage, introduction];
  for (const section of settingSections) {
    const rows = settingEntries
      .filter(([, setting]) => setting.section === section)
      .map(([, setting]) => row(setting, language));
    parts.push(`## ${sections[section]}`, [cells(head), cells(head.map(() => "---")), ...rows].join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

function row(setting: Setting, language: Language): string {
  const standard = standardText(setting);
  return cells([
    `\`${setting.name}\``,
    `\`${variableOf(setting)}\` \`${flagOf(setting)}\``,
    valueCell(setting, words[language]),
    standard === "–" ? standard : `\`${standard}\``,
    setting.description[language],
  ]);
}

function valueCell(setting: Setting, { kinds, orOff }: Words): string {
  const { kind, range, canBeOff } = setting;
  if (kind === "choice")
    return settingValueText(setting)
      .split("|")
      .map((choice) => `\`${choice}\``)
      .join(" ");
  const bounds = range === undefined ? "" : ` ${print(kind, range.from)}–${print(kind, range.to)}`;
  return `${kinds[kind]}${bounds}${canBeOff === true ? orOff : ""}`;
}

function print(kind: Setting["kind"], value: number): string {
  if (kind === "size") return sizeText(value);
  return kind === "duration" ? durationText(value) : String(value);
}

const cells = (texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
