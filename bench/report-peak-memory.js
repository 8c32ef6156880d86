// @ts-check
// For `node --import`: writes the most memory that the process ever took to the file that is named in the environment.
import { readFileSync, writeFileSync } from "node:fs";

const path = process.env["EQLITE_BENCH_PEAK_FILE"];
if (path !== undefined) process.on("exit", () => writeFileSync(path, String(peakKilobytes() * 1024)));

/**
 * Linux carries `maxRSS` of the process that started this one over: the benchmark's own events would count. `VmHWM`
 * begins anew with the program.
 */
function peakKilobytes() {
  try {
    const own = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    if (own !== undefined) return Number(own);
  } catch {
    // Another system, where each process has its own maximum.
  }
  // Kilobytes, whatever the system counts in itself.
  return process.resourceUsage().maxRSS;
}
