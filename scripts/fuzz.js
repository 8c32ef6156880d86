// @ts-check
// npm run fuzz -- [--pairs N] [--seed N]: compares each way to judge events with the reference path, on random conditions
// and random lines. Ends with exit code 1 at the first pair in which they differ, and prints it as small as it gets.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runNode } from "./run-node.js";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "1000000" },
    // Another one with each run, unless an old run is to be repeated.
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^\d{1,15}$/.test(value)) {
    console.error(`--${name} takes a whole number, not ${JSON.stringify(value)}`);
    process.exit(2);
  }
}

console.log(`npm run fuzz -- --pairs ${values.pairs} --seed ${values.seed}`);
process.env["EQLITE_FUZZ_PAIRS"] = values.pairs;
process.env["EQLITE_FUZZ_SEED"] = values.seed;
// The engines and the generators are TypeScript that no build makes: the test runner loads them as they are.
const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
runNode([
  "node_modules/vitest/vitest.mjs",
  "run",
  "packages/core/src/kernel/fuzz/fuzz.test.ts",
  "--testNamePattern=gives what the reference path gives",
  "--disable-console-intercept",
]);
