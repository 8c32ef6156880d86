import { describe, expect, it } from "vitest";
import { shareAlert, writtenMs } from "./alert.test-support.ts";
import { alertSubject, isPersonal } from "./alert-subject.ts";

describe("what an alert is about", () => {
  it("is told by its events: the process that was started, not the one that wrote", () => {
    const subject = shareAlert();
    expect(subject.process).toEqual({
      place: { host: "h1", entity: "e2" },
      name: "tool.exe",
      executable: "C:\\tool.exe",
    });
    expect([subject.firstMs, subject.lastMs, subject.raisedMs]).toEqual([
      writtenMs,
      writtenMs + 1_000,
      writtenMs + 5_000,
    ]);
    expect(subject.users.map(({ name }) => name)).toEqual(["ann", "SYSTEM"]);
    expect(subject.hashes).toEqual([{ kind: "sha256", value: "ab" }]);
    expect(subject.files).toEqual({ names: ["tool.exe"], paths: ["C:\\tool.exe"] });
  });

  it("has values of the alert, else of the latest event", () => {
    const subject = shareAlert({ user: { name: "given" } });
    expect(subject.valuesOf("user.name")).toEqual(["given"]);
    expect(subject.valuesOf("process.entity_id")).toEqual(["e2"]);
    expect(subject.valuesOf("file.path")).toEqual(["C:\\tool.exe"]);
    expect(subject.valuesOf("nothing")).toEqual([]);
  });

  it("is a process by its pid where sensors give no entity id, or none", () => {
    const of = (document: object) => alertSubject({ id: "a", document: { ...document }, blocks: [] }).process;
    expect(
      of({ "@timestamp": "2026-01-05T12:00:00Z", host: { name: "WS" }, process: { pid: 7 } })?.place,
    ).toEqual({ host: "WS", pid: 7, at: "2026-01-05T12:00:00.000Z" });
    expect(of({ "@timestamp": "2026-01-05T12:00:00Z" })).toBeUndefined();
  });
});

it("accounts of the system are nobody's", () => {
  expect(isPersonal({ name: "ann", id: undefined })).toBe(true);
  for (const [name, id] of [
    ["SYSTEM", undefined],
    ["WS-1$", undefined],
    ["whoever", "S-1-5-18"],
    ["ANONYMOUS LOGON", undefined],
  ] as const) {
    expect(isPersonal({ name, id })).toBe(false);
  }
});
