// @ts-check
// npm start: builds what is not built, then starts the server with the demo in it.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./ensure-built.js";
import { runNode } from "./run-node.js";

if (!ensureBuilt()) process.exit(1);
const main = fileURLToPath(new URL("../packages/server/dist/cli/main.js", import.meta.url));
const args = process.argv.slice(2);
const isFolderChosen =
  args.some((arg) => arg === "--data" || arg.startsWith("--data=")) || process.env.EQLITE_DATA;
// npm runs scripts in the folder of the package, and INIT_CWD is where the person is.
const folder = join(process.env.INIT_CWD ?? process.cwd(), "eqlite-data");
runNode([main, "serve", "--demo", ...(isFolderChosen ? [] : ["--data", folder]), ...args]);
