import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const folder = scratchFolder();
const children = new Set<ChildProcess>();

beforeAll(() => {
  if (!existsSync(main)) throw new Error("The command is not built: run `npm run build` first.");
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly out: () => string;
  readonly exit: Promise<number | NodeJS.Signals | null>;
}

async function startProcess(args: readonly string[]): Promise<ServerProcess> {
  const env = { ...process.env, LC_ALL: "C", EQLITE_LANG: "" };
  const child = spawn(process.execPath, [main, "serve", "--port", "0", ...args], { env });
  children.add(child);
  let out = "";
  let err = "";
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  const exit = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => {
      children.delete(child);
      resolve(code ?? signal);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      out += text.toString();
      if (out.includes("Ctrl-C stops")) resolve();
    });
    void exit.then(() => reject(new Error(`the server ended: ${err}`)));
  });
  return { child, url: /http:\S+/.exec(out)?.[0] ?? "", out: () => out, exit };
}

describe.skipIf(process.platform === "win32")("signals", () => {
  it("one stops the server in good order", async () => {
    const server = await startProcess(["--data", `${folder.path}/once`, "--log-level", "silent"]);
    // An open connection does not hold it up.
    await (await fetch(`${server.url}/healthz`)).text();
    server.child.kill("SIGINT");
    expect(await server.exit).toBe(0);
    expect(server.out()).toMatch(/Stopping: .*\nStopped\. .*\n$/);
  });

  it("a second one ends it at once", async () => {
    const server = await startProcess(["--data", `${folder.path}/twice`, "--log-level", "silent", "--demo"]);
    // A request that is never finished holds up the graceful stop.
    const half = fetch(`${server.url}/_bulk`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) }),
      duplex: "half",
    } as RequestInit).catch(() => "cut off");
    // One that is answered after it shows that the other has arrived.
    await (await fetch(`${server.url}/healthz`)).text();
    server.child.kill("SIGTERM");
    while (!server.out().includes("Stopping")) await new Promise((resolve) => setTimeout(resolve, 10));
    server.child.kill("SIGINT");
    expect(await server.exit).toBe("SIGINT");
    expect(await half).toBe("cut off");
    expect(server.out()).not.toContain("Stopped");
  });
});
