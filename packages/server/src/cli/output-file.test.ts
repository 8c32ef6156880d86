import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { withOutput } from "./output-file.ts";
import { fakeTerminal } from "./terminal.test-support.ts";

const folder = scratchFolder();
const isWindows = process.platform === "win32";

const writeTo = (path: string | undefined, text: string, terminal = fakeTerminal()) =>
  withOutput({ path, inputs: [] }, terminal, async (output) => output.write(text));

describe("withOutput", () => {
  it("puts the file in its place when it is complete, and not before", async () => {
    const path = folder.write("done/old.txt", "old");
    await withOutput({ path, inputs: [] }, fakeTerminal(), async (output) => {
      // Nothing is there that a walk over the folder could take for an input.
      expect(readdirSync(`${folder.path}/done`)).toEqual(["old.txt"]);
      output.write("new");
      output.write("x".repeat(1_000_000));
      expect(readFileSync(path, "utf8")).toBe("old");
    });
    expect(readFileSync(path, "utf8")).toBe(`new${"x".repeat(1_000_000)}`);
    expect(readdirSync(`${folder.path}/done`)).toEqual(["old.txt"]);
  });

  it("makes an empty file where there is nothing to write", async () => {
    await writeTo(`${folder.path}/empty.txt`, "");
    expect(statSync(`${folder.path}/empty.txt`).size).toBe(0);
  });

  it("leaves what was there when the work fails", async () => {
    const path = folder.write("failed/old.txt", "old");
    const work = withOutput({ path, inputs: [] }, fakeTerminal(), async (output) => {
      output.write("x".repeat(1_000_000));
      throw new Error("no luck");
    });
    await expect(work).rejects.toThrow("no luck");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(`${folder.path}/failed`)).toEqual(["old.txt"]);
  });

  it("leaves nothing when the work was interrupted, even at its end", async () => {
    const abort = new AbortController();
    folder.write("interrupted/other.txt", "");
    const path = `${folder.path}/interrupted/new.txt`;
    const work = withOutput({ path, inputs: [] }, fakeTerminal({ signal: abort.signal }), async (output) => {
      output.write("x".repeat(1_000_000));
      abort.abort();
    });
    await expect(work).rejects.toThrow("aborted");
    expect(readdirSync(`${folder.path}/interrupted`)).toEqual(["other.txt"]);
  });

  it.skipIf(isWindows)("writes through a symbolic link", async () => {
    const target = folder.write("target.txt", "old");
    symlinkSync(target, `${folder.path}/link.txt`);
    await writeTo(`${folder.path}/link.txt`, "new");
    expect(readFileSync(target, "utf8")).toBe("new");
    expect(lstatSync(`${folder.path}/link.txt`).isSymbolicLink()).toBe(true);
  });

  it.skipIf(isWindows)("does not replace a device", async () => {
    await writeTo("/dev/null", "x".repeat(100_000));
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it.skipIf(process.platform !== "linux")("says so where the disk is full", async () => {
    await expect(writeTo("/dev/full", "x")).rejects.toThrow(
      "The output /dev/full cannot be written: no space is left.",
    );
  });

  it.each([
    [false, "a\nb\n"],
    [true, "a\nb\n"],
  ])("prints all of it where no file is named (terminal: %s)", async (isTerminal, expected) => {
    const terminal = fakeTerminal({ isTerminal });
    await withOutput({ path: undefined, inputs: [] }, terminal, async (output) => {
      expect(output.isTerminal).toBe(isTerminal);
      output.write("a\n");
      // Somebody who watches sees each line at once.
      expect(terminal.outText()).toBe(isTerminal ? "a\n" : "");
      output.write("b\n");
    });
    expect(terminal.outText()).toBe(expected);
  });

  it("has no colours and no width in a file", async () => {
    await withOutput(
      { path: `${folder.path}/plain.txt`, inputs: [] },
      fakeTerminal({ isTerminal: true }),
      async (output) => {
        expect([output.isTerminal, output.width, output.colors.red("x")]).toEqual([false, 0, "x"]);
      },
    );
  });
});
