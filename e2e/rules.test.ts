import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";
import { ask, makeRule, rule } from "./rules.test-support.ts";

// Pages and servers of many tests share a machine.
vi.setConfig({ testTimeout: 90_000 });

const servers = wholeServers();
const pages = testPages();

const brokenToml = `[rule]
rule_id = "b1"
name = "Broken"
description = "A test."
type = "eql"
language = "eql"
severity = "low"
risk_score = 21
query = 'process where process.name = "x"'
`;

describe.skipIf(skipsPages)("the list of rules", () => {
  it("filters stand in the address; rules are turned off and on, one and many", async () => {
    const server = await servers.start();
    await makeRule(server, rule("one", { tags: ["blue"] }));
    await makeRule(server, rule("two", { severity: "low", enabled: false }));
    const { page } = await pages.open(`${server.url}/rules?severity=%5B%22high%22%5D`);
    const table = page.getByRole("table", { name: "Rules" });
    await table.getByRole("link", { name: "Name of one" }).waitFor();
    await page.getByText("1 rule", { exact: true }).waitFor();
    await page.goto(`${server.url}/rules`);
    await page.getByText("3 rules").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("name of");
    await page.getByText("2 rules").waitFor();
    expect(new URL(page.url()).searchParams.get("name")).toBe("name of");
    await table.getByRole("switch", { name: "Enabled: Name of one" }).focus();
    await page.keyboard.press("Space");
    await expect.poll(() => server.data.rules.get({ ruleId: "one" })?.enabled).toBe(false);
    await table.getByRole("checkbox", { name: "Choose all 2 rules" }).click();
    await page.getByText("2 chosen").waitFor();
    await page.getByRole("button", { name: "With the chosen" }).click();
    await page.getByRole("menuitem", { name: "Enable", exact: true }).click();
    await page.getByText("2 rules changed").waitFor();
    expect(server.data.rules.all().every(({ enabled }) => enabled)).toBe(true);
  });

  it("a file is imported, and one that is broken shows where", async () => {
    const server = await servers.start();
    const { page } = await pages.open(`${server.url}/rules`);
    const broken = join(server.folder, "broken.toml");
    writeFileSync(broken, brokenToml);
    const lines = join(server.folder, "two.ndjson");
    writeFileSync(
      lines,
      `${JSON.stringify(rule("n1"))}\n${JSON.stringify(rule("n2", { severity: "loud" }))}\n{"a":\n`,
    );
    await page.getByRole("button", { name: "Import" }).click();
    const dialog = page.getByRole("dialog", { name: "Import rules" });
    const choose = async (path: string): Promise<void> => {
      await dialog.locator('input[type="file"]').setInputFiles(path);
      await dialog.getByRole("button", { name: "Import", exact: true }).click();
    };
    await choose(broken);
    await dialog.getByText("0 rules imported").waitFor();
    expect(await dialog.locator("pre").textContent()).toMatch(/EQL107[\s\S]*rule\.toml|broken\.toml:\d+:\d+/);
    await choose(lines);
    await dialog.getByText("1 rule imported").waitFor();
    await dialog.getByText("Line 3:").waitFor();
    await dialog.getByText("Line 2:").waitFor();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await page.getByRole("link", { name: "Name of n1" }).waitFor();
  });

  it("is exported as a file that Kibana reads", async () => {
    const server = await servers.start();
    await makeRule(server, rule("one"));
    const { page } = await pages.open(`${server.url}/rules`);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export all" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("rules.ndjson");
    const path = join(server.folder, "rules.ndjson");
    await download.saveAs(path);
    expect(readFileSync(path, "utf8")).toContain('"rule_id":"one"');
  });

  it("stays quick at 2,000 rules: only those in view exist, and all can be reached", async () => {
    const server = await servers.start();
    for (let at = 0; at < 2_000; at += 1) {
      server.data.rules.create({
        id: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
        parameters: rule(`r${at}`, { name: `Rule ${String(at).padStart(4, "0")}`, enabled: false }),
        principal: { name: "test" },
        nowMs: server.clock.nowMs(),
      });
    }
    const { page } = await pages.open(`${server.url}/rules`);
    await page.getByText("2,001 rules").or(page.getByText("2001 rules")).waitFor();
    const table = page.getByRole("table", { name: "Rules" });
    await table.getByRole("link", { name: "Rule 0000" }).waitFor();
    expect(await table.getByRole("row").count()).toBeLessThan(60);
    await expect
      .poll(
        async () => {
          await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return await table.getByRole("link", { name: "Rule 1999" }).count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
  });
});

describe.skipIf(skipsPages)("the page of a rule", () => {
  it("fills a gap, and runs over a past time", async () => {
    const server = await servers.start();
    await makeRule(server, rule("r1"));
    const nowMs = server.clock.nowMs();
    server.data.executions.gaps.add(
      [{ ruleId: "r1", reason: "rule_did_not_run", fromMs: nowMs - 600_000, toMs: nowMs - 300_000 }],
      nowMs,
    );
    const { page } = await pages.open(`${server.url}/rules/r1?tab=gaps`);
    await page.getByRole("cell", { name: "The rule did not run" }).waitFor();
    await page.getByRole("button", { name: "Fill the gaps" }).click();
    await page.getByText("1 gap is being filled.").waitFor();
    await page.getByRole("cell", { name: "Filled", exact: true }).waitFor({ timeout: 15_000 });
    await page
      .getByRole("region", { name: "Run over a past time" })
      .getByRole("button", { name: "Last 24 hours" })
      .click();
    await page.getByRole("button", { name: "Last hour" }).click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText(/executions are planned/).waitFor();
    await server.detection.manual.done();
    await page.getByRole("tab", { name: "Executions" }).click();
    await page.getByRole("cell", { name: "Manual" }).first().waitFor();
    expect(new URL(page.url()).searchParams.get("tab")).toBe("executions");
  });

  it("shows what changed from one revision to the next", async () => {
    const server = await servers.start();
    await makeRule(server, rule("r1"));
    await ask(server, "PUT", "/api/v1/rules/r1", { rule: rule("r1", { severity: "critical" }) });
    const { page } = await pages.open(`${server.url}/rules/r1?tab=revisions`);
    await page.getByRole("heading", { name: "From revision 0 to 1" }).waitFor();
    await page.locator(".cm-deletedChunk").getByText('severity = "high"').waitFor();
    await page.locator(".cm-changedLine").filter({ hasText: 'severity = "critical"' }).waitFor();
    await page.getByRole("button", { name: /Revision 0/ }).click();
    await page.getByText("Nothing to compare with").waitFor();
  });

  it("a rule of a file that was edited here takes what its file says", async () => {
    const server = await servers.start();
    const [bundled] = server.data.rules.all();
    const ruleId = bundled?.ruleId ?? "";
    await ask(server, "PUT", `/api/v1/rules/${ruleId}`, {
      rule: { ...bundled?.parameters, severity: "low" },
    });
    const { page } = await pages.open(`${server.url}/rules/${ruleId}`);
    await page.getByText("Edited here: its file no longer changes it.").waitFor();
    await page.getByRole("button", { name: "Take what the file says" }).click();
    await page.getByText("The rule is as its file says.").waitFor();
    expect(server.data.rules.get({ ruleId })?.parameters["severity"]).toBe("medium");
    await page.getByText("Edited here: its file no longer changes it.").waitFor({ state: "detached" });
  });

  it("lists exceptions in words; one is ended, then deleted", async () => {
    const server = await servers.start();
    const made = await makeRule(server, rule("r1"));
    await ask(server, "POST", `/api/detection_engine/rules/${String(made["id"])}/exceptions`, {
      items: [
        {
          name: "The build host",
          description: "Known.",
          type: "simple",
          entries: [{ field: "host.name", type: "match", operator: "included", value: "BUILD-1" }],
        },
      ],
    });
    const { page } = await pages.open(`${server.url}/rules/r1?tab=exceptions`);
    const item = page.getByRole("article", { name: "The build host" });
    await item.getByText("host.name is BUILD-1").waitFor();
    await item.getByRole("button", { name: "End now" }).click();
    await item.getByText(/· ended/).waitFor();
    expect(await item.getByRole("button", { name: "End now" }).count()).toBe(0);
    await item.getByRole("button", { name: "Delete the exception The build host" }).click();
    await page.getByText("No exception", { exact: true }).waitFor();
  });

  it("everything can be read by a viewer, and nothing changed", async () => {
    const server = await servers.start({ config: { demo: false } });
    const first = server.firstUser;
    await ask(
      server,
      "PUT",
      "/api/v1/me/password",
      { current: first?.password, new: "a long enough password" },
      `${first?.name}:${first?.password}`,
    );
    const admin = `${first?.name}:a long enough password`;
    const { password } = await ask(server, "POST", "/api/v1/users", { name: "vic", role: "viewer" }, admin);
    await ask(
      server,
      "PUT",
      "/api/v1/me/password",
      { current: password, new: "another long password" },
      `vic:${String(password)}`,
    );
    await ask(server, "POST", "/api/v1/rules", { rule: rule("r1") }, admin);
    const { page } = await pages.open(`${server.url}/rules`);
    await page.getByRole("textbox", { name: "Name" }).fill("vic");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill("another long password");
    await page.getByRole("button", { name: "Log in" }).click();
    const table = page.getByRole("table", { name: "Rules" });
    await table.getByRole("link", { name: "Name of r1" }).waitFor();
    expect(await table.getByRole("switch", { name: "Enabled: Name of r1" }).isDisabled()).toBe(true);
    expect(await page.getByRole("link", { name: "New rule" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Import" }).count()).toBe(0);
    await table.getByRole("link", { name: "Name of r1" }).click();
    await page.getByRole("heading", { level: 1, name: "Name of r1" }).waitFor();
    expect(await page.getByRole("link", { name: "Edit" }).count()).toBe(0);
    expect(await page.getByRole("switch", { name: "Enabled" }).isDisabled()).toBe(true);
    await page.goto(`${server.url}/rules/r1/edit`);
    await page.getByText("You may not change rules").waitFor();
  });

  it("speaks Chinese", async () => {
    const server = await servers.start();
    await makeRule(server, rule("r1"));
    const { page } = await pages.open(`${server.url}/rules`, { language: "zh-CN" });
    await page.getByRole("heading", { level: 1, name: "规则" }).waitFor();
    await page.getByRole("link", { name: "Name of r1" }).click();
    await page.getByRole("tab", { name: "执行记录" }).click();
    await page.getByText("规则尚未执行").waitFor();
    await page.getByRole("link", { name: "编辑" }).click();
    await page.getByRole("textbox", { name: "查询", exact: true }).waitFor();
    await page.getByText("未发现问题").waitFor();
    await page.getByRole("button", { name: "格式化" }).waitFor();
  });

  it("is reached and edited by keys", async () => {
    const server = await servers.start();
    await makeRule(server, rule("r1"));
    const { page } = await pages.open(`${server.url}/rules`);
    await page.getByRole("link", { name: "Name of r1" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Name of r1" }).waitFor();
    await page.keyboard.press("e");
    await page.getByRole("textbox", { name: "Name" }).focus();
    await page.keyboard.press("End");
    await page.keyboard.type(", by keys");
    await page.keyboard.press("Control+s");
    await page.getByRole("heading", { level: 1, name: "Name of r1, by keys" }).waitFor();
  });
});
