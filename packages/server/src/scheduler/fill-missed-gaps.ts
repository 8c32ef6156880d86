import type { Log } from "../platform/log.ts";
import type { GapFilling } from "./fill-gaps.ts";

/** Time between two looks. */
const lookEveryMs = 2 * 60_000;

/**
 * Fills gaps by itself, from the start of the server on and every few minutes: only those that nobody wanted, not the time in
 * which people had a rule disabled. What ended in error is left to people.
 */
export function fillMissedGaps(filling: GapFilling, log: Log): { look(): void; stop(): void } {
  const look = (): void => {
    try {
      const gaps = filling.fill({ reason: "rule_did_not_run", states: ["unfilled"], urgency: "gap filling" });
      if (gaps > 0) log.info({ gaps }, "times in which rules did not run are searched now");
    } catch (error) {
      log.error({ err: error }, "gaps could not be looked for; this is tried again");
    }
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
