import { describe, expect, it } from "vitest";
import { createProblemLog } from "./problem-log.ts";

const file = { path: "a.ndjson" };

describe("createProblemLog", () => {
  it("counts every problem and lists the first", () => {
    const log = createProblemLog();
    for (let record = 1; record <= 2500; record += 1) {
      log.add({ kind: "json", message: "no JSON", record, lostRecords: 2 }, file);
    }
    log.add({ kind: "damaged-container", message: "cut short" }, file);
    expect(log.count).toBe(2501);
    expect(log.unreadableRecords).toBe(5000);
    expect(log.listed).toHaveLength(1000);
    expect(log.listed[0]?.problem.record).toBe(1);
  });

  it("keeps notes apart, so that they hide no problem", () => {
    const log = createProblemLog();
    for (let at = 0; at < 2500; at += 1)
      log.add({ kind: "unknown-format", message: "a picture", isNote: true }, file);
    log.add({ kind: "json", message: "no JSON", lostRecords: 1 }, file);
    expect(log.count).toBe(1);
    expect(log.listed.map(({ problem }) => problem.kind)).toEqual(["json"]);
    expect(log.notes).toHaveLength(1000);
  });
});
