const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const ipv6Characters = /^[\da-f:.]{2,45}(?:%\w{1,32})?$/i;
const mappedPrefix = "::ffff:";

/** `::ffff:10.0.0.1` is how Windows writes an IPv4 address on a socket for both families: the address itself. */
export function unmapIpv4(address: string): string {
  if (!address.startsWith("::")) return address;
  const rest = address.slice(mappedPrefix.length);
  return address.slice(0, mappedPrefix.length).toLowerCase() === mappedPrefix && ipv4.test(rest)
    ? rest
    : address;
}

/** Whether the text reads as an address of either family, so that "LOCAL" never lands in a field of type `ip`. */
export function isIpAddress(text: string): boolean {
  return ipv4.test(text) || isIpv6Address(text);
}

/** Whether the text reads as an IPv6 address: by its characters and colons, not by its value. */
export function isIpv6Address(text: string): boolean {
  return text.length <= 80 && text.indexOf(":") !== text.lastIndexOf(":") && ipv6Characters.test(text);
}
