import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { makeAlert, makeGroup } from "../packages/server/src/alerts/alert-store.test-support.ts";
import { ship } from "../packages/server/src/serve/shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";
import { rule } from "./rules.test-support.ts";

// A browser on a machine that has other work to do takes its time.
vi.setConfig({ testTimeout: 120_000 });
const patience = { timeout: 20_000 };

const servers = wholeServers();
const pages = testPages();

/** The server's clock stands at noon of this day. */
const range = "from=2026-06-08T00:00:00Z&to=2026-06-09T00:00:00Z";
const noonMs = Date.UTC(2026, 5, 8, 12);
const minuteMs = 60_000;

function addSome(server: WholeServer): void {
  const minutesBefore = (minutes: number): number => noonMs - minutes * minuteMs;
  server.data.alerts.add([
    makeAlert({
      id: "a1",
      timeMs: minutesBefore(1),
      host: "WS-1",
      user: "ann",
      severity: "critical",
      rule: "r1",
    }),
    makeAlert({ id: "a2", timeMs: minutesBefore(2), host: "WS-2", user: "bob", severity: "low", rule: "r2" }),
    makeAlert({ id: "a3", timeMs: minutesBefore(3), host: "WS-1", user: "bob", rule: "r2" }),
    ...makeGroup("g1", { timeMs: minutesBefore(4), host: "WS-3", rule: "r3" }),
  ]);
}

const rowOf = (page: Page, id: string) => page.locator(`[data-alert="${id}"]`);
const shownIds = async (page: Page): Promise<readonly (string | null)[]> =>
  await page.locator("[data-alert]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-alert")));

async function openAlerts(
  server: WholeServer,
  query = range,
  language: "en" | "zh-CN" = "en",
): Promise<Page> {
  const { page } = await pages.open(`${server.url}/alerts?${query}`, { language });
  await page.locator("[data-alert]").first().waitFor();
  return page;
}

