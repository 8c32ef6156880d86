// @ts-check
// npm run screenshots [-- NAME …]: takes the pictures of docs/guide/tour.md into docs/guide/images, each in English and in Chinese;
// with names only those. Runs a server of its own with the demo, on a data folder that is deleted afterwards.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ensureBuilt } from "./ensure-built.js";

/** @typedef {import("playwright-core").Page} Page */

/**
 * What a picture shows. What is to be done first takes names of controls in the language of the page.
 * @typedef {object} Picture
 * @property {string} name of the file, without language and ending
 * @property {(demo: Demo) => string} path
 * @property {(page: Page, say: Say) => Promise<unknown>} ready ends when all that belongs into the picture is there
 */

/** @typedef {(english: string, chinese: string) => string} Say */

/** @typedef {{ alertId: string, process: Readonly<Record<string, string>> }} Demo */

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs/guide/images");
const size = { width: 1280, height: 800 };
/** Of a busy machine. */
const patienceMs = 60_000;
/** A server is asked for the address that a reader's server has, whichever port it got. */
const shownOrigin = "http://127.0.0.1:9200";

const typedQuery = `process where event.type == "start" and process.naem == "sc.exe"`;

/** @type {readonly Picture[]} */
const pictures = [
  {
    name: "home",
    path: () => "/",
    ready: (page) => page.getByRole("cell", { name: "WORKSTATION5" }).waitFor(),
  },
  {
    name: "alerts",
    path: ({ alertId }) => `/alerts?open=${alertId}`,
    async ready(page, say) {
      const panel = page.getByRole("dialog");
      await panel.getByText(say("was started", "后被")).first().waitFor();
      await panel.getByRole("link", { name: say("Why it matched", "命中原因") }).waitFor();
    },
  },
  {
    name: "alert",
    path: ({ alertId }) => `/alerts/${alertId}`,
    ready: (page, say) => page.getByText(say("of at most 1 min", "上限 1分钟")).waitFor(),
  },
  {
    name: "alert-why",
    path: ({ alertId }) => `/alerts/${alertId}?tab=why`,
    ready: (page, say) => page.getByRole("heading", { name: say("Stage 1", "阶段 1") }).waitFor(),
  },
  {
    name: "alert-guide",
    path: ({ alertId }) => `/alerts/${alertId}?tab=guide`,
    async ready(page) {
      const panel = page.locator("#panel-logons");
      await panel.getByText("ADMIN$").first().waitFor();
      await settled(page);
      await top(page, panel, 130);
    },
  },
  {
    name: "process-tree",
    path: ({ process }) => `/processes?${new URLSearchParams(process)}`,
    async ready(page) {
      await page.locator(".react-flow__node").nth(2).waitFor();
      await page.getByText("conhost.exe").first().waitFor();
    },
  },
  {
    name: "exception",
    path: ({ alertId }) => `/alerts/${alertId}`,
    async ready(page, say) {
      await page.getByRole("button", { name: say("Add exception", "添加例外") }).click();
      const form = page.getByRole("dialog");
      await form
        .getByRole("button", { name: /process\.executable/ })
        .first()
        .click();
      const dryRun = form.getByRole("region", { name: say("What it would have silenced", "试运行") });
      await dryRun.getByRole("link").first().waitFor();
      await form
        .getByRole("button", { name: say("Save", "保存") })
        .last()
        .scrollIntoViewIfNeeded();
    },
  },
  {
    name: "response",
    path: ({ alertId }) => `/alerts/${alertId}?tab=response`,
    ready: (page) => page.getByText("before-isolation.wfw").first().waitFor(),
  },
  {
    name: "rules",
    path: () => "/rules",
    ready: (page) => page.getByRole("link", { name: "Remote Execution via File Shares" }).waitFor(),
  },
  {
    name: "rule-editor",
    path: () => "/rules/new",
    async ready(page, say) {
      await writeQuery(page, typedQuery);
      await page.getByRole("button", { name: say("Replace with process.name", "process.name") }).waitFor();
    },
  },
  {
    name: "rule-preview",
    path: () => "/rules/new",
    async ready(page, say) {
      await page
        .getByRole("textbox", { name: say("Name", "名称"), exact: false })
        .first()
        .fill("sc.exe");
      await writeQuery(page, typedQuery.replace("naem", "name"));
      await page.getByRole("button", { name: say("Preview", "预览"), exact: true }).click();
      await page.getByRole("table").getByRole("cell").first().waitFor();
    },
  },
  {
    name: "explore",
    path: () => `/explore?${new URLSearchParams({ query: 'process where process.name == "sc.exe"' })}`,
    async ready(page) {
      await page.getByRole("table").getByText("sc.exe").first().waitFor();
    },
  },
  {
    name: "coverage",
    path: () => "/coverage",
    ready: (page) => page.getByText("T1021").first().waitFor(),
  },
  {
    name: "connect",
    path: () => "/settings",
    ready: (page) => page.getByText("KEY_ID:KEY_SECRET").waitFor(),
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !pictures.some((picture) => picture.name === name));
if (unknown.length > 0) {
  fail(`there is no picture ${unknown.join(", ")}: they are ${pictures.map(({ name }) => name).join(", ")}`);
}
if (!ensureBuilt()) process.exit(1);
// Only now is it there.
const { findChromium, noChromium } = await import(
  "../packages/server/dist/conformance/page/find-chromium.js"
);
const executablePath =
  findChromium(process.env) ??
  fail(`${noChromium}. Install one, or name it: EQLITE_CHROMIUM=/path/to/chromium npm run screenshots`);
const data = mkdtempSync(join(tmpdir(), "eqlite-screenshots-"));
const server = spawn(
  process.execPath,
  [join(root, "packages/server/dist/cli/main.js"), "serve", "--demo", "--port", "0", "--data", data],
  { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TZ: "UTC" } },
);
try {
  const { origin, alertId } = await started();
  await takeAll(origin, { alertId, process: await startedProcess(origin) });
} finally {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  if (server.exitCode === null && server.kill("SIGTERM")) await ended;
  rmSync(data, { recursive: true, force: true });
}

