import { describe, expect, it } from "vitest";
import {
  chosenOf,
  newThreat,
  tacticChoices,
  techniqueChoices,
  threatsOf,
  withTactic,
  withTechniques,
} from "./threat-draft.ts";

const lateral = {
  framework: "MITRE ATT&CK",
  tactic: { id: "TA0008", name: "Lateral Movement", reference: "https://attack.mitre.org/tactics/TA0008/" },
  technique: [
    {
      id: "T1021",
      name: "Remote Services",
      reference: "https://attack.mitre.org/techniques/T1021/",
      subtechnique: [
        {
          id: "T1021.002",
          name: "SMB/Windows Admin Shares",
          reference: "https://attack.mitre.org/techniques/T1021/002/",
        },
      ],
    },
    {
      id: "T1570",
      name: "Lateral Tool Transfer",
      reference: "https://attack.mitre.org/techniques/T1570/",
    },
  ],
};

describe("threats of a draft", () => {
  it("are chosen by ids, and written with names and references", () => {
    expect(chosenOf(lateral)).toEqual({ tactic: "TA0008", techniques: ["T1021.002", "T1570"] });
    expect(withTechniques(newThreat("TA0008"), ["T1021.002", "T1570"])).toEqual(lateral);
    expect(withTechniques(lateral, chosenOf(lateral).techniques)).toEqual(lateral);
  });

  it("have what stands below a technique once, below it", () => {
    const both = withTechniques(lateral, ["T1021", "T1021.001", "T1021.002"]);
    expect(chosenOf(both).techniques).toEqual(["T1021.001", "T1021.002"]);
    expect(withTechniques(both, ["T1021"])["technique"]).toEqual([
      { id: "T1021", name: "Remote Services", reference: "https://attack.mitre.org/techniques/T1021/" },
    ]);
  });

  it("lose techniques that do not serve another tactic", () => {
    const moved = withTactic(withTechniques(newThreat("TA0003"), ["T1053.005", "T1176"]), "TA0002");
    expect(chosenOf(moved)).toEqual({ tactic: "TA0002", techniques: ["T1053.005"] });
  });

  it("keep and offer what the list does not know", () => {
    const own = {
      framework: "Ours",
      tactic: { id: "X1", name: "Own tactic" },
      technique: [{ id: "X9", name: "Own technique", note: "kept" }],
    };
    expect(tacticChoices(own).at(-1)).toEqual({ value: "X1", label: "Own tactic (X1)" });
    expect(techniqueChoices(own)).toEqual([{ value: "X9", label: "X9 Own technique" }]);
    expect(withTechniques(own, ["X9"])).toEqual(own);
  });

  it("offer the techniques of their tactic alone", () => {
    const labels = techniqueChoices(newThreat("TA0008")).map(({ label }) => label);
    expect(labels).toContain("T1021.002 Remote Services: SMB/Windows Admin Shares");
    expect(labels.some((label) => label.startsWith("T1595"))).toBe(false);
  });

  it("are none in a rule that has none, or something else there", () => {
    for (const threat of [undefined, "x", {}, [null, 3]]) expect(threatsOf({ threat })).toEqual([]);
    expect(chosenOf({ tactic: null, technique: "x" })).toEqual({ tactic: "", techniques: [] });
  });
});
