import { foldAscii } from "./fold-ascii.ts";
import { compileSegment, isPlainSegment } from "./wildcard-segment.ts";

/** Whether a pattern is more than plain text: `*` or `?` stands in it (there is no escape). */
export function hasWildcard(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

/**
 * Compiles a wildcard pattern (specification 3.4) into a test of whole values: `*` is any run of characters, also
 * none and also line breaks, `?` exactly one character (code point; half of a surrogate pair alone is one too). A
 * backslash is an ordinary character. `foldCase` ignores the case of ASCII letters only. A test takes at most time
 * in proportion to the length of the value times that of the pattern. Half of a pair in the pattern, which no encoded
 * text can hold, is found inside whole pairs too.
 */
export function compileWildcard(pattern: string, options: { foldCase: boolean }): (value: string) => boolean {
  if (!options.foldCase) return compileExact(pattern);
  const matches = compileExact(foldAscii(pattern));
  return (value) => matches(foldAscii(value));
}

function compileExact(pattern: string): (value: string) => boolean {
  if (!hasWildcard(pattern)) return (value) => value === pattern;
  const [prefix = "", ...rest] = pattern.split("*");
  const suffix = rest.pop();
  if (suffix === undefined) {
    const whole = compileSegment(prefix);
    return (value) => whole.endAt(value, 0) === value.length;
  }
  const inner = rest.filter((segment) => segment !== "");
  return compileShortForm(prefix, inner, suffix) ?? compileSegments(prefix, inner, suffix);
}

/** The forms most patterns have: `prefix*`, `*suffix` and `*contains*`. */
function compileShortForm(
  prefix: string,
  inner: readonly string[],
  suffix: string,
): ((value: string) => boolean) | undefined {
  const [only = "", ...others] = [prefix, ...inner, suffix].filter((segment) => segment !== "");
  if (others.length > 0 || !isPlainSegment(only)) return undefined;
  if (prefix !== "") return (value) => value.startsWith(only);
  if (suffix !== "") return (value) => value.endsWith(only);
  return (value) => value.includes(only);
}

function compileSegments(
  prefix: string,
  inner: readonly string[],
  suffix: string,
): (value: string) => boolean {
  const first = compileSegment(prefix);
  const middle = inner.map(compileSegment);
  const last = compileSegment(suffix);
  return (value) => {
    let from = first.endAt(value, 0);
    if (from === -1) return false;
    const to = last.startAtEnd(value);
    if (to < from) return false;
    // Taking the first place for each segment leaves the most room for the next one, so nothing need be tried again.
    for (const segment of middle) {
      from = segment.endAfter(value, from);
      if (from === -1 || from > to) return false;
    }
    return true;
  };
}
