// @ts-check
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findChromium, noChromium } from "../../packages/server/dist/conformance/page/find-chromium.js";
import { watchPage } from "./watch-page.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} Context */
/** @typedef {Awaited<ReturnType<typeof openBrowser>>} BenchBrowser */

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** A page that takes longer is broken. */
const pageMs = 120_000;

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Finds a Chromium whose pages are watched. Each visitor has a browser and a profile of their own on disk, as people have: what
 * a private window keeps in memory is not what a second visit finds. Throws where there is none.
 */
export async function openBrowser() {
  const executablePath = findChromium(process.env);
  if (executablePath === undefined) throw new Error(noChromium);
  /** @type {(() => Promise<void>)[]} */
  const open = [];
  return {
    version: execFileSync(executablePath, ["--version"], { encoding: "utf8" }).trim(),
    /** A browser that was never here: nothing is in its cache. @returns {Promise<Context>} */
    async newVisitor({
      width = 1280,
      height = 800,
      scheme = /** @type {"light" | "dark"} */ ("light"),
    } = {}) {
      const profile = mkdtempSync(join(tmpdir(), "eqlite-ui-bench-profile-"));
      const context = await chromium.launchPersistentContext(profile, {
        executablePath,
        args: switches,
        viewport: { width, height },
        colorScheme: scheme,
        locale: "en",
        timezoneId: "UTC",
      });
      const close = async () => {
        await context.close();
        rmSync(profile, { recursive: true, force: true });
      };
      open.push(close);
      context.setDefaultTimeout(pageMs);
      await context.addInitScript(watchPage);
      return context;
    },
    async close() {
      for (const close of open) await close();
    },
  };
}

/**
 * Opens an address in a page of its own, and waits until it has what it shows.
 * @param {Context} context
 * @param {string} url
 * @param {string} ready what is there when the page is usable
 */
export async function openPage(context, url, ready) {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: "commit" });
  const usableMs = await page.evaluate((selector) => globalThis.benchWatch.settled(selector), ready);
  return { page, usableMs };
}

/** Sum of layout shifts so far that nobody caused, as browsers count them. @param {Page} page */
export function layoutShift(page) {
  return page.evaluate(() => globalThis.benchWatch.shift());
}

/** What axe finds serious or critical: rule ids with the first element of each. @param {Page} page @returns {Promise<string[]>} */
export async function seriousFindings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"] }),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html?.slice(0, 120)}`);
}
