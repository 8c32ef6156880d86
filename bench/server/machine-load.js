// @ts-check
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { round } from "../report.js";

/**
 * Watches what else the machine does: on a busy one figures are worse than they need be.
 * @returns {(ownCpuUs: number) => { load_average: number, cores: number, busy_with_others: number | undefined }} told how
 * much processor time since the beginning was that of the measured processes; how many cores others have used on average
 */
export function watchMachine() {
  const before = busySeconds();
  const startedMs = performance.now();
  return (ownCpuUs) => {
    const after = busySeconds();
    const seconds = (performance.now() - startedMs) / 1e3;
    const others =
      before === undefined || after === undefined
        ? undefined
        : round(Math.max(0, (after - before - ownCpuUs / 1e6) / seconds));
    return {
      load_average: round(loadavg()[0] ?? 0),
      cores: availableParallelism(),
      busy_with_others: others,
    };
  };
}

/** Of all cores together; undefined on systems that do not tell. */
function busySeconds() {
  let text = "";
  try {
    text = readFileSync("/proc/stat", "utf8");
  } catch {
    return undefined;
  }
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] =
    text.split("\n")[0]?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  const ticksPerSecond = 100;
  return (user + nice + system + irq + softIrq + steal) / ticksPerSecond;
}
