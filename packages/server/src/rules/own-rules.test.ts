import { fileURLToPath } from "node:url";
import { type GuideSegment, renderGuide } from "@eqlite/core/detect";
import { parse } from "@eqlite/core/lang";
import { describe, expect, it } from "vitest";
import { readRuleFiles } from "./read-rule-files.ts";

const folder = fileURLToPath(new URL("../../../../rules", import.meta.url));

/** What a guide offers to click on, without labels: those differ from language to language. */
function blocksOf(note: string | undefined): unknown[] {
  return renderGuide(note ?? "").flatMap((segment: GuideSegment) => {
    if (segment.kind === "markdown") return [];
    const { span: _span, ...block } = segment;
    return [{ ...block, label: "" }];
  });
}

describe("our own rules", async () => {
  const files = await readRuleFiles([folder]);

  it("have no problems and no warnings", () => {
    expect(files.rules.length).toBeGreaterThan(0);
    expect(files.problems).toEqual([]);
    expect(files.rules.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });

  it.each(files.rules.map((loaded) => [loaded.rule.name, loaded] as const))("%s", (_, loaded) => {
    const { rule, source, queryMap } = loaded;
    expect(parse(rule.query).diagnostics).toEqual([]);
    for (const [offset, unit] of rule.query.split("").entries()) {
      expect(source.text[queryMap.toFile(offset)]).toBe(unit);
    }
    const blocks = blocksOf(rule.note);
    expect(blocks.length).toBeGreaterThan(0);
    const chinese = rule.translations["zh-CN"];
    expect(blocksOf(chinese?.note)).toEqual(blocks);
    for (const text of [
      chinese?.name,
      chinese?.description,
      chinese?.setup,
      ...(chinese?.falsePositives ?? []),
    ]) {
      expect(text).toMatch(/[\u4e00-\u9fff]/);
    }
    expect(chinese?.falsePositives).toHaveLength(rule.falsePositives.length);
  });
});
