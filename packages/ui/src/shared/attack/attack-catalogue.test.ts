import { expect, it } from "vitest";
import { attackReference, attackTactics, attackTechniques, parentTechnique } from "./attack-catalogue.ts";

it("has every technique below a tactic that there is, and what stands below another below one that there is", () => {
  const tactics = new Set(attackTactics.map(({ id }) => id));
  expect(tactics.size).toBe(14);
  expect(attackTechniques.size).toBeGreaterThan(600);
  for (const { id, name, tactics: served } of attackTechniques.values()) {
    expect(id).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(name).not.toBe("");
    expect(served.length).toBeGreaterThan(0);
    for (const tactic of served) expect(tactics).toContain(tactic);
    expect(attackTechniques.has(parentTechnique(id))).toBe(true);
  }
});

it("leads to the pages of the framework", () => {
  expect(attackReference("TA0008")).toBe("https://attack.mitre.org/tactics/TA0008/");
  expect(attackReference("T1021.002")).toBe("https://attack.mitre.org/techniques/T1021/002/");
  expect(attackTechniques.get("T1021.002")).toEqual({
    id: "T1021.002",
    name: "SMB/Windows Admin Shares",
    tactics: ["TA0008"],
  });
});
