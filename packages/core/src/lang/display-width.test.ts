import { describe, expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";

describe("displayWidth", () => {
  it.each([
    ["", 0],
    ["abc", 3],
    ["Größe", 5],
    // The same with a combining diaeresis.
    ["Gro\u0308ße", 5],
    ["日本語", 6],
    ["한국어", 6],
    ["ｆｕｌｌ", 8],
    ["😀", 2],
    ["🛡️", 1],
    ["→…", 2],
    ["שלום", 4],
  ] as const)("%j takes %d columns", (text, width) => expect(displayWidth(text)).toBe(width));
});
