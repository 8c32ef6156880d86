import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { lockDataFolder } from "./data-folder-lock.ts";

const scratch = scratchFolder();
const newFolder = (): string => join(mkdtempSync(join(scratch.path, "lock-")), "data");

test("a folder is locked once, and again when it was released", async () => {
  const folder = newFolder();
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toMatchObject({ code: "data-folder-in-use" });
  lock.release();
  lock.release();
  (await lockDataFolder(folder)).release();
});

test("the process that has the folder is named, and what it leaves when it is killed is taken over", async () => {
  const folder = newFolder();
  const built = new URL("../../dist/platform/data-folder-lock.js", import.meta.url).href;
  const script = `
    const { lockDataFolder } = await import(process.argv[1]);
    globalThis.lock = await lockDataFolder(process.argv[2]);
    process.stdout.write("locked");
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, built, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  await expect(lockDataFolder(folder)).rejects.toMatchObject({
    code: "data-folder-in-use",
    message: expect.stringContaining(`pid ${child.pid};`),
  });
  child.kill("SIGKILL");
  await exited;
  (await lockDataFolder(folder)).release();
});
