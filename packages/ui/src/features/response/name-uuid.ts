/** The namespace of ids that are made here. */
const namespace = [
  0x8f, 0x1d, 0x5a, 0x3c, 0x27, 0x64, 0x4e, 0x0b, 0x9a, 0x71, 0x5d, 0xc0, 0x13, 0xe8, 0x46, 0xb2,
] as const;

/** A UUID of a name (RFC 9562, version 5): the same name, the same id. Pages that came over plain HTTP have no `crypto.subtle`. */
export function uuidOf(name: string): string {
  const hash = sha1(Uint8Array.from([...namespace, ...new TextEncoder().encode(name)])).slice(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** SHA-1 (FIPS 180-4). It names things here and protects nothing. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Uint32Array(80);
  for (let from = 0; from < padded.length; from += 64) {
    for (let at = 0; at < 80; at += 1) {
      words[at] =
        at < 16
          ? view.getUint32(from + at * 4)
          : turned(
              (words[at - 3] ?? 0) ^ (words[at - 8] ?? 0) ^ (words[at - 14] ?? 0) ^ (words[at - 16] ?? 0),
              1,
            );
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let at = 0; at < 80; at += 1) {
      const [mixed, constant] =
        at < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : at < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : at < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (turned(a, 5) + mixed + e + constant + (words[at] ?? 0)) >>> 0;
      [a, b, c, d, e] = [next, a, turned(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, at) => {
      state[at] = (state[at] ?? 0) + value;
    });
  }
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((value, at) => {
    digest.setUint32(at * 4, value);
  });
  return new Uint8Array(digest.buffer);
}

function turned(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0;
}
