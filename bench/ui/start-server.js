// @ts-check
import { spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** @typedef {Awaited<ReturnType<typeof startChildServer>>} ChildServer */

const program = fileURLToPath(new URL("../../packages/server/dist/cli/main.js", import.meta.url));
/** A server with many alerts counts them before it answers. */
const startWithinMs = 120_000;

/**
 * Starts the built server over a data folder, open to this machine, and waits until it answers. Its log goes to a file beside
 * the folder.
 * @param {string} folder
 */
export async function startChildServer(folder) {
  const port = await freePort();
  const log = createWriteStream(`${folder}.log`, { flags: "a" });
  await new Promise((resolve) => log.once("open", resolve));
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [program, "serve", "--demo", "--data", folder, "--port", String(port)],
    { stdio: ["ignore", log, log] },
  );
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`the server has ended: see ${folder}.log`);
    if (performance.now() - startedMs > startWithinMs)
      throw new Error(`no answer of ${url}: see ${folder}.log`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    startMs: performance.now() - startedMs,
    /** Waits until live detection has judged all that has arrived; the seconds that it took. @returns {Promise<number>} */
    async caughtUp() {
      const beganMs = performance.now();
      for (;;) {
        const status = await (await fetch(`${url}/api/v1/status`)).json();
        if (status.live.waiting_bytes === 0) return (performance.now() - beganMs) / 1e3;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    /** Undefined where the system does not say. */
    memoryMb() {
      const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
      return found === null ? undefined : Math.round(Number(found[1]) / 1024);
    },
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** @param {string} url */
async function answers(url) {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
