import { describe, expect, it, vi } from "vitest";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { type AttackedServer, startAttacked } from "./attacked-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";
import { addUser, logIn, password, requestAs, settleAdmin } from "./users.test-support.ts";

// A browser on a machine that has other work to do takes its time.
vi.setConfig({ testTimeout: 120_000 });

const servers = wholeServers("file");
const pages = testPages();

/** The server's clock stands at noon of this day. */
const day = "from=2026-06-08T00:00:00Z&to=2026-06-09T00:00:00Z";
const ruleId = "f9bb25ab-28c6-475a-91b1-3f990bfea952";

let started: Promise<AttackedServer> | undefined;

/** A server that asks who is there: an administrator, an analyst ann and a viewer vic. */
function guarded(): Promise<AttackedServer> {
  started ??= (async () => {
    const attack = await startAttacked(servers, { demo: false });
    await settleAdmin(attack.server);
    await addUser(attack.server, "ann", "analyst");
    await addUser(attack.server, "vic", "viewer");
    return attack;
  })();
  return started;
}

describe.skipIf(skipsPages)("people", () => {
  it("log in, find an alert, change its status and come back by keys alone", async () => {
    const { server, alertId } = await guarded();
    const { page } = await pages.open(`${server.url}/alerts?${day}`);
    const { keyboard } = page;
    await page.getByRole("textbox", { name: "Name" }).and(page.locator(":focus")).waitFor();
    await keyboard.type("ann");
    await keyboard.press("Tab");
    await keyboard.type(password);
    await keyboard.press("Enter");
    const row = page.locator(`[data-alert="${alertId}"]`);
    await row.waitFor();

    await keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await help.getByText("Go to Alerts").waitFor();
    await keyboard.press("Escape");
    await help.waitFor({ state: "detached" });

    await keyboard.press("j");
    await keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Alert" });
    await panel.getByRole("button", { name: "Status: Open" }).waitFor();
    // From the panel to the page of the alert: its name is a link.
    const name = panel.getByRole("heading", { name: "Remote Execution via File Shares" }).getByRole("link");
    for (let step = 0; step < 60; step += 1) {
      if (await name.evaluate((link) => link === document.activeElement)) break;
      await keyboard.press("Tab");
    }
    await keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Remote Execution via File Shares" }).waitFor();

    await keyboard.press("a");
    await page.getByRole("button", { name: "Status: Acknowledged" }).waitFor();
    await keyboard.press("c");
    await page.getByRole("menuitem", { name: "Open again" }).waitFor();
    // The way through the menu is by arrows, from whatever has the focus in it.
    const reason = page.getByRole("menuitem", { name: "Benign" });
    for (let step = 0; step < 10; step += 1) {
      await keyboard.press("ArrowDown");
      if (await reason.evaluate((item) => item === document.activeElement)) break;
    }
    await keyboard.press("Enter");
    await page.getByRole("button", { name: "Status: Closed" }).waitFor();
    await keyboard.press("o");
    await page.getByRole("button", { name: "Status: Open" }).waitFor();

    await keyboard.press("g");
    await keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: "Alerts" }).waitFor();
    const by = server.data.alerts.audit(alertId).map((entry) => JSON.stringify(entry));
    expect(by.filter((entry) => entry.includes('"ann"'))).toHaveLength(3);
  });

  it("who may only look can open everything, and is offered nothing that changes it", async () => {
    const { server, alertId } = await guarded();
    const { page } = await pages.open(`${server.url}/alerts?${day}`);
    await logIn(page, "vic");
    await page.locator(`[data-alert="${alertId}"]`).waitFor();
    expect(await page.getByRole("checkbox").count()).toBe(0);

    const open = async (path: string, shows: string | RegExp): Promise<void> => {
      await page.goto(server.url + path);
      await page.getByText(shows).first().waitFor();
      expect(
        await page
          .getByRole("alert")
          .filter({ hasText: /could not|failed|forbidden/i })
          .count(),
      ).toBe(0);
    };
    const offers = (role: "button" | "link" | "textbox", name: string | RegExp): Promise<number> =>
      page.getByRole(role, { name }).count();

    await open(`/alerts/${alertId}`, "72 ms of at most 1 min");
    expect(await page.getByRole("button", { name: "Status: Open" }).isDisabled()).toBe(true);
    expect(await offers("button", /Add exception|Assign|Change tags/)).toBe(0);
    expect(await offers("textbox", "Write a note")).toBe(0);
    // Neither do keys.
    await page.keyboard.press("a");
    await page.keyboard.press("c");
    expect(await page.getByRole("menuitem").count()).toBe(0);
    await open(`/alerts/${alertId}?tab=guide`, "0 of 18 steps done");
    expect(await page.getByRole("checkbox", { disabled: false }).count()).toBe(0);
    expect(await offers("button", /^Write: /)).toBe(0);
    await open(`/alerts/${alertId}?tab=response`, "Nothing is executed from here");
    expect(await page.getByRole("checkbox", { disabled: false }).count()).toBe(0);
    await open(`/alerts/${alertId}?tab=history`, "Raised by Remote Execution via File Shares");

    await open(`/rules/${ruleId}`, "maxspan");
    expect(await offers("link", "Edit")).toBe(0);
    expect(await offers("button", "Delete")).toBe(0);
    expect(await page.getByRole("switch", { name: "Enabled" }).isDisabled()).toBe(true);
    await open(`/rules/${ruleId}?tab=gaps`, "There is no gap");
    expect(await offers("button", /Fill|^Run$/)).toBe(0);
    await open("/rules/new", "You may not change rules");

    await open("/", "logs-windows.sysmon_operational-default");
    await open("/coverage", "Lateral Movement");
    await open(`/explore?${day}&query=process%20where%20true`, "WORKSTATION5");
    await open(
      "/processes?host=workstation5&entity=%7Be2c04bb9-08dd-60c4-deb8-400100000000%7D",
      "conhost.exe",
    );
    await open("/settings", "Settings");
    expect(await offers("button", "Make a key")).toBe(0);
    for (const section of ["users", "keys", "audit"]) {
      await open(`/settings?section=${section}`, "Only administrators see this.");
    }
    expect(
      server.data.alerts.audit(alertId).filter((entry) => JSON.stringify(entry).includes("vic")),
    ).toEqual([]);
  });

  it("who may only look is refused by the server, whatever is sent", async () => {
    const { server, alertId } = await guarded();
    const rule = server.data.rules.get({ ruleId });
    const item = { name: "x", description: "x", type: "simple", entries: [] };
    const requests: readonly (readonly [string, string, unknown?])[] = [
      ["POST", "/api/v1/alerts/status", { ids: [alertId], status: "closed" }],
      ["POST", "/api/v1/alerts/tags", { ids: [alertId], add: ["x"], remove: [] }],
      ["POST", "/api/v1/alerts/assignees", { ids: [alertId], add: ["x"], remove: [] }],
      ["POST", `/api/v1/alerts/${alertId}/notes`, { text: "x" }],
      ["PUT", `/api/v1/alerts/${alertId}/steps/guide-1`, { done: true }],
      ["POST", "/api/v1/alert-views", { name: "x", state: {} }],
      ["POST", "/api/v1/rules", { rule: { ...rule?.parameters, rule_id: "x" } }],
      ["PUT", `/api/v1/rules/${ruleId}`, { rule: rule?.parameters }],
      ["POST", `/api/v1/rules/${ruleId}/disable`],
      ["POST", `/api/v1/rules/${ruleId}/gaps/fill`, {}],
      ["POST", `/api/v1/rules/${ruleId}/run`, {}],
      ["POST", `/api/detection_engine/rules/${rule?.id}/exceptions`, { items: [item] }],
      ["POST", "/api/v1/users", { name: "x", role: "admin" }],
      ["POST", "/api/v1/api-keys", { name: "x" }],
      ["GET", "/api/v1/users"],
    ];
    const answers = await Promise.all(
      requests.map(async ([method, path, body]) => {
        const { status } = await requestAs(server.url, `vic:${password}`, method, path, body);
        return `${method} ${path} ${status}`;
      }),
    );
    expect(answers).toEqual(requests.map(([method, path]) => `${method} ${path} 403`));
    expect(server.data.rules.get({ ruleId })?.enabled).toBe(true);
  });
});
