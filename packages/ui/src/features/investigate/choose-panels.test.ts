import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { choosePanels } from "./choose-panels.ts";
import { guideParts, guideSteps } from "./guide-parts.ts";
import { panelKinds } from "./panel-rules.ts";
import { translatedGuide } from "./translated-guide.ts";

/** The words of each step that has panels, by panel. */
function chosen(note: string) {
  const parts = guideParts(note);
  const { at, further } = choosePanels(parts);
  const texts = new Map(guideSteps(parts).map(({ id, text }) => [id, text]));
  return {
    further,
    panels: Object.fromEntries(
      [...at].flatMap(([id, panels]) => panels.map((panel) => [panel, texts.get(id)])),
    ),
  };
}

describe("panels of a published guide", () => {
  const english = [
    "### Possible investigation steps",
    "- Follow the process execution chain (parent process tree) of unknown processes.",
    "- Review logon events (such as 4624) near the alert to find the account that was used.",
    "- Look for other alerts of the user/host during the past 48 hours.",
    "- See whether the host shows what it left:",
    "  - Attempts to contact external domains and addresses.",
    "  - Registry keys that related processes of the process tree modified.",
    "  - Host services that look odd.",
    "  - Take the SHA-256 hash with PowerShell's Get-FileHash and look it up in VirusTotal.",
    "- Look into potentially compromised accounts: logon events to the host after the modification.",
    "### Response and remediation",
    "- Reset the password of compromised accounts.",
  ].join("\n");

  it("stand at the steps that ask for them", () => {
    const { panels, further } = chosen(english);
    expect(further).toEqual([]);
    expect(panels).toEqual({
      "process-tree": expect.stringContaining("execution chain"),
      logons: expect.stringContaining("4624"),
      "related-alerts": expect.stringContaining("48 hours"),
      network: expect.stringContaining("external domains"),
      changes: expect.stringContaining("Registry keys"),
      file: expect.stringContaining("SHA-256"),
      "logons-after": expect.stringContaining("compromised accounts"),
    });
  });

  it("in Chinese too", () => {
    const { panels, further } = chosen(
      [
        "- 调查未知进程的进程执行链(父进程树)。",
        "- 查看告警时间范围内相邻的登录事件(例如 4624)。",
        "- 调查过去 48 小时内与用户/主机关联的其他告警。",
        "- 通过进程的 process.entity_id 过滤来确定主题进程联系的域和地址。",
        "- 检查进程树中相关进程修改的注册表项。",
        "- 获取文件的 SHA-256 哈希值,并查询信誉。",
        "- 调查可能受到入侵的帐户:搜索注册表修改后针对目标主机的登录事件。",
      ].join("\n"),
    );
    expect(further).toEqual([]);
    expect(Object.keys(panels).toSorted()).toEqual([...panelKinds].toSorted());
    expect(panels["logons"]).toContain("4624");
    expect(panels["logons-after"]).toContain("受到入侵");
  });

  it("are further where no step asks for them, and stand at one step each", () => {
    const parts = guideParts("- Look at logons (4624).\n- Look at logons again, and again.");
    const { at, elsewhere, further } = choosePanels(parts);
    expect([...at]).toEqual([["guide-1", ["logons"]]]);
    expect([...elsewhere]).toEqual([["guide-2", [{ panel: "logons", step: "guide-1" }]]]);
    expect(further).toEqual(panelKinds.filter((panel) => panel !== "logons"));
  });
});

describe("panels of the bundled rule", () => {
  it("are all there, each at a step", () => {
    const path = new URL("../../../../../rules/remote-execution-via-file-shares.toml", import.meta.url);
    const notes = [...readFileSync(path, "utf8").matchAll(/^note = '''\n([\s\S]*?)^'''/gm)].map(
      ([, note = ""]) => note,
    );
    expect(notes).toHaveLength(2);
    for (const note of notes) {
      const { panels, further } = chosen(note);
      expect(further).toEqual([]);
      expect(panels["logons"]).toContain("4624");
      expect(panels["logons-after"]).toMatch(/stolen|失窃/);
      expect(panels["related-alerts"]).toContain("48");
    }
  });
});

describe("a translated guide", () => {
  const original = guideParts(
    '- Look at the registry.\n- Ask around.\n  - !{osquery{"label":"a","query":"b"}}',
  );

  it("is that of the bundled rule: step for step, block for block", () => {
    const path = new URL("../../../../../rules/remote-execution-via-file-shares.toml", import.meta.url);
    // Markers become blocks when the rule is read; any block will do here.
    const [english, chinese] = [...readFileSync(path, "utf8").matchAll(/^note = '''\n([\s\S]*?)^'''/gm)].map(
      ([, note = ""]) =>
        guideParts(note.replaceAll(/\$(osquery|investigate)_\d+/g, '!{$1{"label":"a","query":"b"}}')),
    );
    if (english === undefined || chinese === undefined) throw new Error("the rule has no two guides");
    expect(translatedGuide(english, chinese)).toBe(chinese);
  });

  it("is left aside where its steps are not those of the original", () => {
    const fewer = guideParts("- 查看注册表。");
    expect(translatedGuide(original, fewer)).toBe(original);
    const withoutBlock = guideParts("- 查看注册表。\n- 四处打听。");
    expect(translatedGuide(original, withoutBlock)).toBe(original);
    const elsewhere = guideParts(
      '- 查看注册表。\n### 误报分析\n- 问。\n  - !{osquery{"label":"a","query":"b"}}',
    );
    expect(translatedGuide(original, elsewhere)).toBe(original);
    const same = guideParts('- 查看注册表。\n- 四处打听。\n  - !{osquery{"label":"甲","query":"b"}}');
    expect(translatedGuide(original, same)).toBe(same);
  });
});
