import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cidrContains, compareIp, formatIp, type IpAddress, parseCidr, parseIp } from "./ip-address.ts";

function ip(text: string): IpAddress {
  const address = parseIp(text);
  if (address === undefined) throw new Error(`no address: ${text}`);
  return address;
}

describe("parseIp and formatIp", () => {
  const canonical: readonly [text: string, family: 4 | 6, expected: string][] = [
    ["10.0.0.1", 4, "10.0.0.1"],
    ["0.0.0.0", 4, "0.0.0.0"],
    ["255.255.255.255", 4, "255.255.255.255"],
    ["::ffff:10.0.0.1", 4, "10.0.0.1"],
    ["::FFFF:a00:1", 4, "10.0.0.1"],
    ["0:0:0:0:0:ffff:10.0.0.1", 4, "10.0.0.1"],
    ["::", 6, "::"],
    ["::1", 6, "::1"],
    ["1::", 6, "1::"],
    ["0:0:0:0:0:0:0:1", 6, "::1"],
    ["2001:DB8::0001", 6, "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", 6, "2001:db8::1:0:0:1"],
    ["2001:0:0:1:0:0:0:1", 6, "2001:0:0:1::1"],
    ["2001:db8:0:1:1:1:1:1", 6, "2001:db8:0:1:1:1:1:1"],
    ["2001:db8::1:1:1:1:1", 6, "2001:db8:0:1:1:1:1:1"],
    ["::1.2.3.4", 6, "::102:304"],
    ["64:ff9b::192.0.2.33", 6, "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:7:8", 6, "1:2:3:4:5:6:7:8"],
    ["fe80:0000:0000:0000:0204:61ff:fe9d:f156", 6, "fe80::204:61ff:fe9d:f156"],
    ["ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", 6, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ];
  it.each(canonical)("%s is an IPv%i address, %s", (text, family, expected) => {
    expect(ip(text).family).toBe(family);
    expect(formatIp(ip(text))).toBe(expected);
  });

  it.each([
    "",
    "-",
    "localhost",
    "10.0.0",
    "10.0.0.0.1",
    "10.0.0.256",
    "10.0.0.01",
    "10.0.0.+1",
    "10.0.0. 1",
    " 10.0.0.1",
    "0x0a.0.0.1",
    "10.0.0.0/8",
    ":",
    ":::",
    "1:::2",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:",
    "12345::",
    "g::",
    "1.2.3.4::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3.4:5",
    "::1.2.3",
    "fe80::1%eth0",
    "fe80::1%",
    "[::1]",
    "٠.0.0.1",
    `${"0".repeat(60)}::1`,
  ])("%j is no address", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it("reads back what it writes", () => {
    const group = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const bits = groups.reduce((sum, group) => sum * 0x10000n + BigInt(group), 0n);
        const written = groups.map((group) => group.toString(16)).join(":");
        expect(ip(written).bits).toBe(bits);
        expect(ip(formatIp(ip(written)))).toEqual(ip(written));
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0129af.:/%") }), (text) => {
        expect([undefined, 4, 6]).toContain(parseIp(text)?.family);
        expect([undefined, 4, 6]).toContain(parseCidr(text)?.family);
      }),
    );
  });
});

describe("compareIp", () => {
  it("orders by the 128-bit form, IPv4 among the mapped addresses", () => {
    const ordered = [
      "::",
      "::1",
      "::fffe:ffff:ffff",
      "0.0.0.0",
      "9.255.0.1",
      "10.0.0.1",
      "255.0.0.0",
      "::1:0:0:0",
      "fe80::1",
    ];
    const shuffled = [...ordered].reverse().map(ip);
    expect(shuffled.sort(compareIp).map(formatIp)).toEqual(ordered);
    expect(compareIp(ip("::ffff:1.2.3.4"), ip("1.2.3.4"))).toBe(0);
  });
});

describe("parseCidr and cidrContains", () => {
  const cases: readonly [block: string, inside: readonly string[], outside: readonly string[]][] = [
    [
      "10.0.0.0/8",
      ["10.0.0.0", "10.255.255.255", "::ffff:10.1.1.1"],
      ["9.255.255.255", "11.0.0.0", "::a00:1"],
    ],
    ["10.9.9.9/8", ["10.0.0.1"], ["11.0.0.1"]],
    ["0.0.0.0/0", ["1.2.3.4", "255.255.255.255"], ["::1", "2001:db8::1"]],
    ["::/0", ["::1", "2001:db8::1"], ["1.2.3.4"]],
    ["192.168.1.4/31", ["192.168.1.4", "192.168.1.5"], ["192.168.1.3", "192.168.1.6"]],
    ["192.168.1.4/32", ["192.168.1.4"], ["192.168.1.5"]],
    ["192.168.1.4", ["192.168.1.4"], ["192.168.1.5"]],
    ["2001:DB8::/32", ["2001:db8::", "2001:db8:ffff::1"], ["2001:db9::", "10.0.0.1"]],
    ["2001:db8::1/127", ["2001:db8::", "2001:db8::1"], ["2001:db8::2"]],
    ["::1", ["0:0:0:0:0:0:0:1"], ["::2"]],
    ["::ffff:10.0.0.0/104", ["10.1.1.1"], ["11.1.1.1"]],
    ["::ffff:10.0.0.0/95", ["::fffe:0:1"], ["10.0.0.1"]],
  ];
  it.each(cases)("%s", (text, inside, outside) => {
    const block = parseCidr(text);
    if (block === undefined) throw new Error(`no block: ${text}`);
    expect(inside.filter((address) => !cidrContains(block, ip(address)))).toEqual([]);
    expect(outside.filter((address) => cidrContains(block, ip(address)))).toEqual([]);
  });

  it.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "10.0.0.0/a",
    "10.0.0.0/0008",
    "10.0.0.0 /8",
    "::/129",
  ])("%j is no block", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});
