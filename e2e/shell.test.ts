import { describe, expect, it } from "vitest";
import { makeAlert } from "../packages/server/src/alerts/alert-store.test-support.ts";
import { wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();

describe.skipIf(skipsPages)("the frame of all pages", () => {
  it("leads from page to page by mouse and by keys, in English and Chinese", async () => {
    const server = await servers.start();
    const { page } = await pages.open(server.url);
    await page.getByRole("link", { name: "Rules" }).click();
    await page.getByRole("heading", { level: 1, name: "Rules" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: "Alerts" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/alerts");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Language, colours, time zone" }).click();
    await page.getByText("简体中文").click();
    await page.getByRole("heading", { level: 1, name: "告警" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
  });

  it("asks for what a page shows before its scripts are there, and for nothing twice", async () => {
    const server = await servers.start();
    server.data.alerts.add([
      makeAlert({ id: "a1", timeMs: server.clock.nowMs() - 60_000, host: "WS-1", rule: "r1" }),
    ]);
    for (const [path, shown, script, first] of [
      ["/", "#main h1", "home-page", ["/api/v1/me", "/api/v1/status", "/api/v1/data-streams"]],
      [
        "/alerts/a1?tab=guide",
        "#panel-related-alerts",
        "alert-page",
        ["/api/v1/me", "/api/v1/alerts/a1", "/api/v1/alerts/a1/steps"],
      ],
    ] as const) {
      const { page } = await pages.open(`${server.url}/_ui/icon.svg`);
      const asked: string[] = [];
      page.on("request", (request) => {
        const { pathname, search } = new URL(request.url());
        asked.push(`${pathname}${search} ${request.postData() ?? ""}`.trim());
      });
      await page.goto(server.url + path);
      await page.locator(shown).waitFor();
      // What is asked twice is asked for when the page is drawn.
      await page.waitForTimeout(1_000);
      expect(asked).toEqual([...new Set(asked)]);
      const ofScript = asked.findIndex((one) => one.startsWith(`/_ui/assets/${script}-`));
      expect(asked.slice(0, ofScript)).toEqual(expect.arrayContaining([...first]));
    }
  });

  it("explains what is pointed at", async () => {
    const server = await servers.start();
    server.data.alerts.add([
      makeAlert({ id: "a1", timeMs: server.clock.nowMs() - 60_000, host: "WS-1", rule: "r1" }),
    ]);
    const { page } = await pages.open(`${server.url}/alerts/a1`);
    const time = page.locator("time[data-hint]").first();
    await time.hover();
    const hint = page.getByRole("tooltip");
    await hint.waitFor();
    expect(await hint.textContent()).toBe(await time.getAttribute("data-hint"));
    await page.keyboard.press("Escape");
    await hint.waitFor({ state: "detached" });
  });

  it("asks who is there, where the server wants to know", async () => {
    const server = await servers.start({ config: { demo: false } });
    const { page } = await pages.open(`${server.url}/rules`);
    await page.getByRole("textbox", { name: "Name" }).fill("admin");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(server.firstUser?.password ?? "");
    await page.getByRole("button", { name: "Log in" }).click();
    await page
      .getByRole("textbox", { name: "Password you logged in with" })
      .fill(server.firstUser?.password ?? "");
    await page
      .getByRole("textbox", { name: "New password, at least 12 characters" })
      .fill("a long enough password");
    await page.getByRole("textbox", { name: "New password, again" }).fill("a long enough password");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByRole("heading", { level: 1, name: "Rules" }).waitFor();
  });

  it("says that the server is away, keeps what it showed, and goes on when it is back", async () => {
    const first = await servers.start();
    const { folder, port, clock } = first;
    const timeMs = clock.nowMs() - 60_000;
    const alert = (id: string) => makeAlert({ id, timeMs, host: "WS-1", rule: "r1" });
    first.data.alerts.add([alert("a1")]);
    const range = "from=2026-06-08T00:00:00Z&to=2026-06-09T00:00:00Z";
    const { page } = await pages.open(`${first.url}/alerts?${range}&open=a1`);
    const row = page.locator('[data-alert="a1"]');
    const panel = page.getByRole("dialog", { name: "Alert" });
    const banner = page.getByText("The server cannot be reached", { exact: true });
    await row.waitFor();
    await panel.getByRole("button", { name: "Status: Open" }).waitFor();
    await page.evaluate(() => document.body.setAttribute("data-not-reloaded", ""));
    expect(await banner.count()).toBe(0);

    // Nobody touches the page: what it listens to breaks off.
    await first.stop();
    await banner.waitFor();
    expect(await row.isVisible()).toBe(true);
    // What is tried meanwhile says that it was not done, and takes nothing from the screen.
    await panel.getByRole("button", { name: "Status: Open" }).click();
    await page.getByRole("menuitem", { name: "Acknowledge" }).click();
    await page.getByText("The alert was not changed").waitFor();
    expect(await panel.getByRole("button", { name: "Status: Open" }).isVisible()).toBe(true);
    expect(await row.isVisible()).toBe(true);

    const second = await servers.start({ folder, clock, config: { port } });
    second.data.alerts.add([alert("a2")]);
    const principal = { name: "ann" };
    second.data.alerts.setStatus({
      alerts: { ids: ["a1"] },
      status: "acknowledged",
      principal,
      nowMs: clock.nowMs(),
    });
    await banner.waitFor({ state: "detached" });
    await row.getByText("Acknowledged").waitFor();
    await panel.getByRole("button", { name: "Status: Acknowledged" }).waitFor();
    await panel.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: "1 new alert" }).click();
    await page.locator('[data-alert="a2"]').waitFor();
    expect(await page.locator("body[data-not-reloaded]").count()).toBe(1);
  });
});
