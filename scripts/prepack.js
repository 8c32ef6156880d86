// @ts-check
// Runs before a package is packed: what is packed is what the sources say now.
import { ensureBuilt } from "./ensure-built.js";

process.exitCode = ensureBuilt() ? 0 : 1;
