const decimalDigits = /^[+-]?\d{1,19}$/;
const hexadecimalDigits = /^0x[\da-f]{1,16}$/i;

/**
 * The whole number in a text, for fields of type `long`: decimal (Sysmon) or `0x` hexadecimal (Security log).
 * A number that a double cannot hold exactly comes back as bigint; anything else as undefined.
 */
export function parseLong(text: string): number | bigint | undefined {
  if (!decimalDigits.test(text) && !hexadecimalDigits.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
