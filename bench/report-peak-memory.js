// @ts-check
// For `node --import`: writes the most memory that the process ever took to the file that is named in the environment.
import { writeFileSync } from "node:fs";

const path = process.env["EQLITE_BENCH_PEAK_FILE"];
if (path !== undefined) {
  process.on("exit", () => {
    // Kilobytes, whatever the system counts in itself.
    writeFileSync(path, String(process.resourceUsage().maxRSS * 1024));
  });
}
