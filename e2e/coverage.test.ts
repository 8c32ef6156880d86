import { describe, expect, it } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();

const rule = (ruleId: string, index: string) => ({
  rule_id: ruleId,
  name: `Name of ${ruleId}`,
  description: "A test.",
  type: "eql",
  language: "eql",
  query: 'process where process.name == "psexec.exe"',
  index: [index],
  severity: "high",
  risk_score: 73,
  interval: "5m",
  from: "now-10m",
  enabled: true,
  threat: [
    {
      framework: "MITRE ATT&CK",
      tactic: {
        id: "TA0008",
        name: "Lateral Movement",
        reference: "https://attack.mitre.org/tactics/TA0008/",
      },
      technique: [
        { id: "T1021", name: "Remote Services", reference: "https://attack.mitre.org/techniques/T1021/" },
      ],
    },
  ],
});

describe.skipIf(skipsPages)("coverage", () => {
  it("says which rules are blind, how many alerts a technique has, and leads to its rules", async () => {
    const server = await servers.start({ rules: [servers.scratch.path] });
    for (const made of [rule("sees", "logs-seen-*"), rule("blind", "logs-unseen-*")]) {
      const answer = await fetch(`${server.url}/api/v1/rules`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ rule: made }),
      });
      expect(answer.status).toBeLessThan(300);
    }
    await expect.poll(() => server.detection.ruleSet.current().rules.length, { timeout: 20_000 }).toBe(2);
    const start = (pid: number): string =>
      JSON.stringify({
        "@timestamp": "2026-06-08T11:59:50.000Z",
        event: { category: ["process"], type: ["start"] },
        host: { name: "WS-1" },
        process: { name: "psexec.exe", pid },
      });
    await ship([start(1), start(2)], { url: server.url, index: "logs-seen-default" });
    await server.detection.live?.caughtUp();

    const { page } = await pages.open(`${server.url}/coverage`);
    const blind = page.getByRole("row", { name: /Name of blind/ });
    await blind.getByText("logs-unseen-*").waitFor();
    expect(await page.getByRole("row", { name: /Name of sees/ }).count()).toBe(0);
    const technique = page.getByRole("button", { name: /Remote Services/ });
    expect(await technique.innerText()).toMatch(/T1021 · 2 rules · +1 blind · 2 alerts/);
    await technique.click();
    const drawer = page.getByRole("dialog", { name: "Remote Services (T1021)" });
    await drawer.getByText("Blind", { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get("technique")).toBe("T1021");
    await page.reload();
    await drawer.getByRole("link", { name: "Name of sees" }).click();
    await page.getByRole("heading", { level: 1, name: "Name of sees" }).waitFor();
    // Once its data arrives it is blind no more.
    await ship([start(3)], { url: server.url, index: "logs-unseen-default" });
    await page.goto(`${server.url}/coverage`);
    await technique.waitFor();
    expect(await technique.innerText()).not.toContain("blind");
    expect(await blind.count()).toBe(0);
  });
});
