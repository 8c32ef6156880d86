// @ts-check
// npm run faults [-- NAME …]: puts whole servers through what must not bring them down, all faults or those that are named,
// and prints a line for each. Ends with 1 where one was not survived. docs/faults.md lists them beside those that are tests.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "./fault.js";
import { fieldNames } from "./field-names.js";
import { heldConnections } from "./held-connections.js";
import { killed } from "./killed.js";
import { oneHost } from "./one-host.js";
import { wildRule } from "./wild-rule.js";

/** @type {Record<string, import("./fault.js").Fault>} */
const faults = {
  killed,
  "field-names": fieldNames,
  "held-connections": heldConnections,
  "one-host": oneHost,
  "wild-rule": wildRule,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in faults));
if (unknown.length > 0) {
  console.error(`There is no fault ${unknown.join(", ")}. Name some of: ${Object.keys(faults).join(", ")}.`);
  process.exit(2);
}

let lost = 0;
for (const [name, { title, run }] of Object.entries(faults)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), "eqlite-fault-"));
  /** @type {import("./fault.js").Server[]} */
  const started = [];
  const beganMs = performance.now();
  try {
    const seen = await run({
      folder,
      async start(options) {
        const server = await startServer(options);
        started.push(server);
        return server;
      },
    });
    report("survived", `${title}: ${seen}`);
  } catch (error) {
    lost += 1;
    report("LOST", `${title}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    for (const server of started) await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }

  /**
   * @param {string} outcome
   * @param {string} text
   */
  function report(outcome, text) {
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    console.log(`${outcome.padEnd(9)} ${name.padEnd(17)} ${text} (${seconds} s)`);
  }
}
process.exitCode = lost === 0 ? 0 : 1;
