import { closeSync, openSync, readdirSync, readSync, rmSync, writeSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { createSpillFile, SpillFileError, type SpillFileSystem } from "./spill-file.ts";

const folder = scratchFolder();
const realFileSystem: SpillFileSystem = { openSync, writeSync, readSync, closeSync, rmSync };

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it went wrong`), { code });
}

it("gives back what was put into it, from anywhere", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), (pieces) => {
      const file = createSpillFile(folder.path);
      try {
        const offsets = pieces.map((piece) => file.append(piece));
        for (const [i, piece] of pieces.entries()) {
          const into = new Uint8Array(piece.length);
          file.read(offsets[i] ?? -1, into);
          expect(into).toEqual(piece);
        }
        const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
        file.read(0, all);
        expect(Buffer.compare(all, Buffer.concat(pieces))).toBe(0);
        expect(() => file.read(0, new Uint8Array(all.length + 1))).toThrow(RangeError);
      } finally {
        file.close();
      }
    }),
    { numRuns: 50 },
  );
});

it("finishes writes and reads that the system cuts short", () => {
  const short: SpillFileSystem = {
    ...realFileSystem,
    writeSync: (file, bytes, offset, length, position) =>
      writeSync(file, bytes, offset, Math.min(3, length), position),
    readSync: (file, into, offset, length, position) =>
      readSync(file, into, offset, Math.min(2, length), position),
  };
  const file = createSpillFile(folder.path, short);
  file.append(Buffer.from("zero"));
  const offset = file.append(Buffer.from("0123456789"));
  const into = Buffer.alloc(10);
  file.read(offset, into);
  expect(into.toString()).toBe("0123456789");
  file.close();
});

describe("the file", () => {
  it.skipIf(process.platform === "win32")("has no name while it is open", () => {
    const file = createSpillFile(folder.path);
    expect(readdirSync(folder.path)).toEqual([]);
    file.close();
  });

  it("is removed when it is closed where an open file cannot be", () => {
    let isOpen = true;
    const likeWindows: SpillFileSystem = {
      ...realFileSystem,
      closeSync(file) {
        closeSync(file);
        isOpen = false;
      },
      rmSync(path) {
        if (isOpen) throw systemError("EBUSY");
        rmSync(path);
      },
    };
    const file = createSpillFile(folder.path, likeWindows);
    expect(readdirSync(folder.path)).toHaveLength(1);
    file.close();
    file.close();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("is removed at the end of the process, however that ends", async () => {
    vi.resetModules();
    const anew = await import("./spill-file.ts");
    const before = process.listeners("exit");
    let isOpen = true;
    const likeWindows: SpillFileSystem = {
      ...realFileSystem,
      rmSync(path) {
        if (isOpen) throw systemError("EBUSY");
        rmSync(path);
      },
    };
    anew.createSpillFile(folder.path, likeWindows);
    anew.createSpillFile(folder.path, likeWindows);
    expect(readdirSync(folder.path)).toHaveLength(2);
    const added = process.listeners("exit").filter((listener) => !before.includes(listener));
    expect(added).toHaveLength(1);
    isOpen = false;
    // Node calls it at any end but a kill: after the last work, `process.exit` and an error that nobody caught.
    for (const listener of added) {
      listener(0);
      process.off("exit", listener);
    }
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe("what cannot be spilled", () => {
  const failing = (call: "openSync" | "writeSync", code: string): SpillFileSystem => ({
    ...realFileSystem,
    [call]: () => {
      throw systemError(code);
    },
  });

  it.each(["ENOSPC", "EDQUOT"])("a full disk names the folder and what to do (%s)", (code) => {
    const file = createSpillFile(folder.path, failing("writeSync", code));
    expect(() => file.append(Buffer.from("x"))).toThrow(SpillFileError);
    expect(() => file.append(Buffer.from("x"))).toThrow(
      `The folder for temporary files, ${folder.path}, is full. Set TMPDIR to a folder with more room.`,
    );
    file.close();
  });

  it("a folder that may not be written to, too", () => {
    expect(() => createSpillFile(folder.path, failing("openSync", "EACCES"))).toThrow(
      `The folder for temporary files, ${folder.path}, cannot be used (EACCES: it went wrong). Set TMPDIR to another folder.`,
    );
    expect(() => createSpillFile(`${folder.path}/none`)).toThrow(/cannot be used \(ENOENT/);
  });

  it.skipIf(process.platform !== "linux")("a disk that is really full", () => {
    const full: SpillFileSystem = {
      ...realFileSystem,
      openSync: () => openSync("/dev/full", "r+"),
      rmSync() {},
    };
    const file = createSpillFile(folder.path, full);
    expect(() => file.append(Buffer.from("x"))).toThrow(/is full/);
    file.close();
  });
});
