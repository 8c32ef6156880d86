// @ts-check
import { spawn } from "node:child_process";

/**
 * Runs a script with this Node, on the same terminal, and ends this process the way the script ends.
 * @param {readonly string[]} args the script and its arguments
 */
export function runNode(args) {
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  // Ctrl-C reaches the script from the terminal itself; this process only has to outlive it.
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`cannot start ${process.execPath}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
