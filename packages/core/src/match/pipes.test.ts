import { describe, expect, it } from "vitest";
import { type CheckedPipe, defaultSearchOptions } from "../lang/index.ts";
import { applyPipes } from "./pipes.ts";

/** `head 4 | tail 2` */
function parsePipes(text: string): readonly CheckedPipe[] {
  if (text === "") return [];
  return text.split(" | ").map((pipe) => {
    const [name, count] = pipe.split(" ");
    return { name: name === "head" ? "head" : "tail", count: Number(count) };
  });
}

// Specification 2.4, over the results 1 to 6.
const cases: readonly (readonly [
  size: number,
  position: "head" | "tail",
  pipes: string,
  left: readonly number[],
])[] = [
  [10, "tail", "", [1, 2, 3, 4, 5, 6]],
  [2, "tail", "", [5, 6]],
  [2, "head", "", [1, 2]],
  [0, "tail", "", []],
  [0, "head", "", []],
  [0, "tail", "head 3", []],
  [10, "tail", "head 2", [1, 2]],
  [10, "head", "tail 2", [5, 6]],
  [10, "tail", "head 0", []],
  [10, "tail", "tail 0", []],
  [10, "tail", "head 50", [1, 2, 3, 4, 5, 6]],
  [10, "tail", "tail 50", [1, 2, 3, 4, 5, 6]],
  // The first pipe, not the request, says from which end the size is taken.
  [3, "tail", "head 50", [1, 2, 3]],
  [3, "head", "tail 50", [4, 5, 6]],
  [3, "tail", "head 2", [1, 2]],
  [10, "tail", "head 4 | tail 2", [3, 4]],
  [10, "tail", "tail 4 | head 2", [3, 4]],
  [3, "tail", "head 4 | tail 2", [2, 3]],
  [5, "head", "tail 4 | head 3 | tail 1", [5]],
];

describe("applyPipes", () => {
  it.each(cases)("size %d, %s, `%s`", (size, resultPosition, pipes, left) => {
    const options = { ...defaultSearchOptions, size, resultPosition };
    expect(applyPipes([1, 2, 3, 4, 5, 6], parsePipes(pipes), options)).toEqual(left);
  });

  it("leaves nothing of nothing", () => {
    expect(applyPipes([], parsePipes("head 4 | tail 2"), defaultSearchOptions)).toEqual([]);
  });
});
