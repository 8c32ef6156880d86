import type { Language } from "./language.ts";

/** What the commands say that talk to a running server, beside what the server itself says. */
export interface ClientMessages {
  // What can go wrong on the way.
  unreachable(url: string): string;
  unknownHost(host: string): string;
  untrustedCertificate(url: string, reason: string): string;
  notTls(url: string): string;
  cutOff(url: string): string;
  connectionFailed(url: string, reason: string): string;
  readonly whoAreYou: string;
  refused(reason: string): string;
  notAllowed(reason: string): string;
  readonly passwordFirst: string;
  otherVersion(url: string, path: string, version: string): string;
  readonly noEqlite: (url: string) => string;
  readonly nobodyToAsk: string;
  readonly nobodyToChoose: string;
  askPassword(user: string): string;
  askNewPassword(user: string): string;
  readonly askNewPasswordAgain: string;
  readonly passwordsDiffer: string;
  passwordChanged(user: string): string;

  // Alerts.
  readonly id: string;
  readonly status: string;
  readonly statuses: Readonly<Record<"open" | "acknowledged" | "closed", string>>;
  readonly noAlerts: string;
  moreAlerts(shown: number, total: number): string;
  readonly following: string;
  readonly tryingAgain: string;
  noSuchAlert(id: string): string;
  severalAlerts(prefix: string): string;
  readonly risk: string;
  readonly host: string;
  readonly user: string;
  readonly statusLabel: string;
  readonly ruleIdLabel: string;
  readonly technique: string;
  readonly raised: string;
  raisedAfter(time: string, seconds: string): string;
  readonly changedBy: (status: string, user: string, at: string) => string;
  readonly reason: string;
  readonly tags: string;
  readonly notes: string;
  readonly eventsGone: string;
  changed(count: number, status: string): string;
  unchanged(count: number): string;
  missing(ids: string): string;
  noteAdded(id: string): string;

  // Rules.
  readonly noRules: string;
  readonly health: string;
  readonly type: string;
  readonly lastRun: string;
  readonly alertsLastDay: string;
  readonly ruleId: string;
  readonly never: string;
  readonly problem: string;
  ruleState(health: "running" | "failing" | "disabled" | "file-missing" | "cannot-run"): string;
  notSearched(time: string): string;
  ruleEnabled(name: string, isEnabled: boolean): string;
  runPlanned(executions: number): string;

  // Status.
  up(time: string): string;
  disk(folder: string, used: string): string;
  free(free: string, total: string): string;
  readonly arriving: string;
  readonly notArriving: string;
  readonly neverArrived: string;
  lastEvent(ago: string): string;
  readonly stream: string;
  moreStreams(shown: number, total: number): string;
  readonly events: string;
  readonly perSecond: string;
  readonly size: string;
  readonly last: string;
  ago(time: string): string;
  refusedEvents(count: number): string;
  rulesLine(running: number, disabled: number, failing: number): string;
  /** @param behind how late it is; undefined where it is not */
  liveOn(rules: number, behind: string | undefined): string;
  readonly liveOff: string;
  scheduleOn(due: number): string;
  readonly scheduleOff: string;
  alertsLine(open: number, acknowledged: number, closed: number): string;
  readonly problems: string;
  readonly noProblems: string;

  // Export and keys.
  exported(events: number): string;
  readonly keyOnce: string;
}

const count = (value: number, one: string): string =>
  `${value.toLocaleString("en-US")} ${value === 1 ? one : `${one}s`}`;
const number = (value: number): string => value.toLocaleString("en-US");

