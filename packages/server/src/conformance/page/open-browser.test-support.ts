import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PageContent, type PageServer, servePage } from "./serve-page.test-support.ts";

/** A headless Chromium with one page at a time. */
export interface Browser {
  /**
   * Opens a page and gives back what its script returns. Throws whatever went wrong there; after a page that did not
   * answer the browser is of no more use. One call at a time.
   */
  run(content: PageContent, timeoutMs: number): Promise<unknown>;
  close(): Promise<void>;
}

/** How much of what Chromium says is kept to explain a failure. */
const maxSaidChars = 8 * 1024;
/** How long Chromium may take to end before it is ended by force. */
const endGraceMs = 5_000;

const chromiumOptions = [
  "--headless=new",
  // Its sandbox does not work for root or in most containers; the page is ours alone.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-proxy-server",
  "--password-store=basic",
  "--use-mock-keychain",
];

/** Starts a Chromium with the first page that is run. */
export function openBrowser(chromium: string): Browser {
  let started: StartedChromium | undefined;
  /** The server of the page that is open. */
  let open: PageServer | undefined;
  return {
    async run(content, timeoutMs) {
      const server = await servePage(content);
      const before = open;
      open = server;
      // A start takes seconds, so the page that has answered goes on to the next one.
      if (started === undefined) started = startChromium(chromium, server.url);
      else before?.leaveFor(server.url);
      const { value, problems } = await firstOf(server.answer, started, timeoutMs);
      await before?.close();
      if (problems.length > 0) throw new Error(`in the page: ${problems.join("\n")}`);
      return value;
    },
    async close() {
      await started?.end();
      await open?.close();
    },
  };
}

interface StartedChromium {
  /** Why there will be no answer any more. */
  readonly ended: Promise<string>;
  /** What Chromium has said last. */
  said(): string;
  end(): Promise<void>;
}

function startChromium(chromium: string, url: string): StartedChromium {
  const profile = mkdtempSync(join(tmpdir(), "eqlite-chromium-"));
  const child = spawn(chromium, [...chromiumOptions, `--user-data-dir=${profile}`, url], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said = (said + piece.toString("utf8")).slice(-maxSaidChars);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", ({ message }) => resolve(`Chromium cannot be started: ${message}`));
    // "close", not "exit": only then has all that was said arrived.
    child.once("close", (code, signal) => {
      resolve(`Chromium ended (${signal ?? `exit code ${code}`}) before the page had answered`);
    });
  });
  return {
    ended,
    said: () => said,
    async end() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), endGraceMs);
      await ended;
      clearTimeout(force);
      // Its helper processes may still be writing for a moment.
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** The answer of the page, or an error that says why there is none. */
async function firstOf<T>(answer: Promise<T>, chromium: StartedChromium, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, `no answer from the page within ${timeoutMs} ms`);
  });
  const failure = Promise.race([chromium.ended, late]).then((what) => {
    const said = chromium.said().trim();
    throw new Error(said === "" ? what : `${what}; it said:\n${said}`);
  });
  try {
    return await Promise.race([answer, failure]);
  } finally {
    clearTimeout(timer);
    // Where the answer came first, nobody waits for the failure any more.
    failure.catch(() => undefined);
  }
}
