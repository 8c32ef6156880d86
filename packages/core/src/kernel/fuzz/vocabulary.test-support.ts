import { parseSchema } from "../../events/index.ts";
import type { FieldCatalogue } from "../../lang/index.ts";

/** What a field holds when it holds what its type says. */
export type ValueKind = "text" | "path" | "category" | "number" | "boolean" | "ip" | "date" | "version";

interface VocabularyField {
  readonly name: string;
  readonly type: string;
  readonly kind: ValueKind;
}

const field = (name: string, type: string, kind: ValueKind): VocabularyField => ({ name, type, kind });

/** Few fields, so that conditions find them in documents. Some names are hostile: prefixes of others, names of Object. */
export const fields: readonly VocabularyField[] = [
  field("event.category", "keyword", "category"),
  field("event.type", "keyword", "category"),
  field("event.action", "keyword", "text"),
  field("process.name", "keyword", "text"),
  field("process.executable", "wildcard", "path"),
  field("process.command_line", "wildcard", "path"),
  field("process.args", "keyword", "text"),
  field("process.pid", "long", "number"),
  field("process.parent.pid", "long", "number"),
  field("process.parent.name", "keyword", "text"),
  field("process.exit_code", "integer", "number"),
  field("process.score", "double", "number"),
  field("process.code_signature.trusted", "boolean", "boolean"),
  field("process.code_signature.exists", "boolean", "boolean"),
  field("source.ip", "ip", "ip"),
  field("destination.ip", "ip", "ip"),
  field("agent.version", "version", "version"),
  field("@timestamp", "date", "date"),
  field("event.ingested", "date_nanos", "date"),
  field("user.name", "keyword", "text"),
  field("a", "keyword", "text"),
  field("a.b", "keyword", "text"),
  field("a.b.c", "keyword", "text"),
  field("my-field.näme", "keyword", "text"),
  field("constructor.name", "keyword", "text"),
  field("__proto__", "keyword", "text"),
  field("loose", "unknown", "text"),
];

export const catalogue: FieldCatalogue = readCatalogue();

function readCatalogue(): FieldCatalogue {
  const parsed = parseSchema({ fields: Object.fromEntries(fields.map(({ name, type }) => [name, type])) });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.catalogue;
}

/** Letters whose other case is in ASCII or is longer or shorter, and characters that are more than one unit. */
const strangeTexts = [
  "\u212a", // Kelvin sign, whose lower case is "k"
  "\u017f", // long s, whose upper case is "S"
  "\u0130", // İ, whose lower case is two characters
  "stra\u00dfe",
  "STRASSE",
  "\u00c9t\u00e9",
  "e\u0301",
  "\u03a3\u03c2",
  "\u{1f600}",
  "x\u{1f600}y",
  "日本語",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "\ufffd",
];

export const texts: readonly string[] = [
  ...[
    "cmd.exe",
    "CMD.EXE",
    "Cmd.Exe",
    "cmd.exe ",
    "powershell.exe",
    "start",
    "Start",
    "a",
    "A",
    "b",
    "ab",
    "k",
  ],
  ...["K", "s", "S", "i", "", " ", "*", "?", "a*b", "a?b", "a.b", "\\", '"', "/", "'", "%", "null", "true"],
  ...["False", "0", "1", "01", "1.0", "1e3", "-0", " 7", "9007199254740993", "NaN", "10.0.0.1", "2026-01-01"],
  ...["line\nbreak", "tab\there", "\u0000", "\u0001", "\u007f", "a\r", "{", '{"a":1}', "a".repeat(40)],
  ...["ab".repeat(300), `${"x".repeat(2_000)}cmd.exe`],
  ...strangeTexts,
];

/** A text of an event that no valid UTF-8 holds but an escape can write. */
export const loneSurrogates: readonly string[] = ["\ud83d", "\ude00", "a\ud800b", "\ude00\ud83d"];

const values: Readonly<Record<ValueKind, readonly string[]>> = {
  text: texts,
  path: [
    ...["C:\\Windows\\System32\\cmd.exe", "c:\\windows\\system32\\CMD.EXE", "C:\\Windows\\", "\\\\?\\C:\\x"],
    ...[
      "C:\\Users\\\u00c9va\\a b.exe",
      "/usr/bin/sh",
      "cmd.exe /c whoami",
      'sh -c "echo hi"',
      "a\\b\\c",
      "\\\\",
    ],
  ],
  category: ["process", "file", "network", "Process", "process ", "start", "end"],
  number: ["0", "1", "2", "4", "7"],
  boolean: ["true", "false"],
  ip: [
    "10.0.0.1",
    "10.9.9.9",
    "192.168.1.255",
    "::1",
    "::ffff:10.0.0.1",
    "FE80::0:1",
    "0.0.0.0",
    "255.255.255.255",
  ],
  date: [
    ...["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00Z", "2026-01-01", "2026-01-01T01:00:00+01:00"],
    ...[
      "2026-01-01T00:00:00.000000001Z",
      "2026-01-01T00:00:00.0009Z",
      "2025-12-31T23:59:59.999Z",
      "1767225600000",
    ],
  ],
  version: ["1.2.3", "1.2.3-rc1", "1.10.0", "1.2", "v1", "1.2.3+build"],
};

/** Texts that a field of a kind holds when all is well. */
export function textsOf(kind: ValueKind): readonly string[] {
  return values[kind];
}

/** Numbers as JSON writes them, all of them valid. */
export const numberTexts: readonly string[] = [
  ...["0", "1", "2", "4", "7", "-1", "-0", "1.0", "7.0", "2.5", "0.1", "1e3", "1E+2", "15e-1", "0e0", "-0.0"],
  ...["2147483648", "4294967296", "9007199254740992", "9007199254740993", "9223372036854775807"],
  ...["9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615"],
  ...[
    "123456789012345678901234567890",
    "9007199254740993.0",
    "1e400",
    "-1e400",
    "1e-400",
    "1.7976931348623159e308",
  ],
  ...["1767225600000", "1767225600000.5", "0.30000000000000004", "5e-324", `1${"0".repeat(400)}`],
];
