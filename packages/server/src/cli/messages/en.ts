import type { Messages } from "./messages.ts";

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;

export const en: Messages = {
  columns: {
    time: "TIME (UTC)",
    severity: "SEVERITY",
    rule: "RULE",
    host: "HOST",
    user: "USER",
    event: "EVENT",
    what: "WHAT HAPPENED",
    source: "SOURCE",
    stage: "STAGE",
    keys: "JOINED BY",
  },
  severity: { low: "low", medium: "medium", high: "high", critical: "critical" },
  noTime: "no time",
  reading: "reading",
  unreadable: "unreadable",
  note: "note",
  error: "error",
  interrupted: "Interrupted. No output file was written.",
  noAlerts: "No alerts.",
  noRuleRan: "No rule was run.",
  noMatches: "No matches.",
  scanSummary: ({ alerts, rules, events, files, seconds }) =>
    `${count(alerts, "alert")}. ${count(rules, "rule")} over ${count(events, "event")} in ${count(files, "file")}, ${seconds.toFixed(1)} s.`,
  querySummary: ({ matches, events, files, seconds }) =>
    `${count(matches, "match", "matches")} in ${count(events, "event")}, ${count(files, "file")}, ${seconds.toFixed(1)} s.`,
  checkSummary: ({ rules, files, errors, warnings }) =>
    `${count(rules, "rule")} in ${count(files, "file")}: ${count(errors, "error")}, ${count(warnings, "warning")}.`,
  notRun: (types) =>
    types.map(({ type, count: rules }) => `not run: ${type} (${count(rules, "rule")})`).join("; "),
  ignoredPart: (part, rules) => {
    switch (part) {
      case "exceptions":
        return `${count(rules, "rule")} with exceptions: a scan does not apply exceptions.`;
      case "filters":
        return `${count(rules, "rule")} with filters beside the query: a scan does not apply them.`;
      case "suppression":
        return `${count(rules, "rule")} with alert suppression: a scan shows every alert.`;
      case "disabled":
        return `${count(rules, "rule")} disabled: a scan runs disabled rules too.`;
    }
  },
  rulesFailed: (rules) =>
    `${count(rules, "rule or rule file", "rules or rule files")} with errors ${rules === 1 ? "was" : "were"} not run; see above.`,
  ruleWarnings: (warnings) =>
    `${count(warnings, "warning")} about rules; \`eqlite check\` shows ${warnings === 1 ? "it" : "them"}.`,
  ruleFailedOnEvents: (rule, events, why) =>
    `Rule "${rule}" could not judge ${count(events, "event")}, which count as not matching: ${why}.`,
  queryFailed: (why) => `The query failed while it ran: ${why}.`,
  ruleStopped: (rule, why) => `Rule "${rule}" could not be finished and raised nothing: ${why}.`,
  indexNotEnforced: () =>
    "Index patterns of the rules are not enforced: evidence from a disk has no index names. Use --enforce-index to do so.",
  eventsWithoutTime: (events) =>
    `${count(events, "event")} without a time: seen by rules on single events, not by sequences.`,
  skippedFiles: (files) => `${count(files, "file")} skipped: no event log.`,
  skippedRuleFiles: (files) =>
    `${count(files, "file")} skipped among the rules: no rule in ${files === 1 ? "it" : "them"}.`,
  moreProblems: (problems, verboseShowsMore) =>
    `... and ${problems.toLocaleString("en-US")} more${verboseShowsMore ? "; --verbose lists them" : ""}.`,
  missingEvent: "(no such event, as required)",
  demo: {
    intro: "A real recording of an attack, scanned with the bundled rule. Nothing leaves this machine.",
    timeline: "Time line",
    guide: "What to do next",
    next: "Now on your own logs",
    nextSteps: [
      "npx eqlite scan FOLDER                     logs of any kind against the bundled rules",
      "npx eqlite scan FOLDER --rules RULES       your own rules: TOML, NDJSON, JSON or YAML",
      "npx eqlite query 'process where process.name : \"cmd.exe\"' FOLDER",
      "npx eqlite --help                          everything else",
    ],
    seconds: (value) => `+${value} s`,
  },
};
