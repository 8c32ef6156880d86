import { describe, expect, it } from "vitest";
import { inputLimits } from "../inputs/input-limits.ts";
import { type RepairName, readEvents } from "./read-events.ts";
import { scratchFolder } from "./scratch-folder.test-support.ts";

const folder = scratchFolder();
const logs = folder.write("logs.ndjson", '{"event":{"code":1}}\nbroken\n{"event":{"code":2}}\n');
const hits = folder.write("hits.ndjson", '{"_index":"logs-a","_id":"x1","_source":{"event":{"code":3}}}\n');

async function readAll(paths: readonly string[], limits = inputLimits) {
  const events: string[] = [];
  const problems: string[] = [];
  await readEvents(
    paths,
    {
      event: ({ source, arrival, id, index }, { occurrence, firstArrival }) =>
        events.push(
          [
            source.path.slice(folder.path.length + 1),
            source.record,
            `#${arrival}`,
            `${occurrence}@${firstArrival}`,
            id,
            index,
          ]
            .join(" ")
            .trimEnd(),
        ),
      problem: ({ kind, record }, { path }) =>
        problems.push([path.slice(folder.path.length + 1), record, kind].join(" ")),
    },
    { limits },
  );
  return { events, problems };
}

describe("readEvents", () => {
  it("numbers events over the whole input, and within each reading of a file", async () => {
    expect(await readAll([logs, hits, logs, logs])).toEqual({
      events: [
        "logs.ndjson 1 #0 0@0",
        "logs.ndjson 3 #1 0@0",
        "hits.ndjson 1 #2 0@2 x1 logs-a",
        "logs.ndjson 1 #3 1@3",
        "logs.ndjson 3 #4 1@3",
        "logs.ndjson 1 #5 2@5",
        "logs.ndjson 3 #6 2@5",
      ],
      problems: ["logs.ndjson 2 json", "logs.ndjson 2 json", "logs.ndjson 2 json"],
    });
  });

  it("maps events to ECS", async () => {
    const documents: unknown[] = [];
    const sysmon = {
      EventID: 5,
      SourceName: "Microsoft-Windows-Sysmon",
      Channel: "Microsoft-Windows-Sysmon/Operational",
      ProcessId: "77",
      Hostname: "ws1",
    };
    await readEvents([folder.write("sysmon.ndjson", [sysmon])], {
      event: ({ document }) => documents.push(document),
      problem: () => expect.unreachable(),
    });
    expect(documents).toMatchObject([
      { event: { category: ["process"], type: ["end"] }, process: { pid: 77 } },
    ]);
  });

  it("tells of a record that could be mapped in part only", async () => {
    const broken = folder.write("broken-xml.ndjson", [{ _raw: "<Event><System></Event>" }]);
    expect(await readAll([broken])).toEqual({
      events: ["broken-xml.ndjson 1 #0 0@0"],
      problems: ["broken-xml.ndjson 1 xml"],
    });
  });

  it("repairs what it is told to, and nothing else", async () => {
    const written = folder.write("lost-pid.ndjson", [
      {
        EventID: 11,
        SourceName: "Microsoft-Windows-Sysmon",
        Channel: "Microsoft-Windows-Sysmon/Operational",
        Image: "System",
        TargetFilename: "C:\\a.exe",
        Hostname: "ws1",
      },
    ]);
    const pids = async (repairs: readonly RepairName[]): Promise<unknown[]> => {
      const found: unknown[] = [];
      await readEvents(
        [written],
        {
          event: ({ document }) => found.push((document["process"] as { pid?: number }).pid),
          problem: () => expect.unreachable(),
        },
        { repairs },
      );
      return found;
    };
    expect(await pids([])).toEqual([undefined]);
    expect(await pids(["system-pid"])).toEqual([4]);
  });

  it("keeps to the limits it is given", async () => {
    const long = folder.write("long.ndjson", `{"a":"${"x".repeat(2000)}"}\n{"b":1}\n`);
    expect(await readAll([long], { ...inputLimits, maxRecordBytes: 1000 })).toEqual({
      events: ["long.ndjson 2 #0 0@0"],
      problems: ["long.ndjson 1 too-long"],
    });
  });
});
