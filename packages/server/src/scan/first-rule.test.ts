import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { type Fields, fileEvent, program, startEvent, startMs } from "./defend-events.test-support.ts";
import { bundledRule, scan } from "./scan.test-support.ts";

const folder = scratchFolder();

function signed(by: string, trusted: boolean): Fields {
  return {
    "process.code_signature.exists": true,
    "process.code_signature.trusted": trusted,
    "process.code_signature.subject_name": by,
  };
}

/** A copy and a start of the same file under another path. */
function copied(path: string, changes: Fields = {}): readonly object[] {
  const name = path.slice(path.lastIndexOf("\\") + 1);
  return [
    fileEvent({ "file.path": path, "file.name": name }),
    startEvent({ "process.executable": path, "process.name": name, ...changes }),
  ];
}

const veeam = "Veeam Software Group GmbH";
const agent = "C:\\Windows\\Temp\\VeeamAgent.exe";
const ccmsetup = "D:\\Windows\\ccmsetup\\ccmsetup.exe";

const cases: readonly (readonly [string, readonly object[], number])[] = [
  ["copy and start", [fileEvent(), startEvent()], 1],
  ["extension in upper case", [fileEvent({ "file.extension": "EXE" }), startEvent()], 1],
  [
    "another extension, but a program by its first bytes",
    [fileEvent({ "file.extension": "dll" }), startEvent()],
    1,
  ],
  [
    "no extension, but a program by its first bytes",
    [fileEvent({ "file.extension": undefined }), startEvent()],
    1,
  ],
  [
    "a text by its name and its first bytes",
    [fileEvent({ "file.extension": "txt", "file.Ext.header_bytes": "7b0a2020" }), startEvent()],
    0,
  ],
  [
    "neither extension nor first bytes known",
    [
      fileEvent({ "file.extension": undefined, "file.Ext": undefined, "file.Ext.header_bytes": undefined }),
      startEvent(),
    ],
    0,
  ],
  [
    "an existing file overwritten",
    [fileEvent({ "event.action": "overwrite", "event.type": ["change"] }), startEvent()],
    1,
  ],
  [
    "a file deleted",
    [fileEvent({ "event.action": "deletion", "event.type": ["deletion"] }), startEvent()],
    0,
  ],
  ["started exactly a minute later", [fileEvent(), startEvent({}, 60_000)], 1],
  ["started a millisecond too late", [fileEvent(), startEvent({}, 60_001)], 0],
  ["started before it was written", [fileEvent(), startEvent({}, -1)], 0],
  ["started on another host", [fileEvent(), startEvent({ "host.id": "another" })], 0],
  ["host unknown", [fileEvent({ "host.id": undefined }), startEvent({ "host.id": undefined })], 0],
  ["not Windows", [fileEvent({ "host.os.type": "linux" }), startEvent({ "host.os.type": "linux" })], 0],
  [
    "path differs in case only: join keys are exact",
    [fileEvent(), startEvent({ "process.executable": program.toLowerCase() })],
    0,
  ],
  ["written by a local process", [fileEvent({ "process.pid": 612 }), startEvent()], 0],
  ["writer unknown", [fileEvent({ "process.pid": undefined }), startEvent()], 0],
  ["the end of the process is no start", [fileEvent(), startEvent({ "event.type": ["end"] })], 0],
  ["Veeam agent, signature valid", copied(agent, signed(veeam, true)), 0],
  ["Veeam agent, signature not trusted", copied(agent, signed(veeam, false)), 1],
  ["Veeam agent, no signature known", copied(agent), 1],
  ["Veeam agent, signed by somebody else", copied(agent, signed("Vseeam Software", true)), 1],
  ["another program signed by Veeam", [fileEvent(), startEvent(signed(veeam, true))], 1],
  ["ccmsetup, signature valid", copied(ccmsetup, signed("Microsoft Corporation", true)), 0],
  ["ccmsetup, signature not trusted", copied(ccmsetup, signed("Microsoft Corporation", false)), 1],
  [
    "ccmsetup in another folder",
    copied("D:\\ccmsetup\\ccmsetup.exe", signed("Microsoft Corporation", true)),
    1,
  ],
  [
    "written twice, started once",
    [fileEvent(), fileEvent({ "event.type": ["change"] }, 300), startEvent()],
    1,
  ],
  ["written once, started twice", [fileEvent(), startEvent(), startEvent({ "process.pid": 7790 }, 1900)], 1],
  ["written and started, twice", [fileEvent(), startEvent(), fileEvent({}, 2000), startEvent({}, 3000)], 2],
  [
    "two hosts",
    [fileEvent(), fileEvent({ "host.id": "b" }), startEvent(), startEvent({ "host.id": "b" })],
    2,
  ],
];

