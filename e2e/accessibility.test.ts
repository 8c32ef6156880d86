import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { type AttackedServer, sharedAttackedServer } from "./attacked-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

// Each test looks at many pages, in both schemes.
vi.setConfig({ testTimeout: 180_000 });

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const servers = wholeServers();
const attacked = sharedAttackedServer();
const pages = testPages();

/** The server's clock stands at noon of this day, and the attack has ended by then. */
const day = "from=2026-06-08T00:00:00Z&to=2026-06-09T00:00:00Z";
const tool = encodeURIComponent("{e2c04bb9-08dd-60c4-deb8-400100000000}");
const ruleId = "f9bb25ab-28c6-475a-91b1-3f990bfea952";

interface Place {
  /** Begins with `/`. */
  readonly path: string;
  /** A text that is there once the page has what it shows. */
  readonly shows: string | RegExp;
}

const main: readonly Place[] = [
  { path: "/", shows: "WORKSTATION5" },
  { path: `/alerts?${day}`, shows: "Remote Execution via File Shares" },
  { path: `/alerts?${day}&group=host`, shows: "WORKSTATION5" },
  { path: "/coverage", shows: "Lateral Movement" },
  { path: "/coverage?technique=T1021", shows: "logs-windows.sysmon_operational-default" },
  { path: `/explore?${day}&query=process%20where%20true`, shows: "WORKSTATION5" },
  {
    path: `/explore?${day}&query=${encodeURIComponent("sequence by host.name [file where process.pid == 4] [process where process.pid == 7004]")}`,
    shows: /^\d+ match/,
  },
  { path: `/explore?${day}&query=process%20wher%20true`, shows: "The query cannot be searched yet" },
];

const processes: readonly Place[] = [
  { path: "/processes?host=workstation5", shows: "WORKSTATION5" },
  { path: `/processes?host=workstation5&entity=${tool}`, shows: "conhost.exe" },
  {
    path: `/processes?host=workstation5&entity=${tool}&process=${tool}`,
    shows: "5ddc0abc2c0da8195b7832ea1c27e0ebe6f2cc4eb379fefeebfbfd93df12a181",
  },
  { path: `/processes?host=workstation5&entity=${tool}&view=lanes`, shows: "conhost.exe" },
];

const rulePages: readonly Place[] = [
  { path: "/rules", shows: "Remote Execution via File Shares" },
  { path: `/rules/${ruleId}`, shows: "maxspan" },
  { path: `/rules/${ruleId}?tab=guide`, shows: "Triage and analysis" },
  { path: `/rules/${ruleId}?tab=schedule`, shows: "Remote Execution via File Shares" },
  { path: `/rules/${ruleId}?tab=executions`, shows: "Remote Execution via File Shares" },
  { path: `/rules/${ruleId}?tab=gaps`, shows: "The rule did not run" },
  { path: `/rules/${ruleId}?tab=exceptions`, shows: "The build host" },
  { path: `/rules/${ruleId}?tab=revisions`, shows: /From revision \d+ to \d+/ },
  { path: `/rules/${ruleId}/edit`, shows: "No problem found" },
  { path: "/rules/new", shows: "Preview" },
];

const settings: readonly Place[] = ["connect", "storage", "users", "keys", "audit"].map((section) => ({
  path: `/settings?section=${section}`,
  shows: "Settings",
}));