/**
 * The address of the server and the alert of the demo, as soon as there is one.
 * @returns {Promise<{ origin: string, alertId: string }>}
 */
function started() {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [, origin, alertId] = /(http:\/\/\S+)\/alerts\/([0-9a-f]{64})/.exec(said) ?? [];
      if (origin !== undefined && alertId !== undefined) resolve({ origin, alertId });
    });
    server.once("exit", () =>
      reject(new Error(`the server ended before the alert of the demo came:\n${said}`)),
    );
    setTimeout(() => reject(new Error(`the alert of the demo did not come:\n${said}`)), patienceMs).unref();
  });
}

/**
 * The parameters of the page of processes for the one that the alert is about.
 * @param {string} origin
 */
async function startedProcess(origin) {
  const filter = [
    { term: { "process.name": "b6a1458f396.exe" } },
    { term: { "event.type": "start" } },
    { exists: { field: "process.entity_id" } },
  ];
  const answer = await fetch(`${origin}/logs-*/_search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ size: 1, query: { bool: { filter } } }),
  });
  const { hits } = /** @type {any} */ (await answer.json());
  const event = hits.hits[0]._source;
  return { host: event.host.id, entity: event.process.entity_id };
}

/**
 * @param {string} origin
 * @param {Demo} demo
 */
async function takeAll(origin, demo) {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      `--host-resolver-rules=MAP ${new URL(shownOrigin).host} ${new URL(origin).host}`,
    ],
  });
  try {
    for (const language of /** @type {const} */ (["en", "zh-CN"])) {
      for (const picture of pictures) {
        if (wanted.length === 0 || wanted.includes(picture.name))
          await take(browser, picture, language, demo);
      }
    }
  } finally {
    await browser.close();
  }
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {Picture} picture
 * @param {"en" | "zh-CN"} language
 * @param {Demo} demo
 */
async function take(browser, picture, language, demo) {
  // A browser keeps drafts of rules: each picture begins without.
  const context = await browser.newContext({
    baseURL: shownOrigin,
    viewport: size,
    deviceScaleFactor: 1,
    colorScheme: "light",
    locale: language,
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(patienceMs);
  /** @type {Say} */
  const say = (english, chinese) => (language === "en" ? english : chinese);
  const page = await context.newPage();
  try {
    await page.goto(picture.path(demo));
    await picture.ready(page, say);
    await settled(page);
  } catch (error) {
    throw new Error(`${picture.name} (${language}) did not become what is to be shown`, { cause: error });
  }
  const path = join(folder, `${picture.name}${say("", ".zh-CN")}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  console.log(`${path}: ${Math.ceil(statSync(path).size / 1024)} KB`);
  await context.close();
}

/**
 * Ends when nothing on the page says that it is still being loaded. Pages ask for news again and again: no request is waited for.
 * @param {Page} page
 */
async function settled(page) {
  await page.waitForFunction(() => {
    const isInView = (/** @type {Element} */ element) => {
      const { top, bottom, width } = element.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < innerHeight;
    };
    const rooms = document.querySelectorAll(".mantine-Skeleton-root, .mantine-Loader-root, [aria-busy=true]");
    if ([...rooms].some(isInView)) return false;
    return ![...document.querySelectorAll("main *, [role=dialog] *")].some(
      (element) =>
        element.childElementCount === 0 &&
        /^(Looking|Counting|Loading|正在).*…$/.test(element.textContent ?? "") &&
        isInView(element),
    );
  });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
}

/**
 * Scrolls so that an element begins at a distance from the top.
 * @param {Page} page
 * @param {import("playwright-core").Locator} element
 * @param {number} distance
 */
async function top(page, element, distance) {
  const box = await element.boundingBox();
  await page.evaluate((y) => scrollTo({ top: y, behavior: "instant" }), (box?.y ?? 0) - distance);
}

/**
 * @param {Page} page
 * @param {string} query
 */
async function writeQuery(page, query) {
  const editor = page.locator(".cm-content").first();
  await editor.click();
  await page.keyboard.insertText(query);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`screenshots: ${message}`);
  process.exit(1);
}
