/** An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) is the IPv4 address it stands for. */
export interface IpAddress {
  readonly family: 4 | 6;
  /** The 128-bit form; an IPv4 address in its mapped form. */
  readonly bits: bigint;
}

/** A block of addresses of one family, written in CIDR notation. */
export interface Cidr {
  readonly family: 4 | 6;
  /** The 128-bit forms of the first and the last address. */
  readonly first: bigint;
  readonly last: bigint;
}

const mappedPrefix = 0xffff_0000_0000n;
/** Bits of the 128-bit form that stand before those of an IPv4 address. */
const mappedPrefixLength = 96;

/** No spelling of an address is longer: eight groups, the last two as IPv4. */
const maxLength = 45;

/**
 * Reads an address in any spelling: IPv4 with four decimal numbers, IPv6 with `::`, upper case or an IPv4 address at
 * the end. Undefined for anything else, also for a zone (`fe80::1%eth0`) and for a leading zero in IPv4, which some
 * programs take for octal.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > maxLength) return undefined;
  const bits = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  if (bits === undefined) return undefined;
  if (!text.includes(":")) return { family: 4, bits: mappedPrefix | bits };
  return { family: bits >> 32n === mappedPrefix >> 32n ? 4 : 6, bits };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = bits * 256 + Number(part);
  }
  return BigInt(bits);
}

function parseIpv6(text: string): bigint | undefined {
  const [before = "", after, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const head = parseGroups(before);
  const tail = after === undefined ? [] : parseGroups(after);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // `::` stands for at least one group.
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  if (after !== undefined && before.includes(".")) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of an IPv6 address; its last may be an IPv4 address, which makes two. */
function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 === undefined) return undefined;
    groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn));
  }
  return groups;
}

/** The canonical text of an address: four decimal numbers, or IPv6 as in RFC 5952 without an IPv4 part. */
export function formatIp(ip: IpAddress): string {
  if (ip.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (ip.bits >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((ip.bits >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  const zeros = longestZeros(groups);
  const write = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  if (zeros.to - zeros.from < 2) return write(0);
  return `${write(0, zeros.from)}::${write(zeros.to)}`;
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { from: number; to: number } {
  let longest = { from: 0, to: 0 };
  let from = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) from = index + 1;
    else if (index + 1 - from > longest.to - longest.from) longest = { from, to: index + 1 };
  }
  return longest;
}

/** Orders addresses by their 128-bit form: negative, zero or positive (specification 4.5). */
export function compareIp(a: IpAddress, b: IpAddress): number {
  if (a.bits === b.bits) return 0;
  return a.bits < b.bits ? -1 : 1;
}

/**
 * Reads a block such as `10.0.0.0/8`, or an address alone for a block of one. Host bits are ignored: `10.9.9.9/8` is
 * `10.0.0.0/8`. Undefined where it is no block.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [addressText = "", prefixText, ...more] = text.split("/", 3);
  const address = parseIp(addressText);
  if (address === undefined || more.length > 0) return undefined;
  const { family, bits } = address;
  if (prefixText === undefined) return { family, first: bits, last: bits };

  if (!/^[0-9]{1,3}$/.test(prefixText)) return undefined;
  const isWrittenAsIpv4 = !addressText.includes(":");
  const prefixLength = Number(prefixText) + (isWrittenAsIpv4 ? mappedPrefixLength : 0);
  if (prefixLength > 128) return undefined;
  const hostMask = (1n << BigInt(128 - prefixLength)) - 1n;
  return {
    // A block that reaches beyond the mapped addresses is one of IPv6 addresses.
    family: prefixLength < mappedPrefixLength ? 6 : family,
    first: bits & ~hostMask,
    last: bits | hostMask,
  };
}

/** Whether an address lies in a block. An address of the other family never does. */
export function cidrContains(block: Cidr, ip: IpAddress): boolean {
  return block.family === ip.family && block.first <= ip.bits && ip.bits <= block.last;
}
