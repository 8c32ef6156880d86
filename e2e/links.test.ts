import { describe, expect, it, vi } from "vitest";
import { makeAlert } from "../packages/server/src/alerts/alert-store.test-support.ts";
import { type WholeServer, wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

// Pages and servers of many tests share a machine.
vi.setConfig({ testTimeout: 120_000 });

const servers = wholeServers();
const pages = testPages();
const patience = { timeout: 30_000 };

async function withAlerts(): Promise<WholeServer> {
  const server = await servers.start({ rules: [servers.scratch.path] });
  const timeMs = server.clock.nowMs() - 60_000;
  const made = await fetch(`${server.url}/api/v1/rules`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      rule: {
        rule_id: "r1",
        name: "Mshta",
        description: "A test.",
        type: "eql",
        language: "eql",
        query: `process where process.name in (\n${Array.from({ length: 60 }, (_, at) => `  "tool-${at}.exe"`).join(",\n")})`,
        note: Array.from({ length: 60 }, (_, at) => `- Step ${at}`).join("\n"),
        index: ["logs-*"],
        severity: "high",
        risk_score: 73,
        threat: [
          {
            framework: "MITRE ATT&CK",
            tactic: {
              id: "TA0005",
              name: "Defense Evasion",
              reference: "https://attack.mitre.org/tactics/TA0005/",
            },
          },
        ],
      },
    }),
  });
  expect(await made.text()).toContain('"rule_id":"r1"');
  server.data.alerts.add(["a1", "a2", "a3"].map((id) => makeAlert({ id, timeMs, rule: "r1" })));
  server.data.alerts.setStatus({
    alerts: { ids: ["a3"] },
    status: "closed",
    principal: { name: "ann" },
    nowMs: timeMs,
  });
  return server;
}

describe.skipIf(skipsPages)("links and places", () => {
  it("figures lead to what they count", async () => {
    const server = await withAlerts();
    const { page } = await pages.open(server.url);
    const { origin } = new URL(server.url);
    const target = async (name: string | RegExp): Promise<URLSearchParams> => {
      const link = page.getByRole("link", { name, exact: true }).first();
      await link.waitFor(patience);
      return new URL((await link.getAttribute("href")) ?? "", origin).searchParams;
    };
    const open = await target("2");
    expect([open.get("status"), open.get("from")]).toEqual(['["open"]', "now-10y"]);
    expect((await target(/^High\s*2$/)).get("severity")).toBe('["high"]');
    await page.getByRole("link", { name: "2", exact: true }).first().click();
    // Behind the server's clock, which stands still in tests, but not by ten years.
    await page.locator('[data-alert="a1"]').waitFor(patience);
    expect(await page.locator("[data-alert]").count()).toBe(2);

    await page.goto(`${server.url}/rules/r1`);
    expect((await target("3 alerts")).get("rule")).toBe('["r1"]');
    expect((await target("Open 2")).get("status")).toBe('["open"]');
    expect((await target("Closed 1")).get("status")).toBe('["closed"]');
    expect(await page.getByRole("link", { name: /^Acknowledged/ }).count()).toBe(0);

    await page.goto(`${server.url}/coverage?technique=TA0005`);
    expect((await target("3 alerts of these rules in the last 30 days")).get("rule")).toBe('["r1"]');
    expect((await target("3 alerts")).get("from")).toBe("now-30d");
  });

  it("a page keeps its place when only its search changes", async () => {
    const server = await withAlerts();
    const { page } = await pages.open(`${server.url}/rules/r1`, { height: 420 });
    await page.getByRole("tab", { name: "Guide" }).waitFor();
    await page.evaluate(() => scrollTo(0, 90));
    await page.getByRole("tab", { name: "Guide" }).click();
    await page.getByText("Step 59").waitFor();
    expect(new URL(page.url()).searchParams.get("tab")).toBe("guide");
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    expect(await page.evaluate(() => scrollY)).toBe(90);
  });
});
