import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dnsStatusName, parseDnsResults } from "./dns-results.ts";
import { directoryOfPath, extensionOfName, extensionOfPath, nameInPath } from "./file-path.ts";
import { parseHashes } from "./hashes.ts";
import { isIpAddress, isIpv6Address, unmapIpv4 } from "./ip-address.ts";
import { parseLong } from "./parse-long.ts";
import { parseRegistryDetails } from "./registry-data.ts";
import { splitRegistryPath } from "./registry-path.ts";
import { keywordNames, levelName } from "./winlog-levels.ts";

describe("file paths", () => {
  it.each([
    ["C:\\Windows\\a.EXE", "a.EXE", "C:\\Windows", "EXE", "EXE"],
    // quirk: no backslash, no name
    ["System", undefined, undefined, undefined, undefined],
    // quirk: the dot of a folder gives the rest of the path
    ["C:\\a.b\\c", "c", "C:\\a.b", "b\\c", undefined],
    ["C:\\a\\b.tar.gz", "b.tar.gz", "C:\\a", "gz", "gz"],
    ["C:\\a\\", undefined, "C:\\a", undefined, undefined],
    ["\\Device\\HarddiskVolume1", "HarddiskVolume1", "\\Device", undefined, undefined],
    ["C:\\a.", "a.", "C:", undefined, undefined],
  ])("%s", (path, name, directory, extension, ownExtension) => {
    expect(nameInPath(path)).toBe(name);
    expect(directoryOfPath(path)).toBe(directory);
    expect(extensionOfPath(path)).toBe(extension);
    expect(extensionOfName(path)).toBe(ownExtension);
  });
});

describe("parseHashes", () => {
  it.each([
    ["names and values in lower case", "SHA1=AB,MD5=Cd", ["sha1", "ab"], ["md5", "cd"]],
    ["all-zero values are dropped", "MD5=1,IMPHASH=00000000000000000000000000000000", ["md5", "1"]],
    ["entries without a name are passed over", "AB,=1,SHA256=2", ["sha256", "2"]],
    ["nothing", ""],
  ])("%s", (_, text, ...expected) => {
    expect(parseHashes(text).map(({ algorithm, value }) => [algorithm, value])).toEqual(expected);
  });
});

describe("splitRegistryPath", () => {
  it.each([
    // quirk: the key includes the value's name
    ["HKLM\\Software\\A\\Run", { hive: "HKLM", key: "Software\\A\\Run", value: "Run" }],
    ["HKU", { hive: "HKU" }],
    ["HKCR\\", { hive: "HKCR" }],
    ["\\REGISTRY\\MACHINE\\X", { value: "X" }],
    ["", {}],
  ])("%s", (path, parts) => {
    expect(splitRegistryPath(path)).toEqual(parts);
  });
});

describe("parseRegistryDetails", () => {
  it.each([
    ["DWORD (0x0000000a)", { type: "SZ_DWORD", strings: ["10"] }],
    // quirk: (high << 8) + low
    ["QWORD (0x00000001-0x00000002)", { type: "SZ_QWORD", strings: ["258"] }],
    ["Binary Data", { type: "REG_BINARY" }],
    ["C:\\a.exe", { type: "REG_SZ", strings: ["C:\\a.exe"] }],
    ["DWORD (oops)", { type: "REG_SZ", strings: ["DWORD (oops)"] }],
  ])("%s", (details, data) => {
    expect(parseRegistryDetails(details)).toEqual(data);
  });
});

describe("parseDnsResults", () => {
  it("takes names and addresses apart", () => {
    expect(parseDnsResults("type:  5 a.b.c;::ffff:1.2.3.4;2001:db8::1;1.2.3.4;type: 999 x y;junk;")).toEqual({
      answers: [
        { type: "CNAME", data: "a.b.c" },
        { type: "A", data: "1.2.3.4" },
        { type: "AAAA", data: "2001:db8::1" },
        { type: "A", data: "1.2.3.4" },
        { type: "999", data: "x y" },
      ],
      addresses: ["1.2.3.4", "2001:db8::1"],
      hosts: ["a.b.c", "x y"],
    });
  });

  it.each([
    ["0", "SUCCESS"],
    ["123", "ERROR_INVALID_NAME"],
    ["1460", "ERROR_TIMEOUT"],
    ["9003", "DNS_ERROR_RCODE_NAME_ERROR"],
    ["9501", "DNS_INFO_NO_RECORDS"],
    ["9701", "DNS_ERROR_RECORD_DOES_NOT_EXIST"],
    ["4242", "4242"],
    ["constructor", "constructor"],
  ])("status %s is %s", (status, name) => {
    expect(dnsStatusName(status)).toBe(name);
  });
});

describe("parseLong", () => {
  it.each([
    ["7004", 7004],
    ["0x1b5c", 7004],
    ["0X10", 16],
    ["0", 0],
    ["-1", -1],
    ["9007199254740993", 9007199254740993n],
    ["0xffffffffffffffff", 18446744073709551615n],
    ["", undefined],
    ["1.5", undefined],
    ["12ab", undefined],
    ["99999999999999999999999", undefined],
  ])("%s", (text, value) => {
    expect(parseLong(text)).toBe(value);
  });
});

describe("addresses", () => {
  it.each([
    ["10.0.0.1", true, false],
    ["255.255.255.255", true, false],
    ["256.1.1.1", false, false],
    ["1.2.3", false, false],
    ["fe80::1%12", true, true],
    ["::1", true, true],
    ["LOCAL", false, false],
    ["a:b", false, false],
  ])("%s", (text, isAddress, isIpv6) => {
    expect(isIpAddress(text)).toBe(isAddress);
    expect(isIpv6Address(text)).toBe(isIpv6);
  });

  it.each([
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["::FFFF:10.0.0.1", "10.0.0.1"],
    ["::ffff:zz", "::ffff:zz"],
    ["10.0.0.1", "10.0.0.1"],
  ])("unmaps %s", (text, address) => {
    expect(unmapIpv4(text)).toBe(address);
  });
});

describe("levels and keywords", () => {
  it.each([
    ["4", "information"],
    [0, "information"],
    ["Warning", "warning"],
    ["", undefined],
    [{}, undefined],
  ])("level %j", (level, name) => {
    expect(levelName(level)).toBe(name);
  });

  it.each([
    ["0x8020000000000000", ["Audit Success"]],
    ["0x8010000000000000", ["Audit Failure"]],
    [Number(-9214364837600034816n), ["Audit Success"]],
    [-9218868437227405312n, ["Audit Failure"]],
    ["0x8000000000000000", ["0x8000000000000000"]],
    ["0x0", []],
    [
      ["Audit Success", "x"],
      ["Audit Success", "x"],
    ],
    ["Classic", ["Classic"]],
    [1.5, ["1.5"]],
    [null, []],
  ])("keywords %s", (keywords, names) => {
    expect(keywordNames(keywords)).toEqual(names);
  });

  it("keywords mean the same as text, as a signed and as an unsigned number, however often they come", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 64n) - 1n), (bits) => {
        const text = `0x${bits.toString(16)}`;
        const audit = [
          ...(bits & (1n << 53n) ? ["Audit Success"] : []),
          ...(bits & (1n << 52n) ? ["Audit Failure"] : []),
        ];
        const names = audit.length > 0 || bits === 0n ? audit : [text];
        for (const mask of [text, bits, BigInt.asIntN(64, bits), text])
          expect(keywordNames(mask)).toEqual(names);
      }),
      { numRuns: 400 },
    );
  });
});
