/** One value of Sysmon's `Hashes`, both parts in lower case. */
export interface Hash {
  readonly algorithm: string;
  readonly value: string;
}

const allZero = /^0+$/;

/** Reads `SHA1=AB..,MD5=CD..,IMPHASH=00..`. All-zero values mean "not computed" and are dropped. */
export function parseHashes(text: string): Hash[] {
  const hashes: Hash[] = [];
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    if (equals <= 0) continue;
    const algorithm = part.slice(0, equals).trim().toLowerCase();
    const value = part
      .slice(equals + 1)
      .trim()
      .toLowerCase();
    if (value !== "" && !(value.startsWith("0") && allZero.test(value))) hashes.push({ algorithm, value });
  }
  return hashes;
}
