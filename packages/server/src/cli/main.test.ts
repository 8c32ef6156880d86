import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createWriteStream, existsSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { fileEvent, startEvent } from "../scan/defend-events.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";

const built = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const main = built("cli/main.js");

const folder = scratchFolder();
const rules = repositoryPath("rules");
const logs = folder.write("logs.ndjson", [fileEvent(), startEvent()]);
const line = `${JSON.stringify(fileEvent())}\n`;

beforeAll(() => {
  if (!existsSync(main)) throw new Error("The command is not built: run `npm run build` first.");
});

/** Runs the built command to its end. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C", EQLITE_LANG: "", ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

function start(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  readonly err: () => string;
} {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let err = "";
  child.stderr?.on("data", (text: Buffer) => {
    err += text.toString();
  });
  // "close", not "exit": only then has all that was written arrived.
  const exit = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  return { child, exit, err: () => err };
}

describe("the built command", () => {
  it.each([
    ["an alert", ["scan", logs, "--rules", rules], 0],
    ["an alert that was asked to fail", ["scan", logs, "--rules", rules, "--fail-on-alert"], 1],
    ["wrong usage", ["scan", "--nonsense"], 2],
    ["a missing file", ["scan", `${folder.path}/missing`], 3],
  ])("exit code of %s", (_, args, code) => {
    expect(run(args).code).toBe(code);
  });

  it("writes no colours and no progress where nobody watches, whatever the environment says", () => {
    const { out, err } = run(["scan", logs, `${folder.path}/missing`, "--rules", rules], {
      FORCE_COLOR: "1",
      TERM: "xterm-256color",
    });
    expect(out + err).toContain("unreadable");
    expect(out + err).not.toContain("\u001b");
    expect(out + err).not.toContain("\r");
  });

  it("speaks the language of the environment", () => {
    expect(run(["scan", logs, "--rules", rules], { LC_ALL: "zh_CN.UTF-8" }).err).toContain("条告警");
    expect(run(["scan", logs, "--rules", rules], { EQLITE_LANG: "en", LC_ALL: "zh_CN.UTF-8" }).err).toContain(
      "1 alert.",
    );
  });

  it("finds the bundled rule and recording on its own", () => {
    const { code, out } = run(["demo"]);
    expect(out).toContain("b6a1458f396.exe");
    expect(code).toBe(0);
  });

  it("a reader that goes away early is no error", async () => {
    const big = folder.write("big.ndjson", line.repeat(20_000));
    const { child, exit, err } = start(["convert", big]);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.stdout?.destroy();
    expect(await exit).toBe(0);
    expect(err()).toBe("");
  });

  it("goes on when nobody reads its notes", async () => {
    const { child, exit } = start([
      "scan",
      `${folder.path}/missing`,
      logs,
      "--rules",
      rules,
      "--format",
      "ndjson",
    ]);
    child.stderr?.destroy();
    let out = "";
    child.stdout?.on("data", (text: Buffer) => {
      out += text.toString();
    });
    expect(await exit).toBe(3);
    expect(out.split("\n")).toHaveLength(2);
  });

  it("takes /dev/stdout for standard output", () => {
    if (process.platform === "win32") return;
    const { out, code } = run(["scan", logs, "--rules", rules, "--output", "/dev/stdout"]);
    expect(code).toBe(0);
    expect(out).toContain("Remote Execution");
  });
});

/**
 * Feeds events to a pipe without end until the command that reads it has ended. The command can thus only end by
 * being interrupted, however fast the machine is.
 */
async function feedUntilExit(
  pipe: string,
  exit: Promise<number | null>,
  onTick: (isBeingRead: boolean) => void,
): Promise<number | null> {
  let isBeingRead = false;
  const stream = createWriteStream(pipe);
  // A pipe opens when somebody opens its other end.
  stream.on("open", () => {
    isBeingRead = true;
  });
  stream.on("error", () => {
    // The reader has gone.
  });
  const timer = setInterval(() => {
    if (isBeingRead) stream.write(line.repeat(500));
    onTick(isBeingRead);
  }, 20);
  const code = await exit;
  clearInterval(timer);
  stream.destroy();
  return code;
}

describe.skipIf(process.platform === "win32")("Ctrl-C", () => {
  const interrupted: readonly (readonly [string, (pipe: string) => readonly string[], boolean])[] = [
    // Written while it is read: the temporary file is there when the signal comes.
    ["convert", (pipe) => ["convert", pipe], true],
    // Written at the end: the signal comes in the middle of the reading.
    ["scan", (pipe) => ["scan", pipe, "--rules", rules, "--format", "ndjson"], false],
    ["query", (pipe) => ["query", "file where ?acme.unknown == 1", pipe], false],
  ];

  it.each(interrupted)("during %s leaves no file behind", async (name, args, awaitsTemporary) => {
    const pipe = `${folder.path}/${name}/pipe`;
    const output = `${folder.path}/${name}/out/result.ndjson`;
    await mkdir(dirname(output), { recursive: true });
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    const { child, exit, err } = start([...args(pipe), "--output", output]);
    let isSent = false;
    const code = await feedUntilExit(pipe, exit, (isBeingRead) => {
      const hasTemporary = readdirSync(dirname(output)).some((file) => file.endsWith(".part"));
      if (!isSent && isBeingRead && hasTemporary === awaitsTemporary) isSent = child.kill("SIGINT");
    });
    expect(isSent).toBe(true);
    expect(code).toBe(130);
    expect(readdirSync(dirname(output))).toEqual([]);
    expect(err()).toBe("Interrupted. No output file was written.\n");
  });
});

describe("the built conformance runner", () => {
  const runner = built("conformance/main.js");
  const runSuite = (...args: readonly string[]) =>
    spawnSync(process.execPath, [runner, ...args], { encoding: "utf8" });

  it("ends with the counts and the exit code", () => {
    const { status, stdout } = runSuite(repositoryPath("conformance"));
    expect(stdout).toBe("475 passed, 0 failed\n");
    expect(status).toBe(0);
  });

  it.each([
    ["no folder", []],
    ["a folder that is no suite", [folder.path]],
  ])("exit code 2 for %s", (_, args) => {
    const { status, stderr } = runSuite(...args);
    expect(stderr).not.toContain("    at ");
    expect(status).toBe(2);
  });
});
