import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.ts";

function watch(isTerminal: boolean) {
  let written = "";
  let nowMs = 0;
  const stream = {
    write: (text: string) => {
      written += text;
    },
    isTerminal,
    width: 80,
    colors: pc.createColors(false),
  };
  const progress = createProgress(stream, "reading", () => nowMs);
  return {
    progress,
    at: (ms: number, done: number, total: number) => {
      nowMs = ms;
      progress.update(done, total);
    },
    take: () => {
      const text = written;
      written = "";
      return text;
    },
  };
}

describe("createProgress", () => {
  it("is silent where nobody watches", () => {
    const { at, progress, take } = watch(false);
    at(5000, 1, 2);
    progress.clear();
    expect(take()).toBe("");
  });

  it("draws nothing for work that is over at once, and has nothing to wipe then", () => {
    const { at, progress, take } = watch(true);
    at(50, 1, 2);
    progress.clear();
    expect(take()).toBe("");
  });

  it("draws at most ten times a second, and wipes what it drew", () => {
    const { at, progress, take } = watch(true);
    at(100, 5_000_000, 10_000_000);
    expect(take()).toBe(`\rreading ${"█".repeat(15)}${"░".repeat(15)}  50% of 10.0 MB`);
    at(150, 6_000_000, 10_000_000);
    expect(take()).toBe("");
    at(200, 20_000_000, 10_000_000);
    expect(take()).toContain("100%");
    progress.clear();
    expect(take()).toBe("\r\u001b[K");
    progress.clear();
    expect(take()).toBe("");
  });

  it("knows no share of an input whose size is not known", () => {
    const { at, take } = watch(true);
    at(100, 5, 0);
    expect(take()).toContain("  0% of 0.0 MB");
  });
});
