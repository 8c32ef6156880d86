import { parseDateMath } from "../lang/index.ts";

/** Any moment will do to check date math: the tests below are about its form and about differences. */
const someNowMs = Date.UTC(2024, 6, 1);

/** Whether a text is date math: `now-9m`, `now-1d/d`, `2024-05-01||+1M`. */
export function isDateMath(text: string): boolean {
  return parseDateMath(text, someNowMs) !== undefined;
}

/** Whether one date math is earlier than another at every moment we care to try; false where either is none. */
export function isEarlier(text: string, other: string): boolean {
  const left = parseDateMath(text, someNowMs);
  const right = parseDateMath(other, someNowMs);
  return left !== undefined && right !== undefined && left.from.ms < right.from.ms;
}

/** Whether a text is a time between runs: a positive whole number with `s`, `m`, `h` or `d`. */
export function isInterval(text: string): boolean {
  return /^0*[1-9]\d{0,8}[smhd]$/.test(text);
}
