import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../document.ts";
import { mapToEcs } from "./map-to-ecs.ts";
import { field, map } from "./mapping.test-support.ts";
import { repairSystemPid } from "./repair-system-pid.ts";
import { parseTimestamp } from "./timestamp.ts";

const root = new URL("../../../../../", import.meta.url);
const slicesFolder = new URL("recordings/slices/", root);
const dataFolder = new URL("../shared/data/eqllib/", root);

interface SliceLine {
  readonly _source: { readonly line: number };
  readonly event: JsonObject;
}

function readSlice(name: string): readonly SliceLine[] {
  const text = readFileSync(new URL(name, slicesFolder), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SliceLine);
}

function sliceEvent(name: string, line: number): JsonObject {
  const found = readSlice(name).find((record) => record._source.line === line);
  if (found === undefined) throw new Error(`${name} has no line ${line}`);
  return found.event;
}

describe("the worked example (windows-to-ecs.md section 6)", () => {
  const frame = {
    event: { kind: "event", provider: "Microsoft-Windows-Sysmon", module: "sysmon" },
    host: { name: "WORKSTATION5", id: "workstation5", os: { type: "windows" } },
  };

  it("is the file that was written over SMB", () => {
    const document = map(sliceEvent("positive_smb_written_then_started.ndjson", 1725));
    expect(document).toMatchObject({
      "@timestamp": "2021-06-12T01:07:41.181Z",
      event: {
        ...frame.event,
        code: "11",
        category: ["file"],
        type: ["creation"],
        action: "FileCreate",
        created: "2021-06-11T09:07:41.194Z",
      },
      winlog: {
        channel: "Microsoft-Windows-Sysmon/Operational",
        computer_name: "WORKSTATION5",
        event_id: "11",
      },
    });
    // These blocks hold nothing else: no name of the System process, no user.
    expect(document["host"]).toEqual(frame.host);
    expect(document["process"]).toEqual({
      entity_id: "{e2c04bb9-a31b-60c3-eb03-000000000000}",
      pid: 4,
      executable: "System",
    });
    expect(document["file"]).toEqual({
      path: "C:\\Windows\\b6a1458f396.exe",
      name: "b6a1458f396.exe",
      directory: "C:\\Windows",
      extension: "exe",
    });
    expect(document["user"]).toBeUndefined();
    expect(field(document, "winlog.event_data")).toEqual({ CreationUtcTime: "2021-06-11 21:07:50.213" });
  });

  it("is its start", () => {
    const document = map(sliceEvent("positive_smb_written_then_started.ndjson", 1779));
    expect(document).toMatchObject({
      "@timestamp": "2021-06-12T01:07:41.253Z",
      event: {
        ...frame.event,
        code: "1",
        category: ["process"],
        type: ["start"],
        action: "Process creation",
        created: "2021-06-11T09:07:41.254Z",
      },
      host: frame.host,
      process: {
        entity_id: "{e2c04bb9-08dd-60c4-deb8-400100000000}",
        pid: 7004,
        executable: "C:\\Windows\\b6a1458f396.exe",
        name: "b6a1458f396.exe",
        command_line: "b6a1458f396  ",
        args: ["b6a1458f396"],
        args_count: 1,
        working_directory: "C:\\Windows\\system32\\",
        hash: {
          sha1: "571670869cfa7ae69103a2a7ef34bb8f5b607bf6",
          md5: "64afccf614577ea0b706665e6109572d",
          sha256: "5ddc0abc2c0da8195b7832ea1c27e0ebe6f2cc4eb379fefeebfbfd93df12a181",
        },
        pe: { imphash: "93a138801d9601e4c36e6274c8b9d111" },
        parent: {
          entity_id: "{e2c04bb9-08dd-60c4-9109-000000000300}",
          pid: 3948,
          executable: "C:\\Windows\\System32\\cmd.exe",
          name: "cmd.exe",
        },
      },
    });
    expect(document["user"]).toEqual({ domain: "NT AUTHORITY", name: "SYSTEM", id: "S-1-5-18" });
    expect(field(document, "process.code_signature")).toBeUndefined();
  });
});