describe.skipIf(skipsPages)("alerts", () => {
  it("that arrive wait to be taken in, and move nothing that is read", async () => {
    const server = await servers.start();
    addSome(server);
    server.data.rules.create({
      id: "00000000-0000-4000-8000-000000000001",
      parameters: rule("live", { name: "A live rule" }),
      principal: { name: "test" },
      nowMs: noonMs,
    });
    const page = await openAlerts(server);
    const before = await shownIds(page);
    expect(before).toEqual(["a1", "a2", "a3", "g1"]);
    const top = (await rowOf(page, "a2").boundingBox())?.y;
    // The feed is open once a change made elsewhere is seen.
    server.data.alerts.setStatus({
      alerts: { ids: ["a3"] },
      status: "acknowledged",
      principal: { name: "test" },
      nowMs: noonMs,
    });
    await rowOf(page, "a3").getByText("Acknowledged").waitFor();
    const event = {
      "@timestamp": new Date(noonMs - 1_000).toISOString(),
      event: { category: ["process"], type: ["start"] },
      host: { name: "WS-9" },
      process: { name: "mshta.exe", pid: 7 },
    };
    await ship([JSON.stringify(event)], { url: server.url });
    await server.detection.live?.caughtUp();
    const news = page.getByRole("button", { name: "1 new alert" });
    await news.waitFor();
    expect(await shownIds(page)).toEqual(before);
    expect((await rowOf(page, "a2").boundingBox())?.y).toBe(top);
    await news.click();
    await page.getByRole("row", { name: /A live rule/ }).waitFor();
    expect(await shownIds(page)).toHaveLength(5);
    expect(await news.count()).toBe(0);
  });

  it("that somebody else has dealt with show it where they stand", async () => {
    const server = await servers.start();
    addSome(server);
    const one = await openAlerts(server);
    const other = await openAlerts(server, `${range}&status=open`);
    await rowOf(one, "a2").getByRole("checkbox").click();
    await one.getByRole("button", { name: "Set status" }).click();
    await one.getByRole("dialog").getByText("Acknowledged", { exact: true }).click();
    await one.getByRole("button", { name: "Apply" }).click();
    await rowOf(other, "a2").getByText("Acknowledged").waitFor();
    // It does not fit any more, and still nothing moves.
    expect(await shownIds(other)).toEqual(["a1", "a2", "a3", "g1"]);
  });

  it("are filtered by what stands in the address", async () => {
    const server = await servers.start();
    addSome(server);
    const page = await openAlerts(server);
    const hosts = page.getByRole("region", { name: "Host" });
    await hosts.getByRole("button", { name: /^WS-1/ }).click();
    await expect.poll(() => shownIds(page), patience).toEqual(["a1", "a3"]);
    await page
      .getByRole("region", { name: "User" })
      .getByRole("button", { name: /^bob/ })
      .click({ modifiers: ["Alt"] });
    await expect.poll(() => shownIds(page), patience).toEqual(["a1"]);
    await page.reload();
    await rowOf(page, "a1").waitFor();
    expect(await shownIds(page)).toEqual(["a1"]);
    await page.getByRole("group", { name: "Filters in use" }).getByText("not User: bob").waitFor();
    await page.goBack();
    await expect.poll(() => shownIds(page), patience).toEqual(["a1", "a3"]);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => shownIds(page), patience).toHaveLength(4);
  });

  it("are searched, grouped and shown over a time that is drawn", async () => {
    const server = await servers.start();
    addSome(server);
    const page = await openAlerts(server);
    await page.getByRole("searchbox", { name: "Rule, host or user" }).fill("name of r3");
    await expect.poll(() => shownIds(page), patience).toEqual(["g1"]);
    await page.getByRole("button", { name: "Display" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Building blocks of sequences" }).click();
    await expect.poll(() => shownIds(page), patience).toEqual(["g1-1", "g1-0", "g1"]);
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Grouping" }).click();
    await page.getByRole("option", { name: "By rule" }).click();
    await page.getByRole("button", { name: /Name of r3.*3 alerts.*3 open/ }).waitFor();
    expect(new URL(page.url()).searchParams.get("group")).toBe("rule");
    const plot = page.getByRole("group", { name: "Alerts over time by severity" });
    const box = await plot.boundingBox();
    if (box === null) throw new Error("the histogram is not drawn");
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(() => new URL(page.url()).searchParams.get("from"), patience)
      .toMatch(/^2026-06-08T0[4-7]:/);
    expect(new URL(page.url()).searchParams.get("to")).toMatch(/^2026-06-08T1[6-9]:/);
  });

  it("are closed together with a reason, which can be undone", async () => {
    const server = await servers.start();
    addSome(server);
    server.data.alerts.setStatus({
      alerts: { ids: ["a3"] },
      status: "acknowledged",
      reason: "looking",
      principal: { name: "ann" },
      nowMs: noonMs,
    });
    const page = await openAlerts(server);
    await rowOf(page, "a2").getByRole("checkbox").click();
    await rowOf(page, "g1")
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
    await page.getByText("Selected: 3").waitFor();
    await page.getByRole("button", { name: "Set status" }).click();
    await page.getByRole("textbox", { name: "Reason" }).fill("a drill");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Changed: 3.").waitFor();
    const stateOf = (id: string): readonly unknown[] => {
      const document = server.data.alerts.get(id)?.document ?? {};
      return [document["kibana.alert.workflow_status"], document["kibana.alert.workflow_reason"]];
    };
    expect(["a1", "a2", "a3", "g1"].map(stateOf)).toEqual([
      ["open", undefined],
      ["closed", "a drill"],
      ["closed", "a drill"],
      ["closed", "a drill"],
    ]);
    await rowOf(page, "a3").getByText("Closed").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back.").waitFor();
    expect(["a2", "a3", "g1"].map(stateOf)).toEqual([
      ["open", undefined],
      ["acknowledged", "looking"],
      ["open", undefined],
    ]);
  });

  it("are tagged all at once, however many fit", async () => {
    const server = await servers.start();
    addSome(server);
    const page = await openAlerts(server);
    await rowOf(page, "a1").getByRole("checkbox").click();
    await page.getByRole("button", { name: "Select all 4 that fit" }).click();
    await page.getByRole("toolbar").getByRole("button", { name: "Tags" }).click();
    const add = page.getByRole("dialog").getByLabel("Add", { exact: true });
    await add.fill("drill");
    await add.press("Enter");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Changed: 4.").waitFor();
    expect(server.data.alerts.count({ tags: ["drill"] })).toBe(4);
    // What somebody has done since is not undone.
    const since = { alerts: { ids: ["a1"] }, principal: { name: "ann" }, nowMs: noonMs };
    server.data.alerts.setStatus({ ...since, status: "closed" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back. Changed since, and left as they are: 1.").waitFor();
    expect(server.data.alerts.count({ tags: ["drill"] })).toBe(1);
  });

  it("are worked through by keys alone", async () => {
    const server = await servers.start();
    addSome(server);
    const page = await openAlerts(server);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+J");
    await page.getByText("Selected: 2").waitFor();
    await page.keyboard.press("s");
    const reason = page.getByRole("textbox", { name: "Reason" });
    await reason.waitFor();
    await expect.poll(() => reason.evaluate((field) => field.matches(":focus")), patience).toBe(true);
    await page.keyboard.type("known");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Changed: 2.").waitFor();
    expect(server.data.alerts.count({ statuses: ["closed"] })).toBe(2);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Alert" }).getByText("Name of r2").first().waitFor();
    expect(new URL(page.url()).searchParams.get("open")).toBe("a2");
  });

  it("have views under names, which say when they were changed", async () => {
    const server = await servers.start();
    addSome(server);
    const page = await openAlerts(server, `${range}&severity=critical`);
    await page.getByRole("button", { name: "Saved views" }).click();
    await page.getByRole("menuitem", { name: "Save as a new view" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Worst first");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Worst first" }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("Unsaved changes").waitFor();
    await expect.poll(() => shownIds(page), patience).toHaveLength(4);
    await page.getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => shownIds(page), patience).toEqual(["a1"]);
    const other = await openAlerts(server);
    await other.getByRole("button", { name: "Saved views" }).click();
    await other.getByRole("menuitem", { name: /^Worst first/ }).click();
    await expect.poll(() => shownIds(other), patience).toEqual(["a1"]);
  });

  it("are in Chinese for who reads Chinese", async () => {
    const server = await servers.start();
    addSome(server);
    const page = await openAlerts(server, range, "zh-CN");
    await page.getByRole("heading", { level: 1, name: "告警" }).waitFor();
    await page.getByText("共 4 条告警").waitFor();
    await rowOf(page, "a1").getByText("严重").waitFor();
    await rowOf(page, "a1").getByRole("checkbox").click();
    await page.getByText("已选 1 条").waitFor();
  });

  it("are on cards on a narrow screen", async () => {
    const server = await servers.start();
    addSome(server);
    const { page } = await pages.open(`${server.url}/alerts?${range}`, { width: 390 });
    await rowOf(page, "a1").getByText("WS-1 · ann").waitFor();
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^WS-2/ }).click();
    await expect.poll(() => shownIds(page), patience).toEqual(["a2"]);
    const width = await page.locator("html").evaluate((html) => html.scrollWidth);
    expect(width).toBe(390);
  });

  it("can be looked at by who may not triage, without anything to change them", async () => {
    const server = await servers.start({ config: { demo: false } });
    addSome(server);
    const password = "a long enough password";
    await asUser(server, "admin", server.firstUser?.password ?? "", "PUT", "me/password", {
      current: server.firstUser?.password,
      new: password,
    });
    const first = `${password} at first`;
    await asUser(server, "admin", password, "POST", "users", {
      name: "vic",
      role: "viewer",
      password: first,
    });
    await asUser(server, "vic", first, "PUT", "me/password", { current: first, new: password });
    const { page } = await pages.open(`${server.url}/alerts?${range}`);
    await page.getByRole("textbox", { name: "Name" }).fill("vic");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
    await rowOf(page, "a1").waitFor();
    expect(await page.getByRole("checkbox").count()).toBe(0);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("s");
    await page.getByRole("button", { name: "Saved views" }).click();
    await page.getByText("Nobody has saved a view yet.").waitFor();
    expect(await page.getByRole("menuitem", { name: "Save as a new view" }).count()).toBe(0);
    expect(await page.getByRole("toolbar").count()).toBe(0);
  });
});

async function asUser(
  server: WholeServer,
  name: string,
  password: string,
  method: string,
  path: string,
  body: unknown,
): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: {
      Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
}
