import type { Language } from "./language.ts";

/** What `eqlite serve` and `eqlite users` say. */
export interface ServeMessages {
  readonly badSettings: string;
  readonly settingsHint: string;
  listening(url: string): string;
  data(folder: string, isNew: boolean): string;
  rules(running: number, all: number, from: string): string;
  readonly bundledRules: string;
  rulesWithProblems(count: number): string;
  readonly noPassword: string;
  firstPassword(name: string, password: string): string;
  readonly passwordOnce: string;
  readonly passwordUnneeded: string;
  readonly firstSteps: string;
  readonly changePassword: string;
  readonly makeKey: string;
  readonly sendEvent: string;
  readonly openPage: string;
  readonly seeAlerts: string;
  readonly seeStatus: string;
  readonly howToStop: string;
  readonly stopping: string;
  readonly stopped: string;
  readonly replaying: string;
  replayed(events: number): string;
  readonly alert: string;
  raisedAfter(seconds: string): string;
  readonly lookAtIt: string;
  readonly inBrowser: string;
  readonly inTerminal: string;
  readonly noDemoAlert: string;
  passwordReset(name: string, password: string): string;
  backedUp(files: number, size: string, target: string): string;
}

const count = (value: number, one: string): string =>
  `${value.toLocaleString("en-US")} ${value === 1 ? one : `${one}s`}`;

const en: ServeMessages = {
  badSettings: "The server was not started: its settings have to be put right first.",
  settingsHint: "`eqlite serve --help` and docs/guide/configuration.md list all settings.",
  listening: (url) => `eqlite listens on ${url}`,
  data: (folder, isNew) => `data folder: ${folder}${isNew ? " (new)" : ""}`,
  rules: (running, all, from) =>
    running === all
      ? `rules: ${running.toLocaleString("en-US")} running, from ${from}`
      : `rules: ${running.toLocaleString("en-US")} of ${all.toLocaleString("en-US")} running, from ${from}`,
  bundledRules: "the bundled ones",
  rulesWithProblems: (rules) =>
    `${count(rules, "rule")} cannot run; \`npx eqlite rules\` says which and why.`,
  noPassword: "Demo: programs on this machine need no password, and no other machine can connect.",
  firstPassword: (name, password) => `The first administrator is ${name}, one-time password: ${password}`,
  passwordOnce: "It is shown this once, and has to be changed before it opens anything else.",
  passwordUnneeded: "It is shown this once. You need it only when you start the server without --demo.",
  firstSteps: "First steps, from another terminal",
  changePassword: "choose a password",
  makeKey: "make a key for what sends events; it is printed once",
  sendEvent: "send an event",
  openPage: "open the page in a browser",
  seeAlerts: "see the alerts",
  seeStatus: "see whether events arrive and rules run",
  howToStop: "Ctrl-C stops the server.",
  stopping: "Stopping: what was received is being stored. A second Ctrl-C ends at once.",
  stopped: "Stopped. The next start goes on from here.",
  replaying: "Replaying a real recording of an attack as if it happened now …",
  replayed: (events) => `${count(events, "event")} received.`,
  alert: "ALERT",
  raisedAfter: (seconds) => `raised ${seconds} s after its last event had arrived`,
  lookAtIt: "Look at it",
  inBrowser: "in a browser",
  inTerminal: "in another terminal",
  noDemoAlert:
    "The rules of this server raise no alert on the recording; start without --rules for the bundled one.",
  backedUp: (files, size, target) => `${count(files, "file")}, ${size}, copied to ${target}`,
  passwordReset: (name, password) =>
    `${name} has a new one-time password: ${password}\nIt is shown this once, and has to be changed before it opens anything else. All sessions of ${name} have ended.`,
};

const zhCn: ServeMessages = {
  badSettings: "服务器没有启动：请先改正以下设置。",
  settingsHint: "全部设置见 `eqlite serve --help` 和 docs/guide/configuration.zh-CN.md。",
  listening: (url) => `eqlite 正在监听 ${url}`,
  data: (folder, isNew) => `数据文件夹：${folder}${isNew ? "（新建）" : ""}`,
  rules: (running, all, from) =>
    running === all
      ? `规则：${running.toLocaleString("en-US")} 条正在运行，来自${from}`
      : `规则：${all.toLocaleString("en-US")} 条中有 ${running.toLocaleString("en-US")} 条正在运行，来自${from}`,
  bundledRules: "自带规则",
  rulesWithProblems: (rules) =>
    `${rules.toLocaleString("en-US")} 条规则无法运行；用 \`npx eqlite rules\` 查看是哪些以及原因。`,
  noPassword: "演示模式：本机程序无需密码，其他机器无法连接。",
  firstPassword: (name, password) => `首位管理员是 ${name}，一次性密码：${password}`,
  passwordOnce: "密码只显示这一次，必须先改掉才能做其他事情。",
  passwordUnneeded: "密码只显示这一次，不带 --demo 启动时才需要它。",
  firstSteps: "接下来，在另一个终端里",
  changePassword: "设置自己的密码",
  makeKey: "为发送事件的程序创建密钥，只显示一次",
  sendEvent: "发送一个事件",
  openPage: "在浏览器中打开页面",
  seeAlerts: "查看告警",
  seeStatus: "查看事件是否到达、规则是否运行",
  howToStop: "按 Ctrl-C 停止服务器。",
  stopping: "正在停止：已收到的数据正在保存。再按一次 Ctrl-C 立即结束。",
  stopped: "已停止。下次启动会从这里继续。",
  replaying: "正在回放一份真实的攻击录像，就像它此刻正在发生……",
  replayed: (events) => `已收到 ${events.toLocaleString("en-US")} 个事件。`,
  alert: "告警",
  raisedAfter: (seconds) => `最后一个事件到达后 ${seconds} 秒产生`,
  lookAtIt: "查看告警",
  inBrowser: "在浏览器中",
  inTerminal: "在另一个终端里",
  noDemoAlert: "这台服务器的规则在这份录像上没有产生告警；不带 --rules 启动即可使用自带规则。",
  backedUp: (files, size, target) =>
    `${target} 已有完整副本：${files.toLocaleString("en-US")} 个文件，${size}。`,
  passwordReset: (name, password) =>
    `${name} 的新一次性密码：${password}\n密码只显示这一次，必须先改掉才能做其他事情。${name} 的所有会话已结束。`,
};

export const serveMessages: Readonly<Record<Language, ServeMessages>> = { en, "zh-CN": zhCn };
