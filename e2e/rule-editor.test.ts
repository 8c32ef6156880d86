import type { JsonObject } from "@eqlite/core/events";
import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";
import { ask, makeRule, rule } from "./rules.test-support.ts";

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

const queryBox = (page: Page) => page.getByRole("textbox", { name: "Query", exact: true });

/** What stands in the editor, line by line. */
const written = async (page: Page): Promise<string> =>
  (await queryBox(page).locator(".cm-line").allTextContents()).join("\n");

describe.skipIf(skipsPages)("the editor of rules", () => {
  // Beside other work, about one run in five does not get to the saved rule in time. Why was not found yet, so it is tried again.
  it("a rule with an error is put right, formatted, tried, saved, and raises an alert", {
    retry: 2,
  }, async () => {
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
    await expect.poll(() => server.detection.ruleSet.current().rules.length, { timeout: 20_000 }).toBe(2);
    await ship([processStart("whoami.exe", nowMs - 1_000)], server);
    await server.detection.live?.caughtUp();
    await expect.poll(async () => (await ask(server, "GET", "/api/v1/alerts"))["total"]).toBe(1);
    await page.reload();
    await page.getByRole("link", { name: "1 alert", exact: true }).waitFor();
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
