import { describe, expect, it } from "vitest";
import { type GuidePart, guideParts, guideSteps } from "./guide-parts.ts";

const shown = (parts: readonly GuidePart[]) =>
  parts.map((part) =>
    part.kind === "step"
      ? `${part.section} ${part.id} ${"  ".repeat(part.depth)}${part.text}${part.blocks.map((block) => ` [${block.kind}]`).join("")}`
      : `${part.section} ${part.kind}: ${part.text}`,
  );

describe("the parts of a guide", () => {
  it("are headings, text and steps, with the blocks that stand below a step", () => {
    const note = [
      "## Triage",
      "",
      "Copying a program",
      "is simple.",
      "",
      "### Investigating",
      "- Look at logons",
      "  of the host.",
      '  - !{investigate{"label":"Logons","providers":[[]]}}',
      "- Examine it:",
      "  - DNS cache.",
      '    - !{osquery{"label":"DNS","query":"SELECT 1"}}',
      '    - !{osquery{"label":"DNS","query":"SELECT 2"}}',
      "",
      "### False positive analysis",
      "- Ask the administrator.",
      "### Response and remediation",
      "1. Isolate it.",
      "2. Reset.",
      "#### More",
      "- Later.",
      "### Another thing",
      "* A step again",
    ].join("\n");
    expect(shown(guideParts(note))).toEqual([
      "investigation heading: Triage",
      "investigation text: Copying a program\nis simple.",
      "investigation heading: Investigating",
      "investigation guide-1 Look at logons\nof the host. [investigate]",
      "investigation guide-2 Examine it:",
      "investigation guide-3   DNS cache. [osquery] [osquery]",
      "false-positive heading: False positive analysis",
      "false-positive guide-4 Ask the administrator.",
      "response heading: Response and remediation",
      "response text: - Isolate it.\n- Reset.",
      "response heading: More",
      "response text: - Later.",
      "investigation heading: Another thing",
      "investigation guide-5 A step again",
    ]);
  });

  it("are told by Chinese headings too", () => {
    const parts = guideParts("### 调查\n- 查看登录\n### 误报分析\n- 询问管理员\n### 响应和补救\n- 隔离主机");
    expect(shown(parts)).toEqual([
      "investigation heading: 调查",
      "investigation guide-1 查看登录",
      "false-positive heading: 误报分析",
      "false-positive guide-2 询问管理员",
      "response heading: 响应和补救",
      "response text: - 隔离主机",
    ]);
  });

  it("keep code together and blocks that cannot be read", () => {
    const note = "```\n- no step\n# no heading\n```\n\n- Look:\n  - !{osquery{}}\n\nAfter the list";
    expect(shown(guideParts(note))).toEqual([
      "investigation text: ```\n- no step\n# no heading\n```",
      "investigation guide-1 Look: [problem]",
      "investigation text: After the list",
    ]);
  });

  it("take characters of a private use for what they are", () => {
    expect(shown(guideParts("- a \ue0000\ue001 b"))).toEqual(["investigation guide-1 a 0 b"]);
    expect(guideSteps(guideParts(""))).toEqual([]);
  });
});
