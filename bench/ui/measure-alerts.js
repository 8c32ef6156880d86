// @ts-check
// node bench/ui/measure-alerts.js --data folder: what the alerts page asks of a server over the alerts that fill-alerts.js has
// made, one JSON object a line; times are of one request after the other, in milliseconds.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChildServer } from "./start-server.js";

const { values } = parseArgs({
  options: { data: { type: "string" }, repeat: { type: "string", default: "7" } },
});
if (values.data === undefined) {
  console.error("Say which folder: --data folder");
  process.exit(2);
}
const server = await startChildServer(join(values.data));
try {
  const { total, place } = await ask("per_page=1&offset=0");
  console.log(JSON.stringify({ figure: "alerts", total, rss_mb: server.memoryMb() }));
  const until = `added_until=${place}`;
  await measure("first page, newest", "/alerts?per_page=100&fields=summary&offset=0");
  await measure("first page, 30 days", "/alerts?per_page=100&fields=summary&offset=0&from=now-30d");
  await measure("page at 500,000", `/alerts?per_page=100&fields=summary&offset=500000&${until}`);
  await measure(
    "page at 900,000, open",
    `/alerts?per_page=100&fields=summary&offset=400000&status=open&${until}`,
  );
  await measure(
    "page by severity at 500,000",
    `/alerts?per_page=100&fields=summary&offset=500000&sort=severity&${until}`,
  );
  await measure(
    "page, host excluded and tactic",
    `/alerts?per_page=100&fields=summary&offset=0&not_host=host-0000&tactic=TA0002&${until}`,
  );
  await measure("page, search", `/alerts?per_page=100&fields=summary&offset=0&search=powershell&${until}`);
  await measure(
    "counts of 8 columns",
    `/alerts/counts?by=status,severity,rule,host,user,tactic,assignee,tag&most=50&from=now-30d`,
  );
  await measure(
    "counts, open and high",
    `/alerts/counts?by=rule,host,user,tactic,assignee,tag&most=50&status=open&severity=high&from=now-30d`,
  );
  await measure("histogram by severity", `/alerts/histogram?by=severity&interval=12h&from=now-30d`);
  await measure("groups by host", `/alerts/groups?by=host&from=now-30d`);
} finally {
  await server.stop();
}

/** @param {string} query */
async function ask(query) {
  return /** @type {{ total: number, place: number }} */ (
    await (await fetch(`${server.url}/api/v1/alerts?${query}`)).json()
  );
}

/**
 * Each request is a little different from the one before, so that no answer is one that is remembered.
 * @param {string} figure
 * @param {string} path
 */
async function measure(figure, path) {
  const times = [];
  for (let round = 0; round < Number(values.repeat); round += 1) {
    const beganMs = performance.now();
    const answer = await fetch(`${server.url}/api/v1${path}&not_user=nobody-${round}`);
    await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    times.push(performance.now() - beganMs);
  }
  times.sort((one, other) => one - other);
  const rounded = (/** @type {number} */ at) => Math.round((times[at] ?? 0) * 10) / 10;
  console.log(
    JSON.stringify({
      figure,
      median_ms: rounded(Math.floor(times.length / 2)),
      most_ms: rounded(times.length - 1),
    }),
  );
}
