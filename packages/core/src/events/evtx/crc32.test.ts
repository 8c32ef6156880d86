import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

const view = new DataView(new TextEncoder().encode("123456789").buffer);

/** Bit by bit, as it is defined. */
function slowCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe("crc32", () => {
  it("is what its definition says, whatever the length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        expect(crc32(view, 0, bytes.length)).toBe(slowCrc32(bytes));
      }),
    );
  });

  // The check value that every description of this CRC gives.
  it("gives the known checksum of the digits", () => expect(crc32(view, 0, 9)).toBe(0xcbf43926));

  it("goes on from the bytes before", () => {
    for (let cut = 0; cut <= 9; cut += 1) expect(crc32(view, cut, 9, crc32(view, 0, cut))).toBe(0xcbf43926);
  });
});
