// @ts-check
import { median, report, round } from "../report.js";

/**
 * What the page of alerts asks of the server: one request after the other, each a little different from the one before, so that no
 * answer is one that is remembered.
 * @param {import("./main.js").UiBench} bench
 */
export async function reportQueries({ server, filled, arguments: { rounds } }) {
  const first = await fetch(`${server.url}/api/v1/alerts?per_page=1&offset=0`);
  const { place } = /** @type {{ place: number }} */ (await first.json());
  const list = "/alerts?per_page=100&fields=summary";
  const until = `added_until=${place}`;
  const middle = Math.floor(filled.alerts / 2);
  const month = "from=now-30d";
  for (const [figure, path] of [
    ["first page, newest", `${list}&offset=0`],
    ["first page, 30 days", `${list}&offset=0&${month}`],
    ["page in the middle", `${list}&offset=${middle}&${until}`],
    ["page in the middle, open ones", `${list}&offset=${Math.floor(middle / 2)}&status=open&${until}`],
    ["page in the middle, by severity", `${list}&offset=${middle}&sort=severity&${until}`],
    ["page, host excluded and tactic", `${list}&offset=0&not_host=host-0000&tactic=TA0002&${until}`],
    ["page, search", `${list}&offset=0&search=powershell&${until}`],
    [
      "counts of 8 columns",
      `/alerts/counts?by=status,severity,rule,host,user,tactic,assignee,tag&most=50&${month}`,
    ],
    [
      "counts, open and high",
      `/alerts/counts?by=rule,host,user,tactic,assignee,tag&most=50&status=open&severity=high&${month}`,
    ],
    ["histogram by severity", `/alerts/histogram?by=severity&interval=12h&${month}`],
    ["groups by host", `/alerts/groups?by=host&${month}`],
  ]) {
    /** @type {number[]} */
    const times = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const beganMs = performance.now();
      const answer = await fetch(`${server.url}/api/v1${path}&not_user=nobody-${turn}`);
      await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      times.push(performance.now() - beganMs);
    }
    report({
      figure: "request",
      of: figure,
      alerts: filled.alerts,
      median_ms: round(median(times)),
      slowest_ms: round(Math.max(...times)),
    });
  }
}
