import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, expect } from "vitest";
import { findChromium, noChromium } from "../packages/server/src/conformance/page/find-chromium.ts";

const executablePath = findChromium(process.env);

/** Whether tests in a browser are left out: there is none here, and nothing says that there must be. */
export const skipsPages = executablePath === undefined && process.env["EQLITE_REQUIRE_CHROMIUM"] !== "1";
if (skipsPages) console.warn(`Skipped: the pages in a browser, because ${noChromium}.`);

/** Time for what a page does by itself, on a machine that has other things to do. */
const actionMs = 20_000;

export interface OpenPageOptions {
  readonly language?: "en" | "zh-CN";
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

/** A page of a browser of its own session, and what went wrong in it. */
export interface TestPage {
  readonly page: Page;
  /** Errors of scripts and of the console, among them what the content security policy has refused. */
  readonly problems: readonly string[];
}

export interface Pages {
  /** Opens an address. Requests to any other host fail the test. */
  open(url: string, options?: OpenPageOptions): Promise<TestPage>;
}

/** One browser for a file of tests; its pages are closed after each test, and none may have had a problem. */
export function testPages(): Pages {
  let browser: Promise<Browser> | undefined;
  const opened: TestPage[] = [];
  afterEach(async () => {
    for (const { page, problems } of opened.splice(0)) {
      await page.context().close();
      expect(problems).toEqual([]);
    }
  });
  afterAll(async () => (await browser)?.close());
  return {
    async open(url, { language = "en", width = 1280, height = 800, scheme = "light" } = {}) {
      if (executablePath === undefined) throw new Error(noChromium);
      browser ??= chromium.launch({
        executablePath,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      const context = await (await browser).newContext({
        locale: language,
        viewport: { width, height },
        colorScheme: scheme,
        timezoneId: "UTC",
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.setDefaultTimeout(actionMs);
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !isFailedRequest(message.text())) problems.push(message.text());
      });
      const { origin } = new URL(url);
      page.on("request", (request) => {
        const asked = request.url();
        if (!asked.startsWith(origin) && /^https?:/.test(asked)) problems.push(`a request to ${asked}`);
      });
      const test = { page, problems };
      opened.push(test);
      await page.goto(url);
      return test;
    },
  };
}

/** A browser reports each request that failed or was refused; what pages say of it is tested where it happens. */
function isFailedRequest(text: string): boolean {
  return text.startsWith("Failed to load resource: ");
}
