const quote = 0x22;
const backslash = 0x5c;

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/**
 * The arguments of a command line as a Windows program sees them, for Sysmon and Endgame process starts
 * (windows-to-ecs.md section 3): blanks and tabs separate outside quotes; 2n backslashes before a quote give n and
 * toggle quoting, 2n+1 give n and a literal quote; inside quotes `""` gives one quote and ends the quoted part.
 */
export function splitWindowsCommandLine(commandLine: string): string[] {
  const args: string[] = [];
  let at = 0;
  while (at < commandLine.length) {
    if (isBlank(commandLine.charCodeAt(at))) {
      at += 1;
      continue;
    }
    let argument = "";
    let plainFrom = at;
    let inQuotes = false;
    while (at < commandLine.length) {
      const unit = commandLine.charCodeAt(at);
      if (unit === backslash) {
        const slashesFrom = at;
        while (commandLine.charCodeAt(at) === backslash) at += 1;
        if (commandLine.charCodeAt(at) !== quote) continue;
        const slashes = at - slashesFrom;
        argument += commandLine.slice(plainFrom, slashesFrom + (slashes >> 1));
        // An odd backslash escapes the quote, which then is plain text; an even number leaves it to toggle quoting.
        plainFrom = at;
        if (slashes % 2 === 1) at += 1;
      } else if (unit === quote) {
        argument += commandLine.slice(plainFrom, at);
        const isDoubled = inQuotes && commandLine.charCodeAt(at + 1) === quote;
        plainFrom = at + 1;
        at += isDoubled ? 2 : 1;
        inQuotes = !inQuotes;
      } else if (isBlank(unit) && !inQuotes) {
        break;
      } else {
        at += 1;
      }
    }
    args.push(argument + commandLine.slice(plainFrom, at));
  }
  return args;
}

/**
 * The arguments as the Security log's mapping cuts them (4688): at white space outside quotes, the quotes kept.
 * Backslashes mean nothing here. **quirk**: unlike Sysmon 1 (windows-to-ecs.md section 4).
 */
export function splitKeepingQuotes(commandLine: string): string[] {
  const args: string[] = [];
  let from = -1;
  let inQuotes = false;
  for (let at = 0; at < commandLine.length; at += 1) {
    const unit = commandLine.charCodeAt(at);
    if (unit === quote) inQuotes = !inQuotes;
    const separates = !inQuotes && (unit === 0x20 || (unit >= 0x09 && unit <= 0x0d));
    if (separates && from >= 0) {
      args.push(commandLine.slice(from, at));
      from = -1;
    } else if (!separates && from < 0) {
      from = at;
    }
  }
  if (from >= 0) args.push(commandLine.slice(from));
  return args;
}
