import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { builtInCatalogue } from "@eqlite/core/events";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withDemoAliases } from "../packages/server/src/serve/demo/demo-index-aliases.ts";
import { replayDemo } from "../packages/server/src/serve/demo/replay-demo.ts";
import {
  testConfig,
  type WholeServer,
  wholeServers,
} from "../packages/server/src/serve/whole-server.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const servers = wholeServers();
const pages = testPages();
const recording = fileURLToPath(new URL("../recordings/demo/aptsimulator_cobaltstrike.zip", import.meta.url));
const ruleId = "f9bb25ab-28c6-475a-91b1-3f990bfea952";
const patience = { timeout: 30_000 };

async function withRecording(): Promise<{ readonly server: WholeServer; readonly alertId: string }> {
  const { indexAliases } = testConfig(servers.newFolder());
  const server = await servers.start({ config: { indexAliases: withDemoAliases(indexAliases) } });
  const { ingest, clock } = server;
  await replayDemo({ path: recording, ingest, catalogue: builtInCatalogue(), clock });
  await server.detection.live?.caughtUp();
  const answer = await fetch(`${server.url}/api/v1/alerts`);
  const { alerts } = (await answer.json()) as { alerts: readonly { id: string }[] };
  return { server, alertId: alerts[0]?.id ?? "" };
}

/** Which panels stand beside which step, by the numbers of the steps and the places of the panels. */
async function panelsOf(page: Page): Promise<readonly string[]> {
  await page.locator("[data-step]").first().waitFor(patience);
  return await page
    .locator("[data-step]")
    .evaluateAll((steps) =>
      steps.map((step) => [...step.querySelectorAll('[id^="panel-"]')].map(({ id }) => id).join(" ")),
    );
}

describe.skipIf(skipsPages)("rules in the reader's language", () => {
  it("an alert is read in Chinese, with the panels of the original, which is one click away", {
    timeout: 240_000,
  }, async () => {
    const { server, alertId } = await withRecording();
    const { page: english } = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`);
    const { page } = await pages.open(`${server.url}/alerts/${alertId}?tab=guide`, { language: "zh-CN" });
    await page.getByRole("heading", { level: 1, name: "通过文件共享远程执行程序" }).waitFor(patience);
    await page.getByText("往上追进程链").waitFor(patience);
    await page.getByText("告警前后本机的登录").waitFor(patience);
    const panels = await panelsOf(page);
    expect(panels).toEqual(await panelsOf(english));
    expect(panels.filter((ids) => ids !== "").length).toBeGreaterThan(4);

    // A step that is done in one language is done in the other.
    await page.locator("[data-step]").nth(2).getByRole("checkbox").check();
    await page.getByText("已完成 1/18 步").waitFor(patience);
    await english.reload();
    await english.getByText("1 of 18 steps done").waitFor(patience);
    expect(await english.locator("[data-step]").nth(2).getByRole("checkbox").isChecked()).toBe(true);

    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出报告" }).click();
    await page.getByRole("menuitem", { name: /Markdown/ }).click();
    const markdown = await readFile(await (await saving).path(), "utf8");
    expect(markdown).toContain("通过文件共享远程执行程序");
    expect(markdown).toContain("看看还有什么文件经 SMB 落到本机");

    await page.getByRole("button", { name: "查看原文" }).click();
    await page.getByText("Follow the process upwards.").waitFor();
    await page.getByRole("heading", { level: 1, name: "Remote Execution via File Shares" }).waitFor();
    await page.getByRole("button", { name: "查看译文" }).click();
    await page.getByRole("tab", { name: "概览" }).click();
    await page.getByText("本机上有一个可执行文件由 Windows 内核进程写入，并在一分钟之内被启动。").waitFor();
    await page.getByText("管理员通过映射盘把安装包拷到服务器上，随即就地运行。").waitFor();
    await page.getByRole("tab", { name: "响应处置" }).click();
    await page.getByText("隔离本机；如果来源主机也归你管理，一并隔离。").waitFor();
    expect(await english.getByRole("button", { name: /original/ }).count()).toBe(0);
  });

  it("the page of a rule and the lists are in Chinese, and lead to the alerts", {
    timeout: 240_000,
  }, async () => {
    const { server, alertId } = await withRecording();
    const { page } = await pages.open(`${server.url}/rules`, { language: "zh-CN" });
    await page.getByRole("link", { name: "通过文件共享远程执行程序" }).click();
    await page.getByRole("heading", { level: 1, name: "通过文件共享远程执行程序" }).waitFor();
    await page.getByRole("tab", { name: "调查指南" }).click();
    await page.getByText("往上追进程链").waitFor(patience);
    await page.getByText("本规则需要同一台 Windows 主机的进程启动事件").waitFor();
    await page.getByRole("link", { name: /^未处理 1$/ }).click();
    await expect.poll(() => new URL(page.url()).pathname, patience).toBe("/alerts");
    const { searchParams } = new URL(page.url());
    expect(searchParams.get("rule")).toContain(ruleId);
    expect(searchParams.get("status")).toContain("open");
    // The server's clock stands still in tests, and the browser's does not.
    await page.goto(`${page.url()}&from=2026-06-01`);
    await page.locator(`[data-alert="${alertId}"]`).getByText("通过文件共享远程执行程序").waitFor(patience);
  });
});
