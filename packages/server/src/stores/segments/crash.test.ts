import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { segmentStores } from "./segment-store.test-support.ts";

const { newFolder, open } = segmentStores();
const builtStore = new URL("../../../dist/stores/segments/segment-store.js", import.meta.url);

/** Appends without end, eight at a time, and says what was acknowledged. */
const script = `
const { openSegmentStore } = await import(process.argv[1]);
const store = await openSegmentStore({ folder: process.argv[2], segmentBytes: 20000 });
let n = 0;
const run = async () => {
  for (;;) {
    const number = n++;
    const entry = (name) => {
      const lines = Buffer.from(JSON.stringify({ number, name, filling: "x".repeat(number % 900) }) + "\\n");
      return { dataStream: name, lines, count: 1, ids: new Map() };
    };
    const blocks = await store.append([entry("logs-a"), entry("logs-" + (number % 3))], Date.now());
    process.stdout.write(JSON.stringify({ number, positions: blocks.map((block) => block.position) }) + "\\n");
  }
};
for (let i = 0; i < 8; i += 1) void run();
`;

test("what was acknowledged is found after the process was killed, also several times", async () => {
  const folder = newFolder();
  const acknowledged: { readonly number: number; readonly positions: readonly number[] }[] = [];
  for (const count of [40, 150, 7]) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, builtStore.href, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(JSON.parse(line));
      seen += 1;
      if (seen === count) child.kill("SIGKILL");
    }
    await exited;
    expect(seen).toBeGreaterThanOrEqual(count);
  }
  const { store } = await open({ folder });
  const loaded = await store.load(acknowledged.flatMap(({ positions }) => positions));
  for (const { number, positions } of acknowledged) {
    expect(positions.map((position) => loaded.get(position)?.document["number"])).toEqual([number, number]);
  }
  expect(new Set(acknowledged.flatMap(({ positions }) => positions)).size).toBe(acknowledged.length * 2);
});
