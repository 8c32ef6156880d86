// @ts-check
// npm start: builds what is not built, then shows the product at work.
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./ensure-built.js";
import { runNode } from "./run-node.js";

if (!ensureBuilt()) process.exit(1);
const main = fileURLToPath(new URL("../packages/server/dist/cli/main.js", import.meta.url));
runNode([main, "demo", ...process.argv.slice(2)]);
