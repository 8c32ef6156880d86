import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { createStateValues } from "../platform/state-values.ts";
import { idsOf, makeAlert, openAlertStore } from "./alert-store.test-support.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const batchSize = 40;

/** Runs as built, in a process of its own: adds alerts and moves a cursor with them, until it is killed. */
const program = `
  import { openDatabase } from ${JSON.stringify(built("platform/database.js"))};
  import { createStateValues } from ${JSON.stringify(built("platform/state-values.js"))};
  import { createAlertStore } from ${JSON.stringify(built("alerts/alert-store.js"))};
  const [path, batchSize, template] = process.argv.slice(1);
  const database = openDatabase(path);
  const alerts = createAlertStore(database);
  const values = createStateValues(database);
  for (let batch = Number(values.get("cursor") ?? 0) + 1; ; batch += 1) {
    database.transaction(() => {
      alerts.add(Array.from({ length: Number(batchSize) }, (_, index) => (
        { ...JSON.parse(template), id: batch + "-" + index })));
      values.set("cursor", batch);
    });
    process.stdout.write(batch + "\\n");
  }`;

function built(file: string): string {
  return new URL(`../../dist/${file}`, import.meta.url).href;
}

/** Kills the process once it has said to have kept so many batches; returns the last one it has said. */
async function addUntilKilled(batches: number): Promise<number> {
  const template = JSON.stringify(makeAlert({ id: "template" }));
  const child = spawn(
    process.execPath,
    ["--input-type=module", "-e", program, folder.path(), String(batchSize), template],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > batches) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  return Number(said.trim().split("\n").at(-1));
}

it("a process that is killed while it adds keeps whole transactions, and what it said it has kept", async () => {
  let kept = 0;
  for (const batches of [1, 3, 7]) {
    const said = await addUntilKilled(batches);
    const database = folder.open();
    const cursor = Number(createStateValues(database).get("cursor"));
    // The one that it was about to tell may be there too.
    expect(cursor).toBeGreaterThanOrEqual(said);
    expect(cursor).toBeGreaterThan(kept);
    const ids = idsOf(openAlertStore(database));
    expect(ids).toHaveLength(cursor * batchSize);
    expect(new Set(ids).size).toBe(ids.length);
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    database.close();
    kept = cursor;
  }
});
