const decimalDigits = /^[+-]?\d{1,19}$/;
const hexadecimalDigits = /^0x[\da-f]{1,16}$/i;
/** So many decimal digits always fit a double. */
const maxExactDigits = 15;

/**
 * The whole number in a text, for fields of type `long`: decimal (Sysmon) or `0x` hexadecimal (Security log).
 * A number that a double cannot hold exactly comes back as bigint; anything else as undefined.
 */
export function parseLong(text: string | undefined): number | bigint | undefined {
  if (text === undefined) return undefined;
  return parseShortDecimal(text) ?? parseAnyLong(text);
}

/** The usual case: a few digits and nothing else. */
function parseShortDecimal(text: string): number | undefined {
  if (text.length === 0 || text.length > maxExactDigits) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function parseAnyLong(text: string): number | bigint | undefined {
  if (!decimalDigits.test(text) && !hexadecimalDigits.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