describe("the rule for remote execution via file shares", async () => {
  const rules = await bundledRule();
  const scanEvents = (name: string, events: readonly object[]) =>
    scan([folder.write(`${name}.ndjson`, events)], rules);

  it.each(cases)("%s", async (name, events, expected) => {
    const { alerts, totals, problems } = await scanEvents(name.replaceAll(/\W+/g, "-"), events);
    expect({ alerts: alerts.length, events: totals.records, problems: problems.count }).toEqual({
      alerts: expected,
      events: events.length,
      problems: 0,
    });
  });

  it("takes the later of two writes", async () => {
    const events = [fileEvent(), fileEvent({ "event.type": ["change"] }, 300), startEvent()];
    const { alerts } = await scanEvents("later-write", events);
    expect(alerts[0]?.evidence.map(({ event }) => event.source.record)).toEqual([2, 3]);
    expect(alerts[0]?.joinKeys).toEqual(["9c1d2f70-aaaa-4bbb-8ccc-0123456789ab", program]);
    expect(alerts[0]?.timeMs).toBe(startMs + 900);
  });
});

/** Raw events of the sensor, whose times are FILETIMEs: 100 ns since 1601. */
function endgameEvent(atMs: number, endgame: Fields): object {
  const filetime = (BigInt(startMs + atMs) + 11_644_473_600_000n) * 10_000n;
  return {
    "@timestamp": new Date(startMs + atMs).toISOString(),
    event: { module: "endgame", kind: "event", ...(endgame["event"] as object) },
    host: { id: "e-17", name: "branch-04", os: { type: "windows" } },
    endgame: { timestamp: filetime.toString(), ...(endgame["raw"] as object) },
    ...(endgame["ecs"] as object),
  };
}

const endgameCases: readonly (readonly [string, readonly object[], number])[] = [
  [
    "ECS fields beside the raw block",
    [
      endgameEvent(0, {
        event: { category: "file", type: "creation", action: "file_create_event" },
        raw: {
          event_type_full: "file_event",
          event_subtype_full: "file_create_event",
          pid: 4,
          file_path: program,
        },
        ecs: {
          process: { pid: 4, name: "System" },
          file: { path: program, name: "pivot.exe", extension: "exe" },
        },
      }),
      endgameEvent(800, {
        event: { category: "process", type: "start", action: "creation_event" },
        raw: {
          event_type_full: "process_event",
          event_subtype_full: "creation_event",
          pid: 7788,
          process_path: program,
        },
        ecs: { process: { pid: 7788, name: "pivot.exe", executable: program } },
      }),
    ],
    1,
  ],
  [
    "the raw block alone",
    [
      endgameEvent(0, {
        raw: {
          event_type_full: "file_event",
          event_subtype_full: "file_create_event",
          pid: 4,
          process_name: "System",
          file_path: program,
          file_name: "pivot.exe",
        },
      }),
      endgameEvent(800, {
        raw: {
          event_type_full: "process_event",
          event_subtype_full: "creation_event",
          pid: 7788,
          process_name: "pivot.exe",
          process_path: program,
          command_line: program,
        },
      }),
    ],
    1,
  ],
  [
    "written by another process",
    [
      endgameEvent(0, {
        raw: {
          event_type_full: "file_event",
          event_subtype_full: "file_create_event",
          pid: 412,
          process_name: "copy.exe",
          file_path: program,
          file_name: "pivot.exe",
        },
      }),
      endgameEvent(800, {
        raw: {
          event_type_full: "process_event",
          event_subtype_full: "creation_event",
          pid: 7788,
          process_name: "pivot.exe",
          process_path: program,
        },
      }),
    ],
    0,
  ],
];

describe("the rule over Endgame events", async () => {
  const rules = await bundledRule();
  it.each(endgameCases)("%s", async (name, events, expected) => {
    const path = folder.write(`endgame-${name.replaceAll(" ", "-")}.ndjson`, events);
    const { alerts } = await scan([path], rules);
    expect(alerts).toHaveLength(expected);
  });
});
