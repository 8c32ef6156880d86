// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { report } from "../report.js";
import { startChild } from "../server/child-process.js";
import { fillAlerts } from "./fill-alerts.js";
import { rootOfTree, treeEvents } from "./process-tree-events.js";
import { startChildServer } from "./start-server.js";

/** Events that the generator has in memory, some 150 MB. */
const pooledEvents = 60_000;
/** Events happened within a week: what an alert asks for around its time is a part of them. */
const spanMs = 7 * 86_400_000;

/**
 * What a folder holds, written into it when it is full.
 * @typedef {object} FilledData
 * @property {number} events
 * @property {number} alerts
 * @property {number} processes
 * @property {string} alertId the alert of the demo
 * @property {string} root entity id of the first process of the tree
 */

/**
 * Fills a data folder: the demo with its alert, events of other hosts around it, a process tree, alerts of the last 30 days. One
 * that was filled before is left as it is.
 * @param {string} folder
 * @param {import("./ui-bench-arguments.js").UiBenchArguments} options
 * @returns {Promise<FilledData>}
 */
export async function fillData(folder, { events, alerts, processes, seed }) {
  const mark = join(folder, "bench-ui.json");
  if (existsSync(mark)) return JSON.parse(readFileSync(mark, "utf8"));
  mkdirSync(folder, { recursive: true });
  const data = join(folder, "data");
  const server = await startChildServer(data);
  let alertId = "";
  try {
    alertId = await alertOfDemo(server.url);
    const startedMs = performance.now();
    await flood(server.url, events, seed);
    report({
      figure: "events filled",
      events,
      seconds: Math.round((performance.now() - startedMs) / 1e3),
    });
    await sendEvents(server.url, treeEvents({ processes, nowMs: Date.now() }));
  } finally {
    await server.stop();
  }
  const fillMs = performance.now();
  fillAlerts({ data, alerts, seed });
  report({ figure: "alerts filled", alerts, seconds: Math.round((performance.now() - fillMs) / 1e3) });
  const filled = { events, alerts, processes, alertId, root: rootOfTree };
  writeFileSync(mark, JSON.stringify(filled));
  return filled;
}

/** @param {string} url @returns {Promise<string>} */
async function alertOfDemo(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/api/v1/alerts`);
    const { alerts } = /** @type {{ alerts: { id: string }[] }} */ (await answer.json());
    if (alerts[0] !== undefined) return alerts[0].id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the demo raised no alert within 30 seconds");
}

/** @param {string} url @returns {Promise<{ live: { waiting_bytes: number } }>} */
async function statusOf(url) {
  const answer = await fetch(`${url}/api/v1/status`);
  return /** @type {{ live: { waiting_bytes: number } }} */ (await answer.json());
}

/** @param {string} url @param {number} events @param {number} seed */
async function flood(url, events, seed) {
  const sender = await startChild("send-child.js");
  try {
    await sender.ask("prepare", { events: pooledEvents, perBody: 1_000, seed });
    await sender.ask("target", { url, authorization: "" });
    await sender.ask("flood", { connections: 8, events, spanMs });
    // What was not judged would be judged while the pages are measured.
    while ((await statusOf(url)).live.waiting_bytes > 0)
      await new Promise((resolve) => setTimeout(resolve, 200));
  } finally {
    await sender.stop();
  }
}

/** @param {string} url @param {readonly object[]} events */
async function sendEvents(url, events) {
  const body = events.map(
    (event) => `{"create":{"_index":"logs-endpoint.events.process-default"}}\n${JSON.stringify(event)}\n`,
  );
  const answer = await fetch(`${url}/_bulk`, {
    method: "POST",
    headers: { "Content-Type": "application/x-ndjson" },
    body: body.join(""),
  });
  const text = await answer.text();
  if (!answer.ok || !text.includes('"errors":false'))
    throw new Error(`_bulk: ${answer.status} ${text.slice(0, 500)}`);
}