const en: ClientMessages = {
  unreachable: (url) =>
    `Nothing answers at ${url}. Start the server with \`npx eqlite serve\`, or say where it is with --url or EQLITE_URL.`,
  unknownHost: (host) => `There is no machine called ${host}. Check --url or EQLITE_URL.`,
  untrustedCertificate: (url, reason) =>
    `The certificate of ${url} is not trusted (${reason}). Name the certificate of its authority with --ca or EQLITE_CA.`,
  notTls: (url) => `${url} does not speak TLS. Write http:// instead of https://.`,
  cutOff: (url) => `${url} closed the connection. If the server has a certificate, write https://.`,
  connectionFailed: (url, reason) => `${url} cannot be reached: ${reason}.`,
  whoAreYou:
    "The server wants to know who you are. Use --api-key or EQLITE_API_KEY, or --user with your password (EQLITE_PASSWORD where nobody can type it).",
  refused: (reason) => `The server does not let you in: ${reason}`,
  notAllowed: (reason) => `You may not do this: ${reason}`,
  passwordFirst: "Change it with `npx eqlite users change-password`.",
  otherVersion: (url, path, version) =>
    `The server at ${url} does not know ${path}: it is not of the version of this command, ${version}. Use the eqlite that the server is.`,
  noEqlite: (url) => `What answers at ${url} is no eqlite server. Check --url or EQLITE_URL.`,
  nobodyToAsk: "There is no terminal to type a password: set EQLITE_PASSWORD, or use an API key.",
  nobodyToChoose: "A new password has to be typed on a terminal.",
  askPassword: (user) => `Password of ${user}: `,
  askNewPassword: (user) => `New password of ${user}: `,
  askNewPasswordAgain: "Once more: ",
  passwordsDiffer: "These were two different passwords. Nothing was changed.",
  passwordChanged: (user) => `The password of ${user} is changed.`,

  id: "ID",
  status: "STATUS",
  statuses: { open: "open", acknowledged: "acknowledged", closed: "closed" },
  noAlerts: "No alerts.",
  moreAlerts: (shown, total) =>
    `The newest ${number(shown)} of ${number(total)}. --limit shows more, filters show fewer.`,
  following: "Waiting for alerts. Ctrl-C ends it.",
  tryingAgain: "Trying again every few seconds.",
  noSuchAlert: (id) => `There is no alert ${id}. \`npx eqlite alerts\` lists them.`,
  severalAlerts: (prefix) => `More than one alert begins with ${prefix}. Write more of the id.`,
  risk: "risk",
  host: "Host",
  user: "User",
  statusLabel: "Status",
  ruleIdLabel: "Rule id",
  technique: "MITRE ATT&CK",
  raised: "Raised",
  raisedAfter: (time, seconds) => `${time}, ${seconds} s after its last event had arrived`,
  changedBy: (status, user, at) => `${status}, by ${user} at ${at}`,
  reason: "Reason",
  tags: "Tags",
  notes: "Notes",
  eventsGone: "(events that retention has deleted are not shown)",
  changed: (alerts, status) => `${count(alerts, "alert")} now ${status}.`,
  unchanged: (alerts) => `${count(alerts, "alert")} already so.`,
  missing: (ids) => `No such alert: ${ids}`,
  noteAdded: (id) => `Note added to ${id}.`,

  noRules: "No rules.",
  health: "HEALTH",
  type: "TYPE",
  lastRun: "LAST RUN",
  alertsLastDay: "ALERTS (24 H)",
  ruleId: "RULE ID",
  never: "never",
  problem: "PROBLEM",
  ruleState: (health) => {
    switch (health) {
      case "running":
        return "running";
      case "failing":
        return "last run failed";
      case "disabled":
        return "disabled";
      case "file-missing":
        return "file is missing";
      case "cannot-run":
        return "cannot run";
    }
  },
  notSearched: (time) => `${time} were not searched.`,
  ruleEnabled: (name, isEnabled) => `${name}: ${isEnabled ? "enabled" : "disabled"}.`,
  runPlanned: (executions) =>
    `${count(executions, "execution")} planned. Alerts show up in \`npx eqlite alerts\` as they are found.`,

  up: (time) => `up for ${time}`,
  disk: (folder, used) => `data folder: ${folder}, ${used}`,
  free: (free, total) => `; ${free} of ${total} free on its disk`,
  arriving: "Events arrive.",
  notArriving: "No event has arrived in the last five minutes.",
  neverArrived: "No events are stored. `npx eqlite serve` says at its start how to send some.",
  lastEvent: (ago) => `The last one came ${ago}.`,
  stream: "DATA STREAM",
  moreStreams: (shown, total) =>
    `The ${number(shown)} with the latest events of ${number(total)}. --format json shows all.`,
  events: "EVENTS",
  perSecond: "PER SECOND",
  size: "ON DISK",
  last: "LAST EVENT",
  ago: (time) => `${time} ago`,
  refusedEvents: (events) =>
    `${count(events, "event")} refused since the start: the answers to who sent them say why.`,
  rulesLine: (running, disabled, failing) =>
    `Rules: ${number(running)} running, ${number(disabled)} disabled, ${number(failing)} cannot run.`,
  liveOn: (rules, behind) =>
    `Live detection: ${count(rules, "rule")}, ${behind === undefined ? "up to date" : `${behind} behind`}.`,
  liveOff: "Live detection is turned off.",
  scheduleOn: (due) => `Schedule: ${due === 0 ? "no rule is late" : `${count(due, "rule")} due`}.`,
  scheduleOff: "Scheduled executions are turned off.",
  alertsLine: (open, acknowledged, closed) =>
    `Alerts: ${number(open)} open, ${number(acknowledged)} acknowledged, ${number(closed)} closed.`,
  problems: "Problems",
  noProblems: "No problems.",

  exported: (events) => `${count(events, "event")} exported.`,
  keyOnce: "The key, shown this once; for --api-key, EQLITE_API_KEY and `Authorization: ApiKey …`:",
};

