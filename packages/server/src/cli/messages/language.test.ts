import { describe, expect, it } from "vitest";
import { detectLanguage } from "./language.ts";

const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
  [{}, "en"],
  [{ LANG: "zh_CN.UTF-8" }, "zh-CN"],
  [{ LANG: "zh_CN.UTF-8", LC_ALL: "de_DE.UTF-8" }, "en"],
  [{ LANG: "de_DE.UTF-8", LC_MESSAGES: "zh_CN" }, "zh-CN"],
  [{ LANG: "de_DE.UTF-8", LC_ALL: "C", EQLITE_LANG: "zh-CN" }, "zh-CN"],
  [{ LANG: "zh_CN.UTF-8", EQLITE_LANG: "en" }, "en"],
  // Set to nothing is not set.
  [{ LANG: "zh_CN.UTF-8", LC_ALL: "", EQLITE_LANG: "" }, "zh-CN"],
];

describe("detectLanguage", () => {
  it.each(cases)("%j: %s", (env, expected) => {
    expect(detectLanguage(env)).toBe(expected);
  });
});
