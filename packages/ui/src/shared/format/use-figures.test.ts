import { describe, expect, it } from "vitest";
import { createFigures } from "./use-figures.ts";

describe("figures", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [284_061, "284 kB"],
    [7_198_601, "7.2 MB"],
    [53_687_091_200, "53.7 GB"],
    [3e15, "3,000 TB"],
  ])("%i bytes are %s", (value, text) => expect(createFigures("en").bytes(value)).toBe(text));

  it.each([
    [16.4, "16.4 ms"],
    [999, "999 ms"],
    [4_200, "4.2 sec"],
    [180_000, "3 min"],
    [2_592_000_000, "30 days"],
  ])("%i ms are %s", (ms, text) => expect(createFigures("en").duration(ms)).toBe(text));

  it.each([
    [0, "0"],
    [999, "999"],
    [142_258, "142K"],
  ])("%i is %s in short", (value, text) => expect(createFigures("en").short(value)).toBe(text));

  it("follow the language", () => {
    expect(createFigures("zh-CN").duration(180_000)).toBe("3分钟");
  });
});