describe.skipIf(skipsPages)("no page has a serious fault of accessibility, light or dark:", () => {
  it("home, alerts, coverage, explore", async () => {
    const { server } = await attacked();
    expect(await faultsOf(server.url, main)).toEqual([]);
  });

  it("an alert and each of its tabs", async () => {
    const { server, alertId } = await attacked();
    const places: readonly Place[] = [
      { path: `/alerts?${day}&open=${alertId}`, shows: "72 ms of at most 1 min" },
      { path: `/alerts/${alertId}`, shows: "72 ms of at most 1 min" },
      { path: `/alerts/${alertId}?tab=why`, shows: "process.pid == 4" },
      { path: `/alerts/${alertId}?tab=events`, shows: "b6a1458f396.exe" },
      { path: `/alerts/${alertId}?tab=guide`, shows: "tbbd05" },
      { path: `/alerts/${alertId}?tab=response`, shows: "Nothing is executed from here" },
      { path: `/alerts/${alertId}?tab=history`, shows: "Raised by Remote Execution via File Shares" },
    ];
    expect(await faultsOf(server.url, places)).toEqual([]);
  });

  it("processes as table, graph and lanes", async () => {
    const { server } = await attacked();
    expect(await faultsOf(server.url, processes)).toEqual([]);
  });

  it("rules, each tab of a rule, and the editor", async () => {
    const attack = await attacked();
    await giveRuleAHistory(attack);
    expect(await faultsOf(attack.server.url, rulePages)).toEqual([]);
  });

  it("each section of the settings", async () => {
    const { server } = await attacked();
    expect(await faultsOf(server.url, settings)).toEqual([]);
  });

  it("the log-in", async () => {
    const server = await servers.start({ config: { demo: false } });
    expect(await faultsOf(server.url, [{ path: "/", shows: "Log in to eqlite" }])).toEqual([]);
  });
});

/** A gap, an exception and a second revision, so that no tab is empty. */
async function giveRuleAHistory({ server }: AttackedServer): Promise<void> {
  const nowMs = server.clock.nowMs();
  server.data.executions.gaps.add(
    [{ ruleId, reason: "rule_did_not_run", fromMs: nowMs - 600_000, toMs: nowMs - 300_000 }],
    nowMs,
  );
  const rule = server.data.rules.get({ ruleId });
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const answer = await fetch(server.url + path, {
      method,
      headers: { "Content-Type": "application/json", "kbn-xsrf": "test" },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).toBe(200);
  };
  await send("PUT", `/api/v1/rules/${ruleId}`, { rule: { ...rule?.parameters, severity: "low" } });
  await send("POST", `/api/detection_engine/rules/${rule?.id}/exceptions`, {
    items: [
      {
        name: "The build host",
        description: "Known.",
        type: "simple",
        entries: [{ field: "host.name", type: "match", operator: "included", value: "BUILD-1" }],
      },
    ],
  });
}

/** What is wrong on these pages, each with the scheme, the rule that is broken and where. */
async function faultsOf(url: string, places: readonly Place[]): Promise<readonly string[]> {
  const { page } = await pages.open(url, { height: 1_000 });
  // The browser's time is the server's, for lists of the last hour or week.
  await page.clock.setFixedTime("2026-06-08T12:00:00Z");
  const faults: string[] = [];
  for (const { path, shows } of places) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(url + path);
    await page.getByText(shows).first().waitFor();
    await settled(page);
    faults.push(...(await faultsNow(page, {})).map((fault) => `${path} light ${fault}`));
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await settled(page);
    // Only colours are others.
    const runOnly = { type: "rule" as const, values: ["color-contrast", "link-in-text-block"] };
    faults.push(...(await faultsNow(page, { runOnly })).map((fault) => `${path} dark ${fault}`));
  }
  return faults;
}

/** Nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  const waiting = '.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy="true"]';
  await expect.poll(() => page.locator(waiting).count(), { timeout: 30_000 }).toBe(0);
  // Colours on their way from one to another are none that anybody reads.
  await expect.poll(() => page.evaluate(() => document.getAnimations().length), { timeout: 30_000 }).toBe(0);
}

async function faultsNow(page: Page, options: RunOptions): Promise<readonly string[]> {
  // Through the debugger: the content security policy lets no other script in.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (asked) =>
      (
        globalThis as unknown as { axe: { run(where: Document, how: RunOptions): Promise<AxeResults> } }
      ).axe.run(document, asked),
    { resultTypes: ["violations" as const], ...options },
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, html, failureSummary }) =>
          `${id} ${target.join(" ")} ${html.slice(0, 160)} ${failureSummary?.split("\n").at(-1)?.trim()}`,
      ),
    );
}
