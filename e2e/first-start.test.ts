import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../packages/server/src/events/scratch-folder.test-support.ts";
import { skipsPages, testPages } from "./pages.test-support.ts";

const main = fileURLToPath(new URL("../packages/server/dist/cli/main.js", import.meta.url));
const folder = scratchFolder();
const pages = testPages();

/** A start with all that is replayed takes its time where a machine has much to do. */
const startMs = 60_000;

let child: ChildProcess | undefined;
let url = "";

// What `npm start` runs, in an empty folder and with the real time of day; ready when it has named the alert to look at.
async function startDemo(): Promise<void> {
  if (!existsSync(main)) throw new Error("The command is not built: run `npm run build` first.");
  const args = [main, "serve", "--demo", "--data", `${folder.path}/data`, "--port", "0"];
  const started = spawn(process.execPath, args, { env: { ...process.env, LC_ALL: "C", EQLITE_LANG: "" } });
  child = started;
  let out = "";
  let err = "";
  started.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  await new Promise<void>((resolve, reject) => {
    started.stdout.on("data", (text: Buffer) => {
      out += text.toString();
      if (/\/api\/v1\/alerts\/\w+[\s\S]*Ctrl-C stops/.test(out)) resolve();
    });
    started.once("close", () => reject(new Error(`the server ended: ${out}${err}`)));
  });
  url = /http:\S+/.exec(out)?.[0] ?? "";
}

interface Journey {
  readonly language: "en" | "zh-CN";
  readonly rule: string;
  readonly home: string;
  readonly openAlerts: string;
  readonly alerts: string;
  readonly panel: string;
  readonly whyLink: string;
  readonly overview: string;
  readonly timeline: string;
  readonly span: RegExp;
  readonly sentence: RegExp;
  readonly firstStage: string;
  readonly holds: string;
  readonly guide: string;
  /** Steps of the guide that nobody else works on. */
  readonly steps: readonly [number, number];
  readonly progress: (done: number) => string;
  readonly step: (number: number) => string;
  readonly markDone: RegExp;
  readonly write: string;
  readonly finding: string;
  readonly save: string;
  readonly exported: string;
  readonly formats: readonly [string, string];
  readonly findingsHeading: string;
}

const journeys: readonly Journey[] = [
  {
    language: "en",
    rule: "Remote Execution via File Shares",
    home: "Home",
    openAlerts: "Open alerts",
    alerts: "Alerts",
    panel: "Alert",
    whyLink: "Why it matched",
    overview: "Overview",
    timeline: "Time line",
    span: /72 ms of at most 1 min/,
    sentence:
      /^On WORKSTATION5, the file C:\\Windows\\b6a1458f396\.exe, written over a file share at .*, was started 72 ms later as b6a1458f396\.exe by cmd\.exe/,
    firstStage: "Stage 1",
    holds: "holds",
    guide: "Guide",
    steps: [1, 2],
    progress: (done) => `${done} of 18 steps done`,
    step: (number) => `Step ${number}`,
    markDone: /^Done: /,
    write: "Write: Finding",
    finding: "Finding",
    save: "Save and mark done",
    exported: "Export report",
    formats: ["As Markdown", "As HTML"],
    findingsHeading: "Findings",
  },
  {
    language: "zh-CN",
    rule: "通过文件共享远程执行程序",
    home: "首页",
    openAlerts: "未处理告警",
    alerts: "告警",
    panel: "告警",
    whyLink: "命中原因",
    overview: "概览",
    timeline: "时间线",
    span: /历时 72毫秒，上限 1分钟/,
    sentence:
      /^在 WORKSTATION5 上，文件 C:\\Windows\\b6a1458f396\.exe 于 .* 通过文件共享写入，72毫秒后被 cmd\.exe 启动，进程为 b6a1458f396\.exe/,
    firstStage: "阶段 1",
    holds: "成立",
    guide: "调查指南",
    steps: [3, 4],
    progress: (done) => `已完成 ${done}/18 步`,
    step: (number) => `第 ${number} 步`,
    markDone: /^完成[:：]/,
    write: "填写结论",
    finding: "结论",
    save: "保存并标记完成",
    exported: "导出报告",
    formats: ["Markdown 格式", "HTML 格式"],
    findingsHeading: "调查结论",
  },
];

describe.skipIf(skipsPages)("a newcomer's first start", () => {
  beforeAll(startDemo, startMs);
  afterAll(async () => {
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child?.once("close", resolve));
    child.kill("SIGKILL");
    await gone;
  });

  it.for(journeys)("leads from home to the report of the demo's alert ($language)", async (words) => {
    const { page } = await pages.open(url, { language: words.language });
    await page.getByRole("heading", { level: 1, name: words.home, exact: true }).waitFor();
    await page.getByText(words.openAlerts, { exact: true }).locator("..").getByText("1").first().waitFor();
    await page.getByRole("cell", { name: "WORKSTATION5" }).waitFor();

    await page.getByRole("link", { name: words.alerts, exact: true }).click();
    await page.getByRole("row", { name: words.rule }).click();
    const panel = page.getByRole("dialog", { name: words.panel, exact: true });
    expect(await panel.getByTestId("sentence").textContent()).toMatch(words.sentence);
    await panel.getByText(words.span).waitFor();
    await panel.getByRole("link", { name: words.whyLink }).click();

    const stage = page.getByRole("region", { name: words.firstStage, exact: true });
    await stage.getByRole("img", { name: words.holds, exact: true }).first().waitFor();
    await page.getByRole("tab", { name: words.overview, exact: true }).click();
    await page
      .getByRole("region", { name: words.timeline, exact: true })
      .getByText(/\+72 ?(ms|毫秒)/)
      .waitFor();

    await page.getByRole("tab", { name: words.guide, exact: true }).click();
    const [ticked, written] = words.steps;
    await page.getByText(words.progress(ticked - 1)).waitFor();
    await page
      .getByRole("region", { name: words.step(ticked), exact: true })
      .getByRole("checkbox", { name: words.markDone })
      .check();
    await page.getByText(words.progress(ticked)).waitFor();
    const step = page.getByRole("region", { name: words.step(written), exact: true });
    await step.getByRole("button", { name: words.write }).click();
    const finding = `**APT-Simulator** (${words.language})`;
    await step.getByRole("textbox", { name: words.finding }).fill(finding);
    await step.getByRole("button", { name: words.save }).click();
    await step.locator("strong", { hasText: "APT-Simulator" }).waitFor();
    await page.getByText(words.progress(written)).waitFor();

    const saved = async (format: string): Promise<string> => {
      await page.getByRole("button", { name: words.exported }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: format }).click();
      return readFile(await (await download).path(), "utf8");
    };
    const markdown = await saved(words.formats[0]);
    expect(markdown).toContain(`## ${words.findingsHeading}`);
    expect(markdown).toContain(`> ${finding}`);
    expect(markdown.match(/\[x\]/g)).toHaveLength(written);
    expect(markdown).toContain("5ddc0abc2c0da8195b7832ea1c27e0ebe6f2cc4eb379fefeebfbfd93df12a181");
    const html = await saved(words.formats[1]);
    expect(html).toContain(`<html lang="${words.language}">`);
    expect(html).toContain(`<h2>${words.findingsHeading}</h2>`);
    expect(html).toContain(`<pre>${finding}</pre>`);
    expect(html.match(/&#9745;/g)).toHaveLength(written);
    expect(html).not.toMatch(/<script|src=/);
  });
});
