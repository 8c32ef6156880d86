/** What the command says to the shell. */
export const exitCodes = {
  ok: 0,
  /** Findings or failed checks, where the command promises it. */
  findings: 1,
  /** Wrong options, arguments or query. */
  usage: 2,
  /** Input that could not be read. The rest was still worked on. */
  unreadableInput: 3,
  /** A server could not be started or reached, or refused what was asked. */
  server: 4,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

/** For paths that were given as rules and hold none. */
export function noRulesIn(paths: readonly string[]): string {
  return `No rules were found in ${paths.join(", ")}. Rules are TOML, NDJSON, JSON or YAML files.`;
}

/** What was typed cannot be carried out; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
