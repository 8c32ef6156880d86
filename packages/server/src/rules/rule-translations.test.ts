import { describe, expect, it } from "vitest";
import { translationsOf, withoutStaleTranslations } from "./rule-translations.ts";

const chinese = { name: "远程执行", note: "先看登录。", false_positives: ["软件分发"] };
const rule = {
  rule_id: "r1",
  name: "Remote execution",
  note: "Look at the logons.",
  false_positives: ["Software distribution"],
  translations: { "zh-CN": chinese },
};

describe("translations of a rule that is changed", () => {
  it("go with the texts that they translate, and only with those", () => {
    expect(withoutStaleTranslations(rule, { ...rule, note: "Look at the shares." })["translations"]).toEqual({
      "zh-CN": { name: "远程执行", false_positives: ["软件分发"] },
    });
    expect(withoutStaleTranslations(rule, { ...rule, false_positives: [] })["translations"]).toEqual({
      "zh-CN": { name: "远程执行", note: "先看登录。" },
    });
  });

  it("stay where both have changed, and where the text has not", () => {
    const both = { ...rule, name: "Other", translations: { "zh-CN": { ...chinese, name: "另一个" } } };
    expect(withoutStaleTranslations(rule, both)).toEqual(both);
    const risk = { ...rule, risk_score: 3 };
    expect(withoutStaleTranslations(rule, risk)).toBe(risk);
  });

  it("leave nothing behind when all are gone", () => {
    const only = { ...rule, translations: { "zh-CN": { name: "远程执行" } } };
    expect(withoutStaleTranslations(only, { ...only, name: "Other" })).not.toHaveProperty("translations");
  });
});

describe("translations of what a rule said", () => {
  const later = {
    ...rule,
    note: "Look at the shares.",
    translations: { "zh-CN": { ...chinese, note: "先看共享。" } },
  };

  it("are those of the revision that says the same", () => {
    expect(translationsOf(rule, [rule, later])).toEqual({ "zh-CN": chinese });
    expect(translationsOf(later, [rule, later])).toEqual({ "zh-CN": { ...chinese, note: "先看共享。" } });
  });

  it("are of the newest one where several say the same: mistakes of a translation are mended", () => {
    const mended = { ...rule, translations: { "zh-CN": { ...chinese, name: "通过共享远程执行" } } };
    expect(translationsOf(rule, [rule, mended])["zh-CN"]?.name).toBe("通过共享远程执行");
  });

  it("are none for a text that no revision has", () => {
    expect(translationsOf({ ...rule, name: "PowerShell on WS-17" }, [rule])["zh-CN"]).not.toHaveProperty(
      "name",
    );
    expect(translationsOf(rule, [])).toEqual({});
  });
});
