import type { JsonObject } from "@eqlite/core/events";
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
      event: ({ source, arrival, id, index }, { occurrence, basePosition }) =>
        events.push(
          [
            source.path.slice(folder.path.length + 1),
            source.record,
            `#${arrival}`,
            `${occurrence}@${basePosition}`,
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
  it("knows events by their position in the whole input, and in each reading of a file", async () => {
    expect(await readAll([logs, hits, logs, logs])).toEqual({
      events: [
        "logs.ndjson 1 #0 0@0",
        "logs.ndjson 3 #28 0@0",
        "hits.ndjson 1 #50 0@50 x1 logs-a",
        "logs.ndjson 1 #113 1@113",
        "logs.ndjson 3 #141 1@113",
        "logs.ndjson 1 #163 2@163",
        "logs.ndjson 3 #191 2@163",
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

  it("leaves out what will not be read, unless it is asked for", async () => {
    const sysmon = {
      EventID: 5,
      SourceName: "Microsoft-Windows-Sysmon",
      EventTime: "2020-01-01 00:00:00",
      SourceModuleName: "in",
      Extra: "x",
    };
    const written = folder.write("sysmon-extra.ndjson", [sysmon]);
    const read = async (fields: readonly string[] | undefined, repairs: readonly RepairName[] = []) => {
      const events: JsonObject[] = [];
      const whole: JsonObject[] = [];
      await readEvents(
        [written],
        {
          event(event, _reading, makeWhole) {
            events.push(event.document);
            whole.push(makeWhole().document);
          },
          problem: () => expect.unreachable(),
        },
        { fields, repairs },
      );
      return { events, whole };
    };
    const { events, whole } = await read(undefined);
    expect(events).toEqual(whole);
    expect(whole).toMatchObject([
      { exporter: { SourceModuleName: "in" }, winlog: { event_data: { Extra: "x" } } },
    ]);
    expect(await read(["process.pid"], ["system-pid"])).toEqual({ events: whole, whole });
    const less = await read(["process.pid"]);
    expect(less.whole).toEqual(whole);
    expect(less.events).toMatchObject([{ event: { code: "5" } }]);
    expect(less.events[0]?.["exporter"]).toBeUndefined();
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
      events: ["long.ndjson 2 #2009 0@0"],
      problems: ["long.ndjson 1 too-long"],
    });
  });

  describe("blocks", () => {
    const array = folder.write("array.json", '[{"event":{"code":4}}]');
    const bulk = folder.write(
      "bulk.ndjson",
      '{"index":{"_id":"x2"}}\n{"event":{"code":5}}\nbroken\n{"event":{"code":6}}',
    );

    async function readBlocks(paths: readonly string[], canJudge: (line: string) => boolean) {
      const seen: string[] = [];
      const totals = await readEvents(paths, {
        event: ({ arrival, id, document }) =>
          seen.push(`event ${arrival} ${id ?? "-"} ${JSON.stringify(document["event"])}`),
        problem: ({ kind, record }) => seen.push(`problem ${kind} ${record}`),
        block({ bytes, byteOffset, firstLine }, { basePosition, isPlain }, records) {
          let judged = 0;
          const lines = Buffer.from(bytes).toString().split("\n");
          if (lines.at(-1) === "") lines.pop();
          let at = byteOffset;
          for (const [i, line] of lines.entries()) {
            if (canJudge(line) && !records.expectsDocument) {
              judged += 1;
              seen.push(`judged ${basePosition + at} ${isPlain} ${line}`);
            } else {
              const isLast = i === lines.length - 1 && bytes.at(-1) !== 0x0a;
              records.line(Buffer.from(line), firstLine + i, at, isLast);
            }
            at += line.length + 1;
          }
          return { lines: lines.length, records: judged };
        },
      });
      return { seen, records: totals.records };
    }

    it("of NDJSON are shown instead of events, and all is counted", async () => {
      expect(await readBlocks([logs, array, bulk], (line) => line.startsWith('{"event'))).toEqual({
        seen: [
          'judged 0 true {"event":{"code":1}}',
          "problem json 2",
          'judged 28 true {"event":{"code":2}}',
          'event 50 - {"code":4}',
          'event 96 x2 {"code":5}',
          "problem json 3",
          'judged 124 true {"event":{"code":6}}',
        ],
        records: 5,
      });
    });

    it("become the same events where no line is judged", async () => {
      const expected: string[] = [];
      const totals = await readEvents([logs, hits, array, bulk], {
        event: ({ arrival, id, document }) =>
          expected.push(`event ${arrival} ${id ?? "-"} ${JSON.stringify(document["event"])}`),
        problem: ({ kind, record }) => expected.push(`problem ${kind} ${record}`),
      });
      expect(await readBlocks([logs, hits, array, bulk], () => false)).toEqual({
        seen: expected,
        records: totals.records,
      });
    });
  });
});
