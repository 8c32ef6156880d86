import { describe, expect, it } from "vitest";
import { processRows } from "../../shared/processes/process-rows.ts";
import { layoutTree, nodeSize } from "./layout-tree.ts";
import { loadedChildren, mergeProcesses } from "./merge-processes.ts";
import { manyProcesses, processNode } from "./process-tree.test-support.ts";

describe("rows of processes", () => {
  const at = (second: number) => ({ started_at: `2026-06-08T12:00:0${second}.000Z` });
  const family = [
    processNode("late", "root", at(3)),
    processNode("grandchild", "early", at(4)),
    processNode("root", "not stored", at(0)),
    processNode("early", "root", at(1)),
  ];

  it("stand below their parents in the order of their start", () => {
    expect(
      processRows(family).map(({ process, depth, place, siblings }) => [process.id, depth, place, siblings]),
    ).toEqual([
      ["root", 0, 1, 1],
      ["early", 1, 1, 2],
      ["grandchild", 2, 1, 1],
      ["late", 1, 2, 2],
    ]);
  });

  it("leave out what is folded away", () => {
    const rows = processRows(family, (id) => id === "early");
    expect(
      rows.map(({ process, isExpanded, shownChildren }) => [process.id, isExpanded, shownChildren]),
    ).toEqual([
      ["root", true, 2],
      ["early", false, 1],
      ["late", false, 0],
    ]);
  });

  it("end where parents make a circle", () => {
    expect(processRows([processNode("a", "b"), processNode("b", "a")])).toEqual([]);
  });
});

describe("the places of processes", () => {
  it("have children to the right of their parents, and none over another", () => {
    const rows = processRows(manyProcesses(5_000, 9));
    const places = layoutTree(rows);
    expect(places).toHaveLength(5_000);
    const columns = new Map<number, number[]>();
    for (const { x, y, row } of places) {
      expect(x).toBe((row.depth + 1) * (nodeSize.width + nodeSize.gapX));
      columns.set(x, [...(columns.get(x) ?? []), y]);
    }
    for (const column of columns.values()) {
      const sorted = column.toSorted((a, b) => a - b);
      for (const [index, y] of sorted.entries()) {
        if (index > 0) expect(y - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(nodeSize.height);
      }
    }
  });
});

it("processes of several answers are there once, and their children are counted", () => {
  const all = mergeProcesses([
    [processNode("a", null, { relation: "subject" }), processNode("b", "a")],
    [processNode("a"), processNode("c", "a"), processNode("d", "b")],
  ]);
  expect([...all.keys()]).toEqual(["a", "b", "c", "d"]);
  expect(all.get("a")?.relation).toBe("subject");
  expect([...loadedChildren(all.values())]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});
