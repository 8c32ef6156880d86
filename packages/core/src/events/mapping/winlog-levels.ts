import type { JsonValue } from "../document.ts";
import { scalarText } from "./event-data.ts";

// Winlogbeat calls level 0 ("log always", which the Security log uses) information as well.
const levelNames = new Map([
  ["0", "information"],
  ["1", "critical"],
  ["2", "error"],
  ["3", "warning"],
  ["4", "information"],
  ["5", "verbose"],
]);

/** The name of a numeric event level; a name stays, in lower case. */
export function levelName(level: JsonValue | undefined): string | undefined {
  const text = scalarText(level);
  return text === undefined || text === "" ? undefined : (levelNames.get(text) ?? text.toLowerCase());
}

const auditKeywords = [
  [0x2n << 52n, "Audit Success"],
  [0x1n << 52n, "Audit Failure"],
] as const;

const hexadecimal = /^0x[\da-f]{1,16}$/i;

// A log uses few masks, and arithmetic on 64 bits is slow. The first ones are remembered, none that is longer than a mask.
const namesByMask = new Map<JsonValue | undefined, readonly string[]>();
const maxRememberedMasks = 256;
const maxMaskUnits = "-9223372036854775808".length;

/** Keywords as Winlogbeat shows them: the audit keywords by name, other bits as hexadecimal text, lists as they are. */
export function keywordNames(keywords: JsonValue | undefined): readonly string[] {
  if (Array.isArray(keywords)) return keywords.flatMap((keyword) => scalarText(keyword) ?? []);
  const known = namesByMask.get(keywords);
  if (known !== undefined) return known;
  const names = namesOf(keywords);
  const isShort = typeof keywords !== "object" && String(keywords).length <= maxMaskUnits;
  if (isShort && namesByMask.size < maxRememberedMasks) namesByMask.set(keywords, names);
  return names;
}

function namesOf(keywords: JsonValue | undefined): readonly string[] {
  const bits = keywordBits(keywords);
  if (bits === undefined) {
    const text = scalarText(keywords);
    return text === undefined || text === "" ? [] : [text];
  }
  const names = auditKeywords.flatMap(([bit, name]) => ((bits & bit) === 0n ? [] : [name]));
  return names.length > 0 || bits === 0n ? names : [`0x${bits.toString(16)}`];
}

/** The 64 bits of a keyword mask: `0x8020000000000000`, or the same as the signed number that NXLog writes. */
function keywordBits(keywords: JsonValue | undefined): bigint | undefined {
  if (typeof keywords === "string") return hexadecimal.test(keywords) ? BigInt(keywords) : undefined;
  if (typeof keywords === "bigint") return BigInt.asUintN(64, keywords);
  return typeof keywords === "number" && Number.isInteger(keywords)
    ? BigInt.asUintN(64, BigInt(keywords))
    : undefined;
}
