// @ts-check
import { join } from "node:path";
import { createAlertStore } from "../../packages/server/dist/alerts/alert-store.js";
import { openDatabase } from "../../packages/server/dist/platform/database.js";
import { stateFileName } from "../../packages/server/dist/serve/open-data.js";
import { createRandom } from "../random.js";

const tactics = [
  ["TA0001", "Initial Access", "T1566", "Phishing"],
  ["TA0002", "Execution", "T1059", "Command and Scripting Interpreter"],
  ["TA0003", "Persistence", "T1547", "Boot or Logon Autostart Execution"],
  ["TA0005", "Defense Evasion", "T1218", "System Binary Proxy Execution"],
  ["TA0006", "Credential Access", "T1003", "OS Credential Dumping"],
  ["TA0007", "Discovery", "T1082", "System Information Discovery"],
  ["TA0008", "Lateral Movement", "T1021", "Remote Services"],
  ["TA0011", "Command and Control", "T1071", "Application Layer Protocol"],
];
const severities = /** @type {const} */ ([
  "low",
  "medium",
  "medium",
  "high",
  "low",
  "medium",
  "high",
  "critical",
]);
const risks = { low: 21, medium: 47, high: 73, critical: 99 };
const subjects = [
  "PowerShell",
  "Scheduled Task",
  "Remote Service",
  "Browser",
  "Office",
  "LSASS",
  "Registry",
  "DLL",
];
const deeds = [
  "Started from an Unusual Parent",
  "Wrote an Executable",
  "Connected to a Rare Host",
  "Was Changed",
];
const processes = ["powershell.exe", "rundll32.exe", "cmd.exe", "mshta.exe", "svchost.exe", "winword.exe"];
const statuses = ["open", "open", "open", "open", "acknowledged", "closed", "closed"];
const atOnce = 5_000;
const spanMs = 30 * 86_400_000;

/**
 * Fills the data folder of a server that does not run with alerts of the last 30 days as rules raise them, through the alert
 * store.
 * @param {{ data: string, alerts: number, seed: number }} options
 */
export function fillAlerts({ data, alerts, seed }) {
  const random = createRandom(seed);
  const rules = Array.from({ length: 200 }, (_, at) => makeRule(random, at));
  const hosts = Array.from({ length: 5_000 }, (_, at) => `host-${String(at).padStart(4, "0")}`);
  const users = Array.from({ length: 2_000 }, (_, at) => `user${at}`);
  const database = openDatabase(join(data, stateFileName));
  const store = createAlertStore(database);
  const nowMs = Date.now();
  for (let made = 0; made < alerts; made += atOnce) {
    const count = Math.min(atOnce, alerts - made);
    store.add(Array.from({ length: count }, (_, at) => makeAlert(made + at)));
  }
  database.close();

  /** @param {number} at */
  function makeAlert(at) {
    const rule = random.pickSkewed(rules);
    const host = random.pickSkewed(hosts);
    const user = random.pickSkewed(users);
    const name = random.pick(processes);
    // Later ones are added later, as on a server that has run for long.
    const time = new Date(nowMs - spanMs + Math.floor((at / alerts) * spanMs)).toISOString();
    const id = `bench-${seed}-${at}`;
    return {
      id,
      origin: /** @type {const} */ (random.chance(0.7) ? "live" : "scheduled"),
      document: {
        "@timestamp": time,
        event: { kind: "signal", category: ["process"] },
        host: { name: host },
        user: { name: user },
        process: { name, pid: random.int(60_000) },
        "kibana.alert.uuid": id,
        "kibana.alert.original_time": time,
        "kibana.alert.reason": `process event with process ${name}, by ${user} on ${host} created ${rule.severity} alert.`,
        "kibana.alert.ancestors": [{ id: `event-${at}`, type: "event", index: "logs-bench", depth: 0 }],
        "kibana.alert.workflow_status": random.pick(statuses),
        "kibana.alert.workflow_tags": random.chance(0.02) ? ["bench"] : [],
        "kibana.alert.workflow_assignee_ids": random.chance(0.02) ? [random.pick(users.slice(0, 10))] : [],
        ...(random.chance(0.7) ? { "eqlite.alert.execution_type": "live" } : {}),
        ...rule.members,
      },
    };
  }
}

/** @param {ReturnType<typeof createRandom>} random @param {number} at */
function makeRule(random, at) {
  const [tacticId, tactic, techniqueId, technique] = random.pick(tactics);
  const severity = random.pick(severities);
  const name = `${random.pick(subjects)} ${random.pick(deeds)} (${at + 1})`;
  const ruleId = `bench-rule-${at}`;
  return {
    severity,
    members: {
      "kibana.alert.severity": severity,
      "kibana.alert.risk_score": risks[severity],
      "kibana.alert.rule.name": name,
      "kibana.alert.rule.rule_id": ruleId,
      "kibana.alert.rule.type": "eql",
      "kibana.alert.rule.parameters": { rule_id: ruleId, query: "process where true" },
      "kibana.alert.rule.threat": [
        {
          framework: "MITRE ATT&CK",
          tactic: { id: tacticId, name: tactic },
          technique: [{ id: techniqueId, name: technique }],
        },
      ],
    },
  };
}
