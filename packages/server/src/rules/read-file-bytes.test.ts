import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { createReadFileBytes } from "./read-file-bytes.ts";

const folder = scratchFolder();
const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at % 251));

describe("createReadFileBytes", () => {
  const maxBytes = 200_000;
  const readFileBytes = createReadFileBytes(maxBytes);

  it.each([0, 1, 65_535, 65_536, 65_537, maxBytes])("reads %s bytes", (length) => {
    const path = folder.write(`${length}.bin`, bytesOf(length));
    expect(readFileBytes(path)?.equals(bytesOf(length))).toBe(true);
  });

  it("reads a short file behind a long one", () => {
    readFileBytes(folder.write("long.bin", bytesOf(100_000)));
    expect(readFileBytes(folder.write("short.bin", "ab"))?.toString()).toBe("ab");
  });

  it("refuses a file that is too large", () => {
    const path = folder.write("large.bin", bytesOf(maxBytes + 1));
    expect(readFileBytes(path)).toBeUndefined();
    expect(createReadFileBytes(10)(folder.write("eleven.bin", bytesOf(11)))).toBeUndefined();
    expect(createReadFileBytes(10)(path)).toBeUndefined();
  });

  it("throws what the operating system says", () => {
    expect(() => readFileBytes(`${folder.path}/none`)).toThrow("ENOENT");
    expect(() => readFileBytes(folder.path)).toThrow("EISDIR");
  });
});