describe("slices of real recordings", () => {
  it("show the same attack in the Security log", () => {
    const written = map(sliceEvent("positive_smb_written_then_started.ndjson", 2486));
    const started = map(sliceEvent("positive_smb_written_then_started.ndjson", 2516));
    expect(field(written, "file.path")).toBe("\\??\\C:\\Windows\\b6a1458f396.exe");
    expect(field(started, "process")).toMatchObject({ pid: 7004, parent: { pid: 3948 } });
    expect(started["@timestamp"]).toBe("2021-06-11T09:07:41.253Z");
  });

  it("need the repair where NXLog lost the pid", () => {
    const document = map(sliceEvent("first_half_only_exe_copied_never_started.ndjson", 212));
    expect(document["@timestamp"]).toBe("2020-09-22T18:53:30.880Z");
    expect(field(document, "process.pid")).toBeUndefined();
    expect(field(repairSystemPid(document), "process.pid")).toBe(4);
  });

  it.each(readdirSync(fileURLToPath(slicesFolder)).filter((name) => name.endsWith(".ndjson")))(
    "%s",
    (name) => {
      for (const { event } of readSlice(name)) {
        const { document, shape } = mapToEcs(event);
        expect(shape).toBe(event["EventTime"] === undefined ? "mordor" : "nxlog");
        checkMapped(document);
        expect(field(document, "host.name")).toBe(event["Hostname"]);
        expect(field(document, "event.code")).toBe(String(event["EventID"]));
        expect(document["message"]).toBe(event["Message"]);
      }
    },
  );
});

/** What must hold for every record of these recordings: they all have a time, an id and a known shape. */
function checkMapped(document: JsonObject): void {
  expect(parseTimestamp(String(document["@timestamp"]))).toBe(document["@timestamp"]);
  expect(field(document, "host.os.type")).toBe("windows");
  expect(field(document, "host.id")).toBeTypeOf("string");
  expect(field(document, "event.category") ?? [""]).not.toHaveLength(0);
}

const isDataHere = existsSync(dataFolder);
if (!isDataHere) console.warn("skipped: ../shared/data/eqllib is not there");

function readRecording(name: string): readonly JsonObject[] {
  return JSON.parse(gunzipSync(readFileSync(new URL(name, dataFolder))).toString("utf8")) as JsonObject[];
}

describe.skipIf(!isDataHere)("whole recordings", () => {
  it.each(["sysmon-atomic-red-team.json.gz", "sysmon-rta.json.gz"])("%s", (name) => {
    const neededById: Readonly<Record<number, readonly string[]>> = {
      1: [
        "process.executable",
        "process.pid",
        "process.entity_id",
        "process.parent.pid",
        "process.args",
        "process.hash.sha256",
      ],
      3: ["source.ip", "destination.port", "network.direction", "network.transport"],
      5: ["process.executable"],
      7: ["file.path", "file.hash.md5", "process.executable"],
      10: ["process.executable", "process.thread.id", "winlog.event_data.TargetImage"],
      11: ["file.path", "file.name", "process.pid"],
      12: ["registry.path", "winlog.event_data.EventType"],
      13: ["registry.path", "registry.data.type"],
    };
    const wrong: unknown[] = [];
    for (const raw of readRecording(name)) {
      const { document, shape } = mapToEcs(raw);
      const time = document["@timestamp"];
      const needed = neededById[Number(raw["EventId"])] ?? [];
      const missing = needed.filter((fieldName) => field(document, fieldName) === undefined);
      if (shape !== "raw-sysmon" || parseTimestamp(String(time)) !== time || missing.length > 0)
        wrong.push([raw, missing]);
    }
    expect(wrong).toEqual([]);
  });

  it.each(["normalized-atomic-red-team.json.gz", "normalized-rta.json.gz"])("%s", (name) => {
    const wrong: unknown[] = [];
    for (const raw of readRecording(name)) {
      const { document, shape } = mapToEcs(raw);
      const needed = ["process.name", "process.pid", "process.entity_id", "event.category", "host.id"];
      const missing = needed.filter((fieldName) => field(document, fieldName) === undefined);
      if (shape !== "endgame-flat" || document["@timestamp"] === undefined || missing.length > 0)
        wrong.push([raw, missing]);
    }
    expect(wrong).toEqual([]);
  });

  it("gives the times that the same run has as raw Sysmon", () => {
    const newest = (name: string): string =>
      readRecording(name)
        .map((raw) => map(raw))
        .filter(
          (document) =>
            String(field(document, "event.category")) === "process" &&
            String(field(document, "event.type")) === "start",
        )
        .map(
          (document) => `${String(document["@timestamp"])} ${String(field(document, "process.entity_id"))}`,
        )
        .sort()
        .at(-1) ?? "";
    // The normalised times were cut to 10 ms.
    const [sysmon, endgame] = [newest("sysmon-rta.json.gz"), newest("normalized-rta.json.gz")];
    expect(endgame.slice(0, 22)).toBe(sysmon.slice(0, 22));
    expect(endgame.slice(25)).toBe(sysmon.slice(25));
  });
});
