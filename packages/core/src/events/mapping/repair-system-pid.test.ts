import { describe, expect, it } from "vitest";
import type { JsonObject } from "../document.ts";
import { field, map, sysmonEvent } from "./mapping.test-support.ts";
import { repairSystemPid } from "./repair-system-pid.ts";

const system: JsonObject = { Image: "System", TargetFilename: "C:\\ProgramData\\a.exe" };

describe("repairSystemPid", () => {
  it("gives System its pid where the export lost it", () => {
    const document = map(sysmonEvent(11, system));
    expect(field(document, "process.pid")).toBeUndefined();
    expect(repairSystemPid(document)).toEqual({ ...document, process: { executable: "System", pid: 4 } });
    expect(field(document, "process.pid")).toBeUndefined();
  });

  it.each([
    ["has a pid", sysmonEvent(11, { ...system, ProcessId: "9" })],
    ["is done by somebody else", sysmonEvent(11, { ...system, Image: "C:\\a.exe" })],
    ["is no file creation", sysmonEvent(23, system)],
    ["is no Sysmon event", { event: { code: "11" }, process: { executable: "System" } }],
    ["has no process", { event: { code: "11" } }],
  ])("leaves a document alone that %s", (_, raw) => {
    const document = map(raw as JsonObject);
    expect(repairSystemPid(document)).toBe(document);
  });
});
