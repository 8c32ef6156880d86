import { describe, expect, it } from "vitest";
import { wrapText } from "./wrap-text.ts";

const cases: readonly (readonly [string, string, number, string])[] = [
  ["breaks at spaces", "one two three four", 10, "- one two\n  three\n  four"],
  ["fills a line to the last column", "one two three", 9, "- one two\n  three"],
  [
    "keeps a word with its brackets and dots",
    "see (services.exe) there",
    16,
    "- see\n  (services.exe)\n  there",
  ],
  ["leaves a long word whole", "a verylongwordindeed b", 10, "- a\n  verylongwordindeed\n  b"],
  ["breaks Chinese anywhere, two columns a character", "查看文件出现", 8, "- 查看文\n  件出现"],
  ["starts no line with a Chinese mark", "查看文。件出", 8, "- 查看文。\n  件出"],
  ["ends no line with an opening bracket", "查看（文）件", 8, "- 查看\n  （文）\n  件"],
  [
    "keeps an English word in Chinese text whole",
    "运行 services.exe 以后",
    16,
    "- 运行\n  services.exe\n  以后",
  ],
  ["an empty text", "", 10, "-"],
];

describe("wrapText", () => {
  it.each(cases)("%s", (_, text, width, expected) => {
    expect(wrapText(text, width, "- ", "  ")).toBe(expected);
  });
});
