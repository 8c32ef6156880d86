import type { Messages } from "./messages.ts";

const number = (value: number): string => value.toLocaleString("en-US");

export const zhCn: Messages = {
  columns: {
    time: "时间 (UTC)",
    severity: "严重性",
    rule: "规则",
    host: "主机",
    user: "用户",
    event: "事件",
    what: "发生了什么",
    source: "来源",
    stage: "阶段",
    keys: "关联键",
  },
  severity: { low: "低", medium: "中等", high: "高", critical: "严重" },
  noTime: "无时间",
  reading: "正在读取",
  unreadable: "无法读取",
  note: "提示",
  error: "错误",
  interrupted: "已中断，没有写出结果文件。",
  noAlerts: "没有告警。",
  noRuleRan: "没有运行任何规则。",
  noMatches: "没有匹配。",
  scanSummary: ({ alerts, rules, events, files, seconds }) =>
    `${number(alerts)} 条告警。${number(rules)} 条规则检查了 ${number(files)} 个文件中的 ${number(events)} 个事件，用时 ${seconds.toFixed(1)} 秒。`,
  querySummary: ({ matches, events, files, seconds }) =>
    `${number(files)} 个文件的 ${number(events)} 个事件中有 ${number(matches)} 个匹配，用时 ${seconds.toFixed(1)} 秒。`,
  checkSummary: ({ rules, files, errors, warnings }) =>
    `${number(files)} 个文件中有 ${number(rules)} 条规则：${number(errors)} 个错误，${number(warnings)} 条警告。`,
  notRun: (types) => types.map(({ type, count }) => `未运行：${type}（${number(count)} 条规则）`).join("；"),
  ignoredPart: (part, rules) => {
    switch (part) {
      case "exceptions":
        return `${number(rules)} 条规则带有例外：扫描不应用例外。`;
      case "filters":
        return `${number(rules)} 条规则在查询之外另有筛选条件：扫描不应用这些条件。`;
      case "suppression":
        return `${number(rules)} 条规则设置了告警抑制：扫描会列出每一条告警。`;
      case "disabled":
        return `${number(rules)} 条规则处于停用状态：扫描同样会运行它们。`;
    }
  },
  rulesFailed: (rules) => `${number(rules)} 条规则有错误，未运行；详见上文。`,
  ruleWarnings: (warnings) => `规则有 ${number(warnings)} 条警告；用 \`eqlite check\` 查看。`,
  ruleFailedOnEvents: (rule, events, why) =>
    `规则“${rule}”无法判断 ${number(events)} 个事件，按不匹配处理：${why}。`,
  queryFailed: (why) => `查询在运行时失败：${why}。`,
  ruleStopped: (rule, why) => `规则“${rule}”未能完成，没有产生告警：${why}。`,
  indexNotEnforced: () => "未按规则的索引模式筛选：磁盘上的证据没有索引名。需要时请用 --enforce-index。",
  eventsWithoutTime: (events) => `${number(events)} 个事件没有时间：只参与单事件规则，不参与序列规则。`,
  skippedFiles: (files) => `跳过 ${number(files)} 个文件：不是事件日志。`,
  skippedRuleFiles: (files) => `规则路径中跳过 ${number(files)} 个文件：其中没有规则。`,
  moreProblems: (problems, verboseShowsMore) =>
    `……另有 ${number(problems)} 个${verboseShowsMore ? "；用 --verbose 列出" : ""}。`,
  missingEvent: "（按要求，此处没有事件）",
  demo: {
    intro: "用自带规则扫描一份真实的攻击录像。数据不会离开本机。",
    timeline: "时间线",
    guide: "下一步该做什么",
    next: "换成您自己的日志",
    nextSteps: [
      "npx eqlite scan 文件夹                     用自带规则扫描任意日志",
      "npx eqlite scan 文件夹 --rules 规则        用您自己的规则：TOML、NDJSON、JSON 或 YAML",
      "npx eqlite query 'process where process.name : \"cmd.exe\"' 文件夹",
      "npx eqlite --help                          其余全部功能",
    ],
    seconds: (value) => `+${value} 秒`,
  },
};
