import { describe, expect, it } from "vitest";
import { foldAscii } from "./fold-ascii.ts";

describe("foldAscii", () => {
  it.each([
    ["", ""],
    ["cmd.exe", "cmd.exe"],
    ["CMD.Exe", "cmd.exe"],
    ["@[`{AZ", "@[`{az"],
    ["ÉCOLE", "École"],
    ["İSTANBUL", "İstanbul"],
    ["KELVIN \u212a", "kelvin \u212a"],
    ["😀A\ud83dB", "😀a\ud83db"],
  ])("%s becomes %s", (text, expected) => {
    expect(foldAscii(text)).toBe(expected);
  });
});
