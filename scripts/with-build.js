// @ts-check
// node scripts/with-build.js SCRIPT [ARGUMENTS…]: builds what is not built, then runs the script.
import { ensureBuilt } from "./ensure-built.js";
import { runNode } from "./run-node.js";

if (process.argv.length < 3) {
  console.error("usage: node scripts/with-build.js SCRIPT [ARGUMENTS…]");
  process.exit(2);
}
if (!ensureBuilt()) process.exit(1);
runNode(process.argv.slice(2));
