import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

export interface ScratchFolder {
  readonly path: string;
  /** Writes a file, and the folders it needs. A list of objects becomes NDJSON. Returns the path. */
  write(name: string, content: string | Uint8Array | readonly object[]): string;
}

/** A folder that is there while the tests of a file run. */
export function scratchFolder(): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), "eqlite-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      const isText = typeof content === "string" || content instanceof Uint8Array;
      writeFileSync(file, isText ? content : content.map((item) => `${JSON.stringify(item)}\n`).join(""));
      return file;
    },
  };
}
