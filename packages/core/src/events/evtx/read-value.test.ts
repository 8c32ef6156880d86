import { describe, expect, it } from "vitest";
import { ChunkData } from "./chunk-data.ts";
import { utf16Bytes } from "./evtx-file.test-support.ts";
import { readValue, valueType } from "./read-value.ts";

/** At an odd offset, as values lie. */
const offset = 1001;

function read(type: number, bytes: readonly number[]): unknown {
  const chunk = new ChunkData();
  chunk.bytes.set(bytes, offset);
  return readValue(chunk, type, offset, bytes.length);
}

const array = (type: number): number => type | 0x80;
const sid = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];

describe("readValue", () => {
  const cases = [
    ["null", valueType.null, [], null],
    ["null with bytes left over", valueType.null, [1, 2], null],
    ["string", valueType.string, utf16Bytes("PSEXESVC.exe"), "PSEXESVC.exe"],
    ["string with zeros behind", valueType.string, utf16Bytes("a\0\0"), "a"],
    ["empty string", valueType.string, [], ""],
    ["long string", valueType.string, utf16Bytes("ä".repeat(1000)), "ä".repeat(1000)],
    ["surrogates", valueType.string, utf16Bytes("a🔒b"), "a🔒b"],
    ["lone surrogate", valueType.string, [0x3d, 0xd8], "\ufffd"],
    ["ANSI string", valueType.ansiString, [0x63, 0x61, 0x66, 0xe9, 0], "café"],
    ["int8", valueType.int8, [0xff], -1],
    ["uint8", valueType.uint8, [0xff], 255],
    ["int16", valueType.int16, [0xfe, 0xff], -2],
    ["uint16", valueType.uint16, [0x39, 0x30], 12345],
    ["int32", valueType.int32, [2, 0, 7, 0x80], -2147024894],
    ["uint32", valueType.uint32, [0xff, 0xff, 0xff, 0xff], 4294967295],
    ["small int64", valueType.int64, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -1],
    ["large int64", valueType.int64, [0, 0, 0, 0, 0, 0, 0, 0x80], -9223372036854775808n],
    ["small uint64", valueType.uint64, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0], 9007199254740991],
    [
      "large uint64",
      valueType.uint64,
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      18446744073709551615n,
    ],
    ["real32", valueType.real32, [0, 0, 0xc0, 0x3f], 1.5],
    ["real64", valueType.real64, [0, 0, 0, 0, 0, 0, 4, 0xc0], -2.5],
    ["real64 that JSON lacks", valueType.real64, [0, 0, 0, 0, 0, 0, 0xf0, 0x7f], "Infinity"],
    ["false", valueType.bool, [0, 0, 0, 0], false],
    ["true", valueType.bool, [1, 0, 0, 0], true],
    ["irregular true", valueType.bool, [0, 0, 0, 0x80], true],
    ["binary", valueType.binary, [0x00, 0xab, 0x7f], "00AB7F"],
    [
      "GUID",
      valueType.guid,
      [0x5f, 0x38, 0x70, 0x57, 0x2a, 0xc2, 0xe0, 0x43, 0xbf, 0x4c, 0x06, 0xf5, 0x69, 0x8f, 0xfb, 0xd9],
      "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
    ],
    ["size_t of 32 bits", valueType.sizeT, [0xe7, 3, 0, 0], "0x3e7"],
    ["size_t of 64 bits", valueType.sizeT, [0, 0, 0, 0, 1, 0, 0, 0], "0x100000000"],
    [
      "FILETIME",
      valueType.fileTime,
      [0, 0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 0x01],
      "1970-01-01T00:00:00.0000000Z",
    ],
    [
      "SYSTEMTIME",
      valueType.systemTime,
      [0xe5, 7, 6, 0, 5, 0, 11, 0, 9, 0, 7, 0, 41, 0, 194, 0],
      "2021-06-11T09:07:41.194Z",
    ],
    ["SID", valueType.sid, sid, "S-1-5-32-544"],
    ["HexInt32", valueType.hexInt32, [0x96, 1, 0x12, 0], "0x120196"],
    ["HexInt64", valueType.hexInt64, [0, 0, 0, 0, 0, 0, 0, 0x80], "0x8000000000000000"],
    ["array of strings", array(valueType.string), utf16Bytes("a\0\0bc\0"), ["a", "", "bc"]],
    ["array of strings, the last one open", array(valueType.string), utf16Bytes("a\0bc"), ["a", "bc"]],
    ["array of ANSI strings", array(valueType.ansiString), [0x61, 0, 0x62, 0], ["a", "b"]],
    ["array of uint16", array(valueType.uint16), [1, 0, 2, 0], [1, 2]],
    ["array of booleans", array(valueType.bool), [1, 0, 0, 0, 0, 0, 0, 0], [true, false]],
    ["array of SIDs", array(valueType.sid), [...sid, ...sid], ["S-1-5-32-544", "S-1-5-32-544"]],
    // What does not fit is kept as digits.
    ["uint32 of two bytes", valueType.uint32, [1, 2], "0102"],
    ["uint32 without bytes", valueType.uint32, [], null],
    ["cut SID", valueType.sid, sid.slice(0, 12), "010200000000000520000000"],
    ["cut array", array(valueType.uint32), [1, 2, 3], "010203"],
    ["cut array of SIDs", array(valueType.sid), [1, 1], "0101"],
    ["unknown type", 0x7f, [0xca, 0xfe], "CAFE"],
  ] as const;
  it.each(cases)("%s", (_, type, bytes, expected) => expect(read(type, bytes)).toEqual(expected));

  it("reads the same text twice, then another of the same length", () => {
    const chunk = new ChunkData();
    for (const text of ["first", "first", "other"]) {
      chunk.bytes.set(utf16Bytes(text), offset);
      expect(readValue(chunk, valueType.string, offset, 2 * text.length)).toBe(text);
    }
  });
});
