import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../document.ts";
import { type EvtxContent, readEvtx, recording, signChunk } from "./evtx-file.test-support.ts";
import { isEvtx } from "./evtx-reader.ts";

const headerBytes = 4096;
const chunkBytes = 65_536;

const psexecSecurity = recording("ID4688-4697-5140-5145_PSexec_remote_execution_+_admin_share.evtx");
const psexecSysmon = recording("ID11-13-17-18-PSexec_as_system_execution.evtx");
const badMagic = recording("sample_with_a_bad_chunk_magic.evtx.gz");
const shortSecurity = recording("Security_short_selected.evtx.gz");
const sysmon = recording("sysmon.evtx.gz");
const newUser = recording("new-user-security.evtx.gz");

/** The file header and the first chunks of a recording; the chunks stay as they are. */
function firstChunks(file: Uint8Array, chunks: number): Uint8Array {
  return file.slice(0, headerBytes + chunks * chunkBytes);
}

function damaged(file: Uint8Array, changes: (bytes: Uint8Array, view: DataView) => void): EvtxContent {
  const bytes = file.slice();
  changes(bytes, new DataView(bytes.buffer));
  return readEvtx(bytes);
}

function eventIds({ records }: EvtxContent): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { document } of records) {
    const id = String(systemOf(document)["EventID"] ?? 0);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

function systemOf(document: JsonObject): JsonObject {
  return (document["Event"] as JsonObject)["System"] as JsonObject;
}

function dataOf({ records }: EvtxContent, record: number): JsonValue | undefined {
  const found = records.find((candidate) => candidate.record === record);
  return (found?.document["Event"] as JsonObject | undefined)?.["EventData"];
}

/** Offsets in the file of the records of its first chunk, by their chain. */
function recordOffsets(file: Uint8Array): number[] {
  const view = new DataView(file.buffer);
  const offsets: number[] = [];
  const end = headerBytes + view.getUint32(headerBytes + 48, true);
  for (let from = headerBytes + 512; from < end; from += view.getUint32(from + 4, true)) offsets.push(from);
  return offsets;
}

describe("isEvtx", () => {
  const cases: readonly (readonly [string, Uint8Array, boolean])[] = [
    ["a log", sysmon, true],
    ["its first eight bytes", sysmon.subarray(0, 8), true],
    ["less than that", sysmon.subarray(0, 7), false],
    ["nothing", new Uint8Array(), false],
    [
      "a log without its header",
      new Uint8Array([...new Uint8Array(headerBytes), ...sysmon.subarray(headerBytes, headerBytes + 8)]),
      true,
    ],
    ["text", new TextEncoder().encode('{"Event": {}}'), false],
  ];
  it.each(cases)("%s", (_, head, expected) => expect(isEvtx(head)).toBe(expected));
});

describe("recordings", () => {
  const cases: readonly (readonly [string, Uint8Array, Record<string, number>, number, number])[] = [
    ["PsExec seen by Sysmon", psexecSysmon, { 17: 4, 18: 4, 13: 3, 1: 2, 11: 1, 22: 1 }, 48593, 48607],
    [
      "PsExec seen by the Security log",
      psexecSecurity,
      { 4688: 11, 5145: 9, 4624: 5, 5140: 2, 4674: 2, 4697: 1 },
      349321,
      349388,
    ],
    [
      "single events of the Security log",
      shortSecurity,
      { 5152: 2, 4611: 1, 4776: 1, 4625: 1, 5157: 1, 4673: 1 },
      319457771,
      319457858,
    ],
    ["a new user", newUser, { 4732: 2, 4728: 1, 4720: 1 }, 111, 116],
    [
      "a dirty log of Sysmon",
      sysmon,
      { 1: 227, 10: 60, 11: 34, 13: 24, 12: 8, 15: 2, 3: 2, 16: 1 },
      1742,
      2099,
    ],
    ["a log with lost pages", badMagic, { 0: 1, 325: 269 }, 46728, 45933],
  ];
  it.each(cases)("%s", (_, file, expected, first, last) => {
    const content = readEvtx(file);
    expect(eventIds(content)).toEqual(expected);
    expect([content.records[0]?.record, content.records.at(-1)?.record]).toEqual([first, last]);
  });

  it("are free of problems where they are sound", () => {
    for (const file of [psexecSysmon, psexecSecurity, shortSecurity, newUser])
      expect(readEvtx(file).problems).toEqual([]);
  });

  it("tell which chunks and records are lost", () => {
    expect(
      readEvtx(badMagic).problems.map(({ kind, byteOffset, lostRecords }) => [kind, byteOffset, lostRecords]),
    ).toEqual([
      ["evtx-chunk", 4096, 0],
      ["evtx-record", 12696, 116],
      ["evtx-chunk", 397312, undefined],
      ["evtx-chunk", 462848, 0],
      ["evtx-record", 471136, 65],
      ["evtx-chunk", 593920, 0],
      ["evtx-record", 651320, 16],
      ["evtx-chunk", 659456, undefined],
    ]);
    // Blocks of other files behind the log's own chunks.
    expect(readEvtx(sysmon).problems).toMatchObject([{ kind: "evtx-chunk", byteOffset: 593920 }]);
  });
});

describe("documents", () => {
  it("gives a Sysmon record in full", () => {
    expect(readEvtx(psexecSysmon).records[0]).toEqual({
      record: 48593,
      document: {
        Event: {
          "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
          System: {
            Provider: {
              "#attributes": {
                Name: "Microsoft-Windows-Sysmon",
                Guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
              },
            },
            EventID: 1,
            Version: 5,
            Level: 4,
            Task: 1,
            Opcode: 0,
            Keywords: "0x8000000000000000",
            TimeCreated: { "#attributes": { SystemTime: "2021-12-04T21:19:16.7419959Z" } },
            EventRecordID: 48593,
            Correlation: null,
            Execution: { "#attributes": { ProcessID: 1048, ThreadID: 1684 } },
            Channel: "Microsoft-Windows-Sysmon/Operational",
            Computer: "fs03vuln.offsec.lan",
            Security: { "#attributes": { UserID: "S-1-5-18" } },
          },
          EventData: {
            RuleName: "technique_id=T1035,technique_name=Service Execution",
            UtcTime: "2021-12-04 21:19:16.741",
            ProcessGuid: "{A57649D1-DB54-61AB-775C-DC0100000000}",
            ProcessId: 2124,
            Image: "C:\\TOOLS\\PsExec64.exe",
            FileVersion: "2.2",
            Description: "Execute processes remotely",
            Product: "Sysinternals PsExec",
            Company: "Sysinternals - www.sysinternals.com",
            OriginalFileName: "psexec.c",
            CommandLine: "PsExec64.exe  -i -s cmd",
            CurrentDirectory: "C:\\TOOLS\\",
            User: "OFFSEC\\admmig",
            LogonGuid: "{A57649D1-9E9D-61A6-56EF-830000000000}",
            LogonId: "0x83ef56",
            TerminalSessionId: 2,
            IntegrityLevel: "High",
            Hashes:
              "SHA1=FB0A150601470195C47B4E8D87FCB3F50292BEB2,MD5=9321C107D1F7E336CDA550A2BF049108,SHA256=AD6B98C01EE849874E4B4502C3D7853196F6044240D3271E4AB3FC6E3C08E9A4,IMPHASH=159D56D406180A332FBC99290F30700E",
            ParentProcessGuid: "{A57649D1-ACE8-61A6-885B-920000000000}",
            ParentProcessId: 532,
            ParentImage: "C:\\Windows\\System32\\cmd.exe",
            ParentCommandLine: '"C:\\Windows\\system32\\cmd.exe" ',
          },
        },
      },
    });
  });

  it("gives the attack of the Security recording: PSEXESVC.exe is written to a share, then started", () => {
    const content = readEvtx(psexecSecurity);
    expect(dataOf(content, 349324)).toMatchObject({
      SubjectUserSid: "S-1-5-21-4230534742-2542757381-3142984815-1111",
      SubjectLogonId: "0x1375fbd",
      ShareName: "\\\\*\\ADMIN$",
      RelativeTargetName: "PSEXESVC.exe",
      AccessMask: "0x120196",
    });
    expect(dataOf(content, 349345)).toMatchObject({ NewProcessName: "C:\\Windows\\PSEXESVC.exe" });
  });
});

describe("bytes cut anywhere", () => {
  const file = firstChunks(sysmon, 2);
  const whole = readEvtx(file);

  it.each([[1], [7], [4096], [65_535], [65_536], [65_537]])("in parts of %i", (size) => {
    expect(readEvtx(file, [size])).toEqual(whole);
  });

  it("in parts of any sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        expect(readEvtx(file, sizes)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});

describe("truncated files", () => {
  it("keep the records before every possible end", () => {
    const whole = readEvtx(shortSecurity).records;
    let most = 0;
    // Behind the records nothing changes any more, so fewer ends do.
    const used = (recordOffsets(shortSecurity).at(-1) ?? 0) + 4096;
    for (let length = 0; length < shortSecurity.length; length += length < used ? 1 : 997) {
      const { records, problems } = readEvtx(shortSecurity.subarray(0, length));
      // The file never knows less than when it was shorter, and what it gives is right.
      if (records.length < most) expect.fail(`records are missing at length ${length}`);
      if (records.length > most) expect(records).toEqual(whole.slice(0, records.length));
      most = records.length;
      const expected = length === 0 || length === headerBytes ? 0 : 1;
      if (problems.length !== expected) expect(problems).toHaveLength(expected);
      for (const { kind, lostRecords } of problems) {
        if (kind !== "truncated") expect(kind).toBe("truncated");
        if (lostRecords !== undefined && lostRecords !== 7 - records.length)
          expect(lostRecords).toBe(7 - records.length);
      }
    }
    expect(most).toBe(7);
  });

  it("count what the chunk's header still tells of", () => {
    const offsets = recordOffsets(psexecSecurity);
    expect(readEvtx(psexecSecurity.subarray(0, (offsets[10] ?? 0) + 100)).problems).toMatchObject([
      { kind: "truncated", lostRecords: 20 },
    ]);
    expect(readEvtx(psexecSecurity.subarray(0, headerBytes + 200)).problems[0]).not.toHaveProperty(
      "lostRecords",
    );
    expect(readEvtx(psexecSecurity.subarray(0, 200)).problems).toMatchObject([{ kind: "truncated" }]);
  });
});

describe("damage", () => {
  const three = firstChunks(sysmon, 3);
  const whole = readEvtx(three).records;
  const chunkOf = (record: number): number => (record < 1783 ? 0 : record < 1823 ? 1 : 2);

  it("of a chunk's bytes never throws and costs no record of another chunk", () => {
    const flip = fc.record({
      offset: fc.integer({ min: 0, max: chunkBytes - 1 }),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 20 }), (flips) => {
        const { records } = damaged(three, (bytes) => {
          for (const { offset, mask } of flips) {
            const at = headerBytes + chunkBytes + offset;
            bytes[at] = (bytes[at] ?? 0) ^ mask;
          }
        });
        // The number of a damaged record may be anything; the others stand before and after those of the chunk.
        const before = whole.filter(({ record }) => chunkOf(record) === 0);
        const after = whole.filter(({ record }) => chunkOf(record) === 2);
        expect(records.slice(0, before.length)).toEqual(before);
        expect(records.slice(-after.length)).toEqual(after);
      }),
      { numRuns: 100 },
    );
  });

  it("of one bit of a text or value is noticed", () => {
    const { records, problems } = damaged(psexecSysmon, (bytes) => {
      const last = recordOffsets(psexecSysmon).at(-1) ?? 0;
      bytes[last + 200] = (bytes[last + 200] ?? 0) ^ 1;
    });
    expect(problems[0]).toMatchObject({ kind: "evtx-chunk", byteOffset: 4096, lostRecords: 0 });
    expect(records.slice(0, -1)).toEqual(readEvtx(psexecSysmon).records.slice(0, records.length - 1));
  });

  it("of a record's signature costs that record", () => {
    const all = readEvtx(psexecSecurity).records;
    recordOffsets(psexecSecurity).forEach((offset, index) => {
      const { records, problems } = damaged(psexecSecurity, (_, view) =>
        view.setUint32(offset, 0xdead, true),
      );
      expect(records).toEqual(all.filter((_, other) => other !== index));
      expect(problems.slice(1)).toMatchObject([{ kind: "evtx-record", byteOffset: offset, lostRecords: 1 }]);
    });
  });

  it.each([[0], [27], [10_000], [0xffffffff]])("of a record's size (%i) costs nothing", (size) => {
    const all = readEvtx(psexecSecurity).records;
    recordOffsets(psexecSecurity).forEach((offset, index) => {
      const { records, problems } = damaged(psexecSecurity, (_, view) =>
        view.setUint32(offset + 4, size, true),
      );
      expect(records).toEqual(all);
      expect(problems.slice(1)).toMatchObject([
        { kind: "evtx-record", record: all[index]?.record, lostRecords: 0 },
      ]);
    });
  });

  it("of a record's binary XML costs that record", () => {
    const offset = recordOffsets(psexecSecurity)[5] ?? 0;
    const { records, problems } = damaged(psexecSecurity, (bytes) =>
      bytes.fill(0xee, offset + 28, offset + 60),
    );
    expect(records).toHaveLength(29);
    expect(problems.slice(1)).toMatchObject([
      { kind: "evtx-record", record: 6, byteOffset: offset, lostRecords: 1 },
    ]);
  });

  it("of several records in a row counts them", () => {
    const offsets = recordOffsets(psexecSecurity);
    const { records, problems } = damaged(psexecSecurity, (bytes) =>
      bytes.fill(0xee, offsets[25], offsets[28]),
    );
    expect(records).toHaveLength(27);
    expect(problems.slice(1)).toMatchObject([
      { kind: "evtx-record", byteOffset: offsets[25], lostRecords: 3 },
    ]);
  });

  it("of the size of one record and the signature of the next costs the next", () => {
    const all = readEvtx(psexecSecurity).records;
    const offsets = recordOffsets(psexecSecurity);
    for (const index of [3, 28]) {
      const { records, problems } = damaged(psexecSecurity, (_, view) => {
        view.setUint32((offsets[index] ?? 0) + 4, 1, true);
        view.setUint32(offsets[index + 1] ?? 0, 0xdead, true);
      });
      expect(records).toEqual(all.filter((_, other) => other !== index + 1));
      expect(problems.slice(1).map(({ lostRecords }) => lostRecords)).toEqual([0, 1]);
    }
  });

  it("of the free space offset leaves the chain of records", () => {
    for (const free of [0, 100, 5000, 0xffffffff]) {
      const { records, problems } = damaged(three, (_, view) => view.setUint32(headerBytes + 48, free, true));
      expect(records).toEqual(whole);
      expect(problems).toEqual([expect.objectContaining({ kind: "evtx-chunk", byteOffset: headerBytes })]);
      expect(problems[0]).not.toHaveProperty("lostRecords");
    }
  });

  it("of a chunk's signature alone costs nothing", () => {
    const { records, problems } = damaged(three, (bytes) =>
      bytes.fill(0xee, headerBytes + chunkBytes, headerBytes + chunkBytes + 8),
    );
    expect(records).toEqual(whole);
    expect(problems).toMatchObject([
      { kind: "evtx-chunk", byteOffset: headerBytes + chunkBytes, lostRecords: 0 },
    ]);
  });

  it("of a whole chunk costs its records", () => {
    const { records, problems } = damaged(three, (bytes) =>
      bytes.fill(0xee, headerBytes + chunkBytes, headerBytes + 2 * chunkBytes),
    );
    expect(records).toEqual(whole.filter(({ record }) => chunkOf(record) !== 1));
    expect(problems).toMatchObject([{ kind: "evtx-chunk", byteOffset: headerBytes + chunkBytes }]);
    expect(problems[0]).not.toHaveProperty("lostRecords");
  });

  it("of the file header costs nothing", () => {
    const { records, problems } = damaged(three, (bytes) => bytes.fill(0, 0, headerBytes));
    expect(records).toEqual(whole);
    expect(problems).toMatchObject([{ kind: "evtx-header", byteOffset: 0, lostRecords: 0 }]);
  });
});

describe("what is not damage", () => {
  const three = firstChunks(sysmon, 3);

  it("a chunk of zeros was never used", () => {
    const { records, problems } = damaged(three, (bytes) =>
      bytes.fill(0, headerBytes + chunkBytes, headerBytes + 2 * chunkBytes),
    );
    expect(records).toHaveLength(41 + 39);
    expect(problems).toEqual([]);
  });

  it("the chunk count in the file header may be old", () => {
    expect(new DataView(three.buffer).getUint16(42, true)).toBe(1);
    expect(readEvtx(three).records).toHaveLength(41 + 40 + 39);
  });

  it("records behind the free space offset are left from earlier use", () => {
    const last = recordOffsets(psexecSecurity).at(-1) ?? 0;
    const { records, problems } = damaged(psexecSecurity, (bytes, view) => {
      const chunk = new DataView(bytes.buffer, headerBytes);
      view.setUint32(headerBytes + 48, last - headerBytes, true);
      view.setBigUint64(headerBytes + 32, 29n, true);
      signChunk(chunk);
    });
    expect(records).toHaveLength(29);
    expect(problems).toEqual([]);
  });

  it("checksums may be left out", () => {
    const { records, problems } = damaged(shortSecurity, (_, view) => {
      for (const header of [0, headerBytes]) {
        view.setUint32(header + 120, 4, true);
        view.setUint32(header + 124, 0, true);
      }
      view.setUint32(headerBytes + 52, 0, true);
    });
    expect(records).toHaveLength(7);
    expect(problems).toEqual([]);
  });
});
