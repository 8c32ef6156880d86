import type { PatternMap } from "../../config/setting.ts";

/** Patterns of rules for Elastic Defend, which the bundled rule is. */
const defendPatterns = ["logs-endpoint.events.process-*", "logs-endpoint.events.file-*"];

/** Where the recording's events of that kind are: Sysmon and the Security log tell of files and processes as well. */
const windowsPatterns = ["logs-windows.sysmon_operational-*", "logs-system.security-*"];

/** Lets the bundled rule see the events of the demo, beside what the configuration says already. */
export function withDemoAliases(aliases: PatternMap): PatternMap {
  const added = defendPatterns.map((pattern) => [
    pattern,
    [...new Set([...(aliases[pattern] ?? []), ...windowsPatterns])],
  ]);
  return { ...aliases, ...Object.fromEntries(added) };
}