const zhCn: ClientMessages = {
  unreachable: (url) =>
    `${url} 没有响应。请用 \`npx eqlite serve\` 启动服务器，或用 --url、EQLITE_URL 指明它的地址。`,
  unknownHost: (host) => `找不到名为 ${host} 的主机。请检查 --url 或 EQLITE_URL。`,
  untrustedCertificate: (url, reason) =>
    `${url} 的证书不受信任（${reason}）。请用 --ca 或 EQLITE_CA 指定其颁发机构的证书。`,
  notTls: (url) => `${url} 不使用 TLS。请把 https:// 写成 http://。`,
  cutOff: (url) => `${url} 关闭了连接。如果服务器配有证书，请写 https://。`,
  connectionFailed: (url, reason) => `无法连接 ${url}：${reason}。`,
  whoAreYou:
    "服务器需要知道您是谁。请用 --api-key 或 EQLITE_API_KEY，或者用 --user 加密码（无法输入时用 EQLITE_PASSWORD）。",
  refused: (reason) => `服务器不允许登录：${reason}`,
  notAllowed: (reason) => `您没有权限：${reason}`,
  passwordFirst: "请用 `npx eqlite users change-password` 修改密码。",
  otherVersion: (url, path, version) =>
    `${url} 的服务器没有 ${path}：它与本命令的版本 ${version} 不同。请使用与服务器版本相同的 eqlite。`,
  noEqlite: (url) => `${url} 上不是 eqlite 服务器。请检查 --url 或 EQLITE_URL。`,
  nobodyToAsk: "没有终端可以输入密码：请设置 EQLITE_PASSWORD，或使用 API 密钥。",
  nobodyToChoose: "新密码必须在终端上输入。",
  askPassword: (user) => `${user} 的密码：`,
  askNewPassword: (user) => `${user} 的新密码：`,
  askNewPasswordAgain: "再输入一次：",
  passwordsDiffer: "两次输入的密码不同，没有做任何修改。",
  passwordChanged: (user) => `${user} 的密码已修改。`,

  id: "ID",
  status: "状态",
  statuses: { open: "未处理", acknowledged: "已确认", closed: "已关闭" },
  noAlerts: "没有告警。",
  moreAlerts: (shown, total) =>
    `共 ${number(total)} 条，只显示最新的 ${number(shown)} 条。用 --limit 显示更多，或用筛选条件缩小范围。`,
  following: "正在等待告警，按 Ctrl-C 结束。",
  tryingAgain: "每隔几秒重试一次。",
  noSuchAlert: (id) => `没有告警 ${id}。用 \`npx eqlite alerts\` 列出全部告警。`,
  severalAlerts: (prefix) => `有多条告警以 ${prefix} 开头，请把 ID 写长一些。`,
  risk: "风险分",
  host: "主机",
  user: "用户",
  statusLabel: "状态",
  ruleIdLabel: "规则 ID",
  technique: "MITRE ATT&CK",
  raised: "产生时间",
  raisedAfter: (time, seconds) => `${time}，最后一个事件到达后 ${seconds} 秒`,
  changedBy: (status, user, at) => `${status}，由 ${user} 于 ${at} 设置`,
  reason: "原因",
  tags: "标签",
  notes: "备注",
  eventsGone: "（已被保留期限删除的事件不再显示）",
  changed: (alerts, status) => `${number(alerts)} 条告警现在的状态：${status}。`,
  unchanged: (alerts) => `${number(alerts)} 条告警原本就是如此。`,
  missing: (ids) => `没有这些告警：${ids}`,
  noteAdded: (id) => `已为 ${id} 添加备注。`,

  noRules: "没有规则。",
  health: "状况",
  type: "类型",
  lastRun: "上次运行",
  alertsLastDay: "告警 (24 小时)",
  ruleId: "规则 ID",
  never: "从未",
  problem: "问题",
  ruleState: (health) => {
    switch (health) {
      case "running":
        return "运行中";
      case "failing":
        return "上次运行失败";
      case "disabled":
        return "已停用";
      case "file-missing":
        return "文件缺失";
      case "cannot-run":
        return "无法运行";
    }
  },
  notSearched: (time) => `有 ${time}未被搜索。`,
  ruleEnabled: (name, isEnabled) => `${name}：${isEnabled ? "已启用" : "已停用"}。`,
  runPlanned: (executions) =>
    `已安排 ${number(executions)} 次运行，找到的告警会出现在 \`npx eqlite alerts\` 中。`,

  up: (time) => `已运行 ${time}`,
  disk: (folder, used) => `数据文件夹：${folder}，${used}`,
  free: (free, total) => `；所在磁盘剩余 ${free}，共 ${total}`,
  arriving: "事件正在到达。",
  notArriving: "最近五分钟没有事件到达。",
  neverArrived: "还没有存储任何事件。`npx eqlite serve` 启动时会说明如何发送。",
  lastEvent: (ago) => `最后一个事件：${ago}。`,
  stream: "数据流",
  moreStreams: (shown, total) =>
    `共 ${number(total)} 个，以上为最近有事件的 ${number(shown)} 个。--format json 显示全部。`,
  events: "事件",
  perSecond: "每秒",
  size: "磁盘占用",
  last: "最后一个事件",
  ago: (time) => `${time}前`,
  refusedEvents: (events) => `启动以来拒绝了 ${number(events)} 个事件：原因在给发送方的应答里。`,
  rulesLine: (running, disabled, failing) =>
    `规则：${number(running)} 条运行中，${number(disabled)} 条已停用，${number(failing)} 条无法运行。`,
  liveOn: (rules, behind) =>
    `实时检测：${number(rules)} 条规则，${behind === undefined ? "没有积压" : `落后 ${behind}`}。`,
  liveOff: "实时检测已关闭。",
  scheduleOn: (due) => `定时运行：${due === 0 ? "没有规则迟到" : `${number(due)} 条规则待运行`}。`,
  scheduleOff: "定时运行已关闭。",
  alertsLine: (open, acknowledged, closed) =>
    `告警：${number(open)} 条未处理，${number(acknowledged)} 条已确认，${number(closed)} 条已关闭。`,
  problems: "问题",
  noProblems: "没有问题。",

  exported: (events) => `已导出 ${number(events)} 个事件。`,
  keyOnce: "密钥只显示这一次，可用于 --api-key、EQLITE_API_KEY 和 `Authorization: ApiKey …`：",
};

export const clientMessages: Readonly<Record<Language, ClientMessages>> = { en, "zh-CN": zhCn };
