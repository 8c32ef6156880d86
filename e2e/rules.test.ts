import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@eqlite/core/events";
import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

// Pages and servers of many tests share a machine.
vi.setConfig({ testTimeout: 90_000 });

const servers = wholeServers();
const pages = testPages();

const processStart = (name: string, timeMs: number): string =>
  JSON.stringify({
    "@timestamp": new Date(timeMs).toISOString(),
    event: { kind: "event", category: ["process"], type: ["start"], action: "start" },
    host: { id: "h1", name: "WS-17", os: { type: "windows" } },
    process: { name, executable: `C:\\Tools\\${name}`, pid: 4242 },
    user: { name: "ada" },
  });

const rule = (ruleId: string, more: JsonObject = {}): JsonObject => ({
  rule_id: ruleId,
  name: `Name of ${ruleId}`,
  description: "A test.",
  type: "eql",
  language: "eql",
  query: 'process where process.name == "mshta.exe"',
  index: ["logs-*"],
  severity: "high",
  risk_score: 73,
  interval: "5m",
  from: "now-10m",
  enabled: true,
  ...more,
});

async function ask(
  server: WholeServer,
  method: string,
  path: string,
  body?: unknown,
  login?: string,
): Promise<JsonObject> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      "content-type": "application/json",
      "kbn-xsrf": "test",
      ...(login === undefined ? {} : { authorization: `Basic ${btoa(login)}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as JsonObject);
}

const makeRule = (server: WholeServer, made: JsonObject) =>
  ask(server, "POST", "/api/v1/rules", { rule: made });

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

const queryBox = (page: Page) => page.getByRole("textbox", { name: "Query", exact: true });

/** What stands in the editor, line by line. */
const written = async (page: Page): Promise<string> =>
  (await queryBox(page).locator(".cm-line").allTextContents()).join("\n");

describe.skipIf(skipsPages)("the editor of rules", () => {
  it("a rule with an error is put right, formatted, tried, saved, and raises an alert", async () => {
    const server = await servers.start();
    const nowMs = server.clock.nowMs();
    await ship(
      [processStart("whoami.exe", nowMs - 600_000), processStart("calc.exe", nowMs - 500_000)],
      server,
    );
    const { page } = await pages.open(`${server.url}/rules`);
    await page.getByRole("link", { name: "New rule" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Who am I");
    await page.getByRole("textbox", { name: "Description" }).fill("Somebody asks who they are.");
    await queryBox(page).click();
    await page.keyboard.insertText('process   where process.name = "whoami.exe"');
    await page
      .getByRole("list", { name: "What is wrong with the query" })
      .getByText("A single `=`")
      .waitFor();
    await page.getByRole("button", { name: "Replace with ==" }).click();
    await page.getByText("No problem found").waitFor();
    await page.getByRole("button", { name: "Format" }).click();
    await expect.poll(() => written(page)).toBe('process where process.name == "whoami.exe"');

    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByRole("button", { name: "Preview" }).click();
    await preview.getByText("1 alert.").waitFor();
    await preview.getByRole("figure", { name: "Alerts over time" }).waitFor();
    expect(await preview.getByRole("row").count()).toBe(2);
    expect(await preview.getByRole("row").nth(1).textContent()).toContain("whoami.exe");
    expect((await ask(server, "GET", "/api/v1/alerts"))["total"]).toBe(0);

    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Who am I" }).waitFor();
    const [made] = server.data.rules.find({ name: "Who am I" }).rules;
    expect(made?.parameters).toMatchObject({ severity: "medium", risk_score: 47 });
    await expect.poll(() => server.detection.ruleSet.current().rules.length).toBe(2);
    await ship([processStart("whoami.exe", nowMs - 1_000)], server);
    await server.detection.live?.caughtUp();
    await expect.poll(async () => (await ask(server, "GET", "/api/v1/alerts"))["total"]).toBe(1);
    await page.reload();
    await page.getByText("Alerts/day").locator("..").getByText("1", { exact: true }).waitFor();
  });

  it("offers fields, values that events have, and functions, by keys alone", async () => {
    const server = await servers.start();
    await ship([processStart("whoami.exe", server.clock.nowMs() - 600_000)], server);
    const { page } = await pages.open(`${server.url}/rules/new`);
    const choose = async (name: string): Promise<void> => {
      await page.getByRole("option", { name }).first().waitFor();
      // Enter that comes as the list opens is a line break: it was meant for the text.
      await page.waitForTimeout(150);
      await page.keyboard.press("Enter");
    };
    await queryBox(page).focus();
    await page.keyboard.type("process where process.nam");
    await choose("process.name");
    await expect.poll(() => written(page)).toBe("process where process.name");
    await page.keyboard.type(' == "who');
    await choose("whoami.exe");
    await expect.poll(() => written(page)).toBe('process where process.name == "whoami.exe"');
    await page.keyboard.press("End");
    await page.keyboard.type(" and stringCon");
    await page.getByRole("option", { name: "stringContains" }).waitFor();
    await page.keyboard.press("Escape");
    // Tab leaves the editor.
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Format" }).and(page.locator(":focus")).waitFor();
  });

  it("a name that is misspelt is put right by keys", async () => {
    const server = await servers.start();
    const { page } = await pages.open(`${server.url}/rules/new`);
    await queryBox(page).focus();
    await page.keyboard.insertText('process where process.nme == "a"');
    await page.getByRole("button", { name: "Replace with process.name", exact: true }).waitFor();
    await page.keyboard.press("Alt+Enter");
    await expect.poll(() => written(page)).toBe('process where process.name == "a"');
  });

  it("what is not saved survives a reload, and is not left without a word", async () => {
    const server = await servers.start();
    const { page } = await pages.open(`${server.url}/rules/new`);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("textbox", { name: "Name" }).fill("Half of a rule");
    await page.reload();
    await page.getByText("What you had written and not saved is here again").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Half of a rule");
    await page.getByRole("link", { name: "Alerts" }).click();
    const leaving = page.getByRole("dialog", { name: "Leave without saving?" });
    await leaving.getByRole("button", { name: "Stay" }).click();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Half of a rule");
    await page.getByRole("link", { name: "Alerts" }).click();
    await leaving.getByRole("button", { name: "Give it up" }).click();
    await page.getByRole("heading", { level: 1, name: "Alerts" }).waitFor();
    await page.goto(`${server.url}/rules/new`);
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("");
  });

  it("says beside each field what is wrong with it", async () => {
    const server = await servers.start();
    const { page } = await pages.open(`${server.url}/rules/new`);
    await page.getByRole("textbox", { name: "Runs every" }).fill("5 minutes");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").filter({ hasText: "The rule was not saved" }).waitFor();
    const interval = page.getByRole("textbox", { name: "Runs every" });
    await expect.poll(() => interval.getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("textbox", { name: "Name" }).and(page.locator('[aria-invalid="true"]')).waitFor();
    await interval.fill("5m");
    await expect.poll(() => interval.getAttribute("aria-invalid")).not.toBe("true");
  });

  it("form and text are two views of one rule; a text that is none is not saved", async () => {
    const server = await servers.start();
    await makeRule(server, rule("r1"));
    const { page } = await pages.open(`${server.url}/rules/r1/edit`);
    await page.getByRole("textbox", { name: "Name" }).fill("Another name");
    await page.getByText("Text", { exact: true }).click();
    const text = page.getByRole("textbox", { name: "Rule file" });
    expect(await text.inputValue()).toContain('name = "Another name"');
    await text.fill((await text.inputValue()).replace('severity = "high"', 'severity = "loud"'));
    await page.getByText("The text is no rule yet").waitFor();
    await page.getByText("must be one of low, medium, high, critical").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await text.fill((await text.inputValue()).replace('severity = "loud"', 'severity = "low"'));
    await page.getByText("The text is a rule.").waitFor();
    await page.getByText("Form", { exact: true }).click();
    expect(await page.getByRole("combobox", { name: "Severity" }).inputValue()).toBe("Low");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Another name" }).waitFor();
    expect(server.data.rules.get({ ruleId: "r1" })).toMatchObject({
      revision: 1,
      parameters: { name: "Another name", severity: "low", query: rule("r1")["query"] },
    });
  });

  it("says in its text all that a rule says: what the server reads from it is the same", async () => {
    const server = await servers.start();
    const [bundled] = server.data.rules.all();
    const { page } = await pages.open(`${server.url}/rules/${bundled?.ruleId}/edit`);
    await page.getByText("Text", { exact: true }).click();
    const text = await page.getByRole("textbox", { name: "Rule file" }).inputValue();
    const checked = await ask(server, "POST", "/api/v1/rules/check", { rule: text });
    expect(checked).toMatchObject({ ok: true, diagnostics: [] });
    const [read] = checked["rules"] as readonly { readonly parameters: JsonObject }[];
    const { enabled: _, revision: __, ...parameters } = bundled?.parameters ?? {};
    const { query, ...others } = parameters;
    expect(read?.parameters).toMatchObject(others);
    expect(String(read?.parameters["query"]).trim()).toBe(String(query).trim());
  });

  it("notices that somebody else has changed the rule meanwhile", async () => {
    const server = await servers.start();
    await makeRule(server, rule("r1"));
    const { page } = await pages.open(`${server.url}/rules/r1/edit`);
    await page.getByRole("textbox", { name: "Name" }).fill("Mine");
    await ask(server, "PUT", "/api/v1/rules/r1", { rule: rule("r1", { name: "Theirs" }) });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Somebody else has changed the rule meanwhile").waitFor();
    expect(server.data.rules.get({ ruleId: "r1" })?.parameters["name"]).toBe("Theirs");
    await page.getByRole("button", { name: "Save mine over theirs" }).click();
    await page.getByRole("heading", { level: 1, name: "Mine" }).waitFor();
    expect(server.data.rules.get({ ruleId: "r1" })?.parameters["name"]).toBe("Mine");
  });

  it("is no part of the first screen", async () => {
    const server = await servers.start();
    const { page } = await pages.open(`${server.url}/`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const scripts = (): Promise<string[]> =>
      page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const isEditor = (name: string): boolean => /editor|merge|text-diff/.test(name);
    expect((await scripts()).filter((name) => name.endsWith(".js")).length).toBeGreaterThan(1);
    expect((await scripts()).filter(isEditor)).toEqual([]);
    await page.goto(`${server.url}/rules/new`);
    await queryBox(page).waitFor();
    expect((await scripts()).some(isEditor)).toBe(true);
  });
});

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

  it("lists exceptions in words; one is deleted", async () => {
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
