import { readLimits } from "../../events/index.ts";
import type { Random } from "./random.test-support.ts";

/** Takes the text of a valid document and gives a line that is none, or may be none. */
type Damage = (text: string, random: Random) => string | Uint8Array;

/** All ways in which a line is damaged, by name. */
export const damages = {
  cutOff: (text, random) => text.slice(0, random.int(text.trimEnd().length)),
  trailingComma: (text) => replaceLast(text, "}", ",}"),
  missingColon: (text) => text.replace(":", " "),
  missingComma: (text) => text.replace(",", " "),
  twoCommas: (text) => text.replace(/,|\{/, "$&,"),
  missingBrace: (text) => replaceLast(text, "}", ""),
  surplusBrace: (text) => `${text}}`,
  wrongBrace: (text) => replaceLast(text, "}", "]"),
  controlCharacter: (text, random) =>
    intoString(text, random.pick(["\u0000", "\u0001", "\t", "\u001f", "\r"])),
  badEscape: (text, random) =>
    intoString(text, random.pick(["\\x", "\\u12G4", "\\u12", "\\'", "\\U0041", "\\", "\\u{41}", "\\0"])),
  badNumber: (text, random) =>
    withMember(
      text,
      random.pick(["01", "-01", "+1", ".5", "1.", "1e", "1e+", "0x10", "-", "1_0", "--1", "1.e3"]),
    ),
  badWord: (text, random) =>
    withMember(
      text,
      random.pick(["NaN", "Infinity", "undefined", "True", "nul", "nulll", "'a'", "a", "tru\\u0065"]),
    ),
  badKey: (text, random) =>
    text.replace("{", random.pick(["{a:1,", "{1:1,", "{null:1,", "{'a':1,", "{[]:1,"])),
  comment: (text) => text.replace("{", "{/**/"),
  invalidUtf8: (text, random) => intoBytes(text, random.pick(invalidUtf8), random),
  deep: (text, random) => withMember(text, nested(readLimits.maxDepth - 3 + random.int(6), random)),
  notAnObject: (text, random) =>
    random.pick(["[]", `[${text}]`, '"a"', "1", "null", "true", "-", '"', "[", "{"]),
  twoValues: (text, random) =>
    `${text}${random.pick(["", " ", ","])}${random.pick(["{}", "1", "null", text])}`,
  byteOrderMark: (text) => `\ufeff${text}`,
  whiteSpace: (text, random) => `${random.pick(["\u00a0", "\u000b", "\u000c", "\u2028", "\u0000"])}${text}`,
  garbage: (_, random) => Uint8Array.from(random.list(1, 60, () => random.int(256))),
  changedByte: (text, random) => {
    const bytes = encoder.encode(text);
    bytes[random.int(bytes.length)] = random.int(256);
    return bytes;
  },
  lostByte: (text, random) => {
    const bytes = encoder.encode(text);
    const at = random.int(bytes.length);
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
  },
} as const satisfies Record<string, Damage>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const names = Object.keys(damages) as readonly (keyof typeof damages)[];

/** A line with random damage. It stays one line: a line feed that comes up is left out. */
export function damageLine(line: Uint8Array, random: Random): Uint8Array {
  return applyDamage(random.pick(names), line, random);
}

/** A line with damage of one kind. */
export function applyDamage(name: keyof typeof damages, line: Uint8Array, random: Random): Uint8Array {
  const damaged = damages[name](decoder.decode(line), random);
  const bytes = typeof damaged === "string" ? encoder.encode(damaged) : damaged;
  return bytes.filter((byte) => byte !== 0x0a);
}

const invalidUtf8: readonly (readonly number[])[] = [
  [0xff],
  [0x80],
  [0xc0, 0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80], // a surrogate, as its own character
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90, 0x80, 0x80], // beyond the last code point
  [0xe0, 0x80, 0xaf], // longer than needed
];

/** Puts bytes right behind the first quote, so mostly into a key, or anywhere. */
function intoBytes(text: string, bytes: readonly number[], random: Random): Uint8Array {
  const whole = encoder.encode(text);
  const at = random.chance(0.7) ? whole.indexOf(0x22) + 1 : random.int(whole.length);
  return Uint8Array.from([...whole.subarray(0, at), ...bytes, ...whole.subarray(at)]);
}

function intoString(text: string, part: string): string {
  const quote = text.lastIndexOf('"');
  return quote === -1 ? text : text.slice(0, quote) + part + text.slice(quote);
}

function withMember(text: string, value: string): string {
  return text.replace("{", () => `{"a":${value}${text.includes(":") ? "," : ""}`);
}

function replaceLast(text: string, part: string, by: string): string {
  const at = text.lastIndexOf(part);
  return at === -1 ? text : text.slice(0, at) + by + text.slice(at + part.length);
}

function nested(levels: number, random: Random): string {
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"b":', "}"],
  ] as const);
  return `${open.repeat(levels)}1${close.repeat(levels)}`;
}
