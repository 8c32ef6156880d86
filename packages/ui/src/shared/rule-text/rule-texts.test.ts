import { describe, expect, it } from "vitest";
import { textsIn } from "./rule-texts.ts";

describe("texts of a language", () => {
  it("are those that are there and as they should be", () => {
    const translations = {
      "zh-CN": { name: "远程执行", note: 3, setup: " ", false_positives: ["软件分发"], other: "x" },
    };
    expect(textsIn(translations, "zh-CN")).toEqual({ name: "远程执行", false_positives: ["软件分发"] });
    expect(textsIn(translations, "en")).toEqual({});
    for (const broken of [undefined, null, "x", [], { "zh-CN": null }, { "zh-CN": { name: null } }]) {
      expect(textsIn(broken, "zh-CN")).toEqual({});
    }
  });

  it("join wrapped lines of Chinese, and neither headings, lists nor code", () => {
    const note = "## 分析\n先看登录，\n再看共享。\n\n- 进程\n  的父进程\n- 用 `cmd`\n查看\n```\n一\n二\n```";
    expect(textsIn({ "zh-CN": { note } }, "zh-CN").note).toBe(
      "## 分析\n先看登录，再看共享。\n\n- 进程的父进程\n- 用 `cmd`\n查看\n```\n一\n二\n```",
    );
  });
});
