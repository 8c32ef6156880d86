import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { serve, stopServersAfterTests } from "./serve.test-support.ts";
import { runCommand } from "./terminal.test-support.ts";

const folder = scratchFolder();
const inFolder = (name: string): string => `${folder.path}/${name}`;
stopServersAfterTests();

const quiet = ["--log-level", "silent"];

/** Sends events one body after the other until it is stopped, over three data streams. */
function sender(url: string) {
  let acknowledged = 0;
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const lines = Array.from({ length: 30 }, (_, at) => {
        const number = acknowledged + at;
        return `{"create":{"_index":"logs-load.${number % 3}-default"}}\n{"number":${number}}\n`;
      });
      const answer = await fetch(`${url}/_bulk`, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson" },
        body: lines.join(""),
      });
      expect(await answer.json()).toMatchObject({ errors: false });
      acknowledged += lines.length;
    }
  };
  const running = run();
  return {
    acknowledged: () => acknowledged,
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

async function numbersOf(url: string): Promise<readonly number[]> {
  const answer = await fetch(`${url}/logs-load*/_search?size=10000&_source=number`);
  const { hits } = (await answer.json()) as {
    hits: { hits: readonly { _source: { number: number } }[] };
  };
  return hits.hits.map(({ _source: { number } }) => number).toSorted((a, b) => a - b);
}

it("a copy that was made while events came has all that were acknowledged before, and goes on from there", async () => {
  const data = inFolder("data");
  mkdirSync(data);
  writeFileSync(`${data}/eqlite.yaml`, "enforce_index: false\n");
  // With what the demo has found, there is an alert in the state.
  const server = await serve(["--data", data, "--demo", ...quiet]);
  const load = sender(server.url);
  while (load.acknowledged() < 300) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = load.acknowledged();
  const copy = inFolder("copy");
  const { code, out, err } = await runCommand(["backup", copy, "--data", data]);
  await load.stop();
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^\d+ files, [\d.]+ KiB, copied to /);
  expect(existsSync(`${copy}.unfinished`)).toBe(false);
  expect(statSync(copy).mode & 0o777).toBe(0o700);
  expect(readdirSync(copy).toSorted()).toEqual(["eqlite.yaml", "events", "state.db"]);
  expect(readdirSync(`${copy}/events`).filter((name) => name.startsWith("lock"))).toEqual([]);

  const restored = await serve(["--data", copy, "--demo", ...quiet]);
  const numbers = await numbersOf(restored.url);
  expect(numbers.length).toBeGreaterThanOrEqual(before);
  expect(numbers.slice(0, before)).toEqual(Array.from({ length: before }, (_, number) => number));
  const alerts = await fetch(`${restored.url}/api/v1/alerts`);
  expect(await alerts.json()).toMatchObject({ total: 1 });
  const more = sender(restored.url);
  while (more.acknowledged() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await more.stop();
  expect(restored.errText()).toBe("");
});

it("says what is wrong with a folder", async () => {
  const data = inFolder("small");
  await (await serve(["--data", data, ...quiet])).stop();
  mkdirSync(inFolder("there"));
  mkdirSync(inFolder("half.unfinished"));
  for (const [target, from, said] of [
    ["copy-of-nothing", "nothing", "is no data folder of a server: state.db is missing"],
    ["there", "small", "is there already"],
    ["half", "small", "half.unfinished is there already"],
    ["small/copy", "small", "lies in the data folder"],
    ["small", "small", "lies in the data folder"],
  ] as const) {
    const { code, err } = await runCommand(["backup", inFolder(target), "--data", inFolder(from)]);
    expect([target, code]).toEqual([target, 4]);
    expect(err).toContain(said);
  }
  expect((await runCommand(["backup", inFolder("stopped"), "--data", data])).code).toBe(0);
});
