// @ts-check
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "./child-process.js";

/** @typedef {import("./child-process.js").Child} Child */
/** @typedef {Awaited<ReturnType<typeof startBenchServer>>} BenchServer */

/**
 * @typedef {object} ServerSetting
 * @property {string} folder in which it makes its data folder
 * @property {string} rules folder of rule files
 * @property {boolean} live
 * @property {boolean} scheduled
 * @property {string | undefined} profile folder for a profile of its processor time
 */

/**
 * Starts a server in a process of its own, and makes an API key for whoever sends.
 * @param {ServerSetting} setting
 */
export async function startBenchServer({ profile, ...setting }) {
  mkdirSync(setting.folder, { recursive: true });
  const profiling = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const child = await startChild("serve-child.js", profiling);
  const { url, firstUser, startMs, rules } = await child.ask("start", setting);
  const authorization =
    firstUser === undefined ? "" : await createApiKey(url, firstUser.name, firstUser.password);
  return { child, url, authorization, startMs, rules, dataFolder: join(setting.folder, "data") };
}

/** @param {string} url @param {string} name @param {string} first the password that has to be changed */
async function createApiKey(url, name, first) {
  const password = randomUUID();
  await ask(url, `${name}:${first}`, "PUT", "/api/v1/me/password", { current: first, new: password });
  const answer = await ask(url, `${name}:${password}`, "POST", "/_security/api_key", { name: "bench" });
  const { encoded } = /** @type {{ encoded: string }} */ (await answer.json());
  return `ApiKey ${encoded}`;
}

/**
 * @param {string} url
 * @param {string} credentials
 * @param {string} method
 * @param {string} path
 * @param {object} body
 */
async function ask(url, credentials, method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Bytes of all files below a folder. @param {string} folder @returns {number} */
export function folderBytes(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

/** @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
}
