import type { JsonObject } from "@eqlite/core/events";
import { describe, expect, it } from "vitest";
import { type WholeServer, wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();

async function makeRule(server: WholeServer, rule: JsonObject): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/rules`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rule }),
  });
  expect(answer.status).toBe(201);
}

const chinese = { name: "启动 mshta", description: "测试。" };

describe.skipIf(skipsPages)("the form of a rule", () => {
  it("has techniques to choose from, and the other usual fields; a text that changes loses its translation", {
    timeout: 90_000,
  }, async () => {
    const server = await servers.start({ rules: [servers.scratch.path] });
    await makeRule(server, {
      rule_id: "r1",
      name: "Mshta",
      description: "A test.",
      type: "eql",
      language: "eql",
      query: 'process where process.name == "mshta.exe"',
      index: ["logs-*"],
      severity: "high",
      risk_score: 73,
      translations: { "zh-CN": chinese },
    });
    const { page } = await pages.open(`${server.url}/rules/r1/edit`);
    await page.getByText("The rule has translations (zh-CN).").waitFor();
    await page.getByRole("button", { name: "Add a tactic" }).click();
    await page.getByRole("combobox", { name: "Tactic 1", exact: true }).fill("Lateral");
    await page.getByRole("option", { name: "Lateral Movement (TA0008)" }).click();
    const techniques = page.getByRole("combobox", { name: "Techniques of tactic 1" });
    await techniques.fill("SMB/Win");
    await page.getByRole("option", { name: /^T1021\.002 / }).click();
    await techniques.fill("T1570");
    await page.getByRole("option", { name: "T1570 Lateral Tool Transfer" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add a tactic" }).click();
    await page.getByRole("button", { name: "Add: Known false positives" }).click();
    await page.getByRole("textbox", { name: "Known false positives, 1" }).fill("Helpdesk.\nWith a ticket.");
    await page.getByRole("button", { name: "Add: Known false positives" }).click();
    await page.getByRole("textbox", { name: "Time field" }).fill("event.ingested");
    await page.getByRole("switch", { name: "Building block" }).check();
    await page.getByRole("textbox", { name: "Description" }).fill("Another test.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Mshta" }).waitFor();
    const tactic = (id: string, name: string) => ({
      id,
      name,
      reference: `https://attack.mitre.org/tactics/${id}/`,
    });
    const technique = (id: string, name: string) => ({
      id,
      name,
      reference: `https://attack.mitre.org/techniques/${id.replace(".", "/")}/`,
    });
    expect(server.data.rules.get({ ruleId: "r1" })?.parameters).toMatchObject({
      threat: [
        {
          framework: "MITRE ATT&CK",
          tactic: tactic("TA0008", "Lateral Movement"),
          technique: [
            {
              ...technique("T1021", "Remote Services"),
              subtechnique: [technique("T1021.002", "SMB/Windows Admin Shares")],
            },
            technique("T1570", "Lateral Tool Transfer"),
          ],
        },
        { tactic: tactic("TA0043", "Reconnaissance") },
      ],
      false_positives: ["Helpdesk.\nWith a ticket."],
      timestamp_override: "event.ingested",
      building_block_type: "default",
      description: "Another test.",
      translations: { "zh-CN": { name: "启动 mshta" } },
    });
    const kept = server.data.rules.get({ ruleId: "r1" })?.parameters["translations"];
    expect(kept).toEqual({ "zh-CN": { name: "启动 mshta" } });

    // The text of the rule says the same, translations among it.
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByText("Text", { exact: true }).click();
    await page.getByText("[translations.zh-CN]").waitFor();
  });
});
