import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { onlyAlert } from "./attacked-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

vi.setConfig({ testTimeout: 120_000 });

const servers = wholeServers("file");
const pages = testPages();

const run = "globalThis.broken=true";
const bidi = "\u202e";

/** A guide that somebody else wrote, and who would like to do more than to guide. */
const guide = `## Triage and analysis

<script>${run}</script>
<img src=x onerror="${run}">
<iframe src="https://evil.example/frame"></iframe>
<svg onload="${run}"></svg>
<a href="javascript:${run}" onclick="${run}">raw</a>

- Press [here](javascript:${run}) or [there](data:text/html,<script>${run}</script>) <b onmouseover="${run}">bold</b>
- See ![a picture](https://evil.example/pixel.png) and ![another](javascript:${run})
- {{process.command_line}} and \`{{process.name}}\` of [{{host.name}}](https://evil.example/{{process.name}})

${"> ".repeat(500)}deep down &#x202e;

${"[".repeat(2_000)}${"*_".repeat(2_000)}

!{osquery{"label":"<script>${run}</script>","query":"SELECT '<img src=x onerror=${run}>'"}}

!{investigate{"label":"<script>${run}</script>","providers":[[{"field":"process.pid","value":"{{process.pid}}","valueType":"string","excluded":false,"queryType":"phrase"}]]}}
`;

const rule = {
  rule_id: "hostile",
  name: `<script>${run}</script> ${bidi}elur`,
  description: `<img src=x onerror="${run}"> ${bidi}`,
  type: "eql",
  language: "eql",
  query: "process where process.pid == 666",
  index: ["logs-*"],
  severity: "high",
  risk_score: 73,
  interval: "5m",
  from: "now-10m",
  enabled: true,
  note: guide,
  references: [`javascript:${run}`, `data:text/html,<script>${run}</script>`],
  false_positives: [`<script>${run}</script>`],
  tags: [`<b onclick="${run}">tag</b>`],
};

const event = {
  "@timestamp": "2026-06-08T11:59:50.000Z",
  event: { category: ["process"], type: ["start"] },
  host: { id: "h<1>", name: `<b onclick="${run}">WS</b>${bidi}` },
  process: {
    pid: 666,
    entity_id: `e"><script>${run}</script>`,
    name: `<img src=x onerror="${run}">${bidi}gnp.exe`,
    executable: `C:\\Temp\\${bidi}\u0007\u001b[31m.exe`,
    command_line: `"><script>${run}</script>\u0000\u0008\u001b]0;x\u0007 javascript:${run} ${"A".repeat(100_000)}`,
    parent: { entity_id: "parent", name: "<iframe src=https://evil.example>", pid: 1 },
  },
  user: { name: `</script><script>${run}</script>` },
};

let started: Promise<{ readonly server: WholeServer; readonly alertId: string }> | undefined;

function attacked(): NonNullable<typeof started> {
  started ??= (async () => {
    const server = await servers.start({ rules: [servers.scratch.path] });
    const answer = await fetch(`${server.url}/api/v1/rules`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ rule }),
    });
    expect(answer.status, await answer.text()).toBeLessThan(300);
    await expect.poll(() => server.detection.ruleSet.current().rules.length, { timeout: 20_000 }).toBe(1);
    await ship([JSON.stringify(event)], { url: server.url });
    return { server, alertId: await onlyAlert(server) };
  })();
  return started;
}

/** Nothing ran, nothing was made of what was written, and nothing hides or breaks the page. Requests are watched by `testPages`. */
async function expectHarmless(page: Page): Promise<void> {
  expect(await page.evaluate(() => "broken" in globalThis)).toBe(false);
  const made = page.locator("main :is(script, iframe, object, embed, img), body > iframe");
  expect(await made.count()).toBe(0);
  const links = await page
    .locator("a[href]")
    .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).protocol));
  expect(links.filter((protocol) => !["http:", "https:"].includes(protocol))).toEqual([]);
  const attributes = await page.evaluate(() =>
    [...document.querySelectorAll("main *")].flatMap(({ attributes }) =>
      [...attributes].map(({ name }) => name).filter((name) => /^on/.test(name)),
    ),
  );
  expect(attributes).toEqual([]);
  const { text, tooWideBy } = await page.evaluate(() => ({
    text: document.body.innerText,
    tooWideBy: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  for (const hidden of [bidi, "\u001b", "\u0007"]) expect(text).not.toContain(hidden);
  expect(tooWideBy).toBeLessThanOrEqual(0);
}

const range = "from=2026-06-08T00:00:00Z&to=2026-06-09T00:00:00Z";

describe.skipIf(skipsPages)("what is hostile is text:", () => {
  it("a guide of a rule, on the page of the rule and beside an alert", async () => {
    const { server, alertId } = await attacked();
    const { page } = await pages.open(`${server.url}/rules/hostile?tab=guide`);
    await page.getByText("deep down <U+202E>").waitFor();
    await expectHarmless(page);
    await page.goto(`${server.url}/alerts/${alertId}?tab=guide`);
    const step = page.getByRole("region", { name: "Step 1", exact: true });
    await step.getByText("here").first().waitFor();
    await step.getByText("here").first().click();
    await page.getByText("bold").first().hover();
    await expectHarmless(page);
    for (const tab of ["query", "schedule", "revisions"]) {
      await page.goto(`${server.url}/rules/hostile?tab=${tab}`);
      await page.getByRole("tabpanel").waitFor();
      await expectHarmless(page);
    }
    await page.goto(`${server.url}/rules`);
    await page.getByRole("table", { name: "Rules" }).getByText("<script>").first().waitFor();
    await expectHarmless(page);
  });

  it("values of events, wherever they are shown", async () => {
    const { server, alertId } = await attacked();
    const { page } = await pages.open(`${server.url}/alerts?${range}&open=${alertId}`);
    await page.getByTestId("sentence").waitFor();
    await expectHarmless(page);
    for (const tab of ["overview", "why", "events", "response", "history"]) {
      await page.goto(`${server.url}/alerts/${alertId}?tab=${tab}`);
      await page.getByRole("tabpanel").waitFor();
      await page.getByRole("heading", { level: 1 }).getByText("<U+202E>").waitFor();
      await expectHarmless(page);
    }
    await page.goto(`${server.url}/explore?${range}&query=process%20where%20true`);
    await page.getByRole("cell").filter({ hasText: "<img src=x" }).first().waitFor();
    await expectHarmless(page);
    await page.getByRole("button", { name: /11:59:50/ }).click();
    await page.getByRole("dialog").getByText("<U+202E>").first().waitFor();
    for (const view of ["Fields", "JSON"]) {
      await page.getByRole("dialog").getByText(view, { exact: true }).click();
      await expectHarmless(page);
    }
    const entity = encodeURIComponent(event.process.entity_id);
    const host = encodeURIComponent(event.host.id);
    for (const view of ["graph", "lanes"]) {
      await page.goto(`${server.url}/processes?host=${host}&entity=${entity}&process=${entity}&view=${view}`);
      await page.getByRole("treeitem").filter({ hasText: "<img src=x" }).waitFor();
      await expectHarmless(page);
    }
  });
});
