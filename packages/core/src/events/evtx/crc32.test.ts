import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

const view = new DataView(new TextEncoder().encode("123456789").buffer);

describe("crc32", () => {
  // The check value that every description of this CRC gives.
  it("gives the known checksum of the digits", () => expect(crc32(view, 0, 9)).toBe(0xcbf43926));

  it("goes on from the bytes before", () => {
    for (let cut = 0; cut <= 9; cut += 1) expect(crc32(view, cut, 9, crc32(view, 0, cut))).toBe(0xcbf43926);
  });
});
