import { execFileSync } from "node:child_process";
import { appendFileSync, utimesSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { EventRecord } from "@eqlite/core/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputLimits } from "../inputs/input-limits.ts";
import { buildZip } from "../inputs/zip.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { createEventKeeper, type EventKeeper, InputChangedError } from "./event-keeper.ts";
import { readEvents } from "./read-events.ts";
import { scratchFolder } from "./scratch-folder.test-support.ts";

const folder = scratchFolder();
const limits = { ...inputLimits, lineBlockBytes: 200 };

/** All that an event is, as own properties. */
function plain({ document, source, arrival, id, index }: EventRecord): EventRecord {
  return { document, source, arrival, id, index };
}

interface Pass {
  readonly keeper: EventKeeper;
  readonly events: readonly EventRecord[];
}

/** Keeps every event of a pass. Whole lines are kept as they are where `asLines` is set. */
async function keepAll(paths: readonly string[], budgetBytes?: number, asLines = false): Promise<Pass> {
  const keeper = createEventKeeper(paths, { limits }, budgetBytes);
  const events: EventRecord[] = [];
  let isLine = false;
  await readEvents(
    paths,
    {
      event(event, reading, makeWhole) {
        events.push(plain(event));
        if (!isLine) keeper.keep(makeWhole, reading);
      },
      problem() {},
      ...(asLines
        ? {
            block(block, reading, records) {
              let record = block.firstLine;
              for (let from = 0; from < block.bytes.length; record++) {
                const feed = block.bytes.indexOf(0x0a, from);
                const to = feed === -1 ? block.bytes.length : feed;
                isLine = !records.expectsDocument;
                const before = events.length;
                records.line(block.bytes.subarray(from, to), record, block.byteOffset + from, feed === -1);
                if (isLine && events.length > before) keeper.keepLine(block, from, to, record, reading);
                isLine = false;
                from = to + 1;
              }
              return { lines: record - block.firstLine, records: 0 };
            },
          }
        : {}),
    },
    { limits },
  );
  return { keeper, events };
}

async function loadAll({ keeper, events }: Pass): Promise<readonly EventRecord[]> {
  const loaded = await keeper.load(events.map(({ arrival }) => arrival));
  return events.map(({ arrival }) => plain(loaded.get(arrival)));
}

const lines = [
  '{"a":1}',
  "",
  '{"index":{"_index":"logs-a","_id":"x1"}}',
  '{"a":2,"text":"é😀"}',
  "broken",
  '{"create":{"_id":"x2"}}',
  "  ",
  '{"index":{"_id":"not an action"}}',
  '{"_index":"logs-b","_id":"x3","_source":{"a":3}}',
  `{"long":"${"x".repeat(500)}"}`,
  '{"big":12345678901234567890}',
  '{"a":4}',
];
const ndjson = Buffer.from(`\ufeff${lines.join("\r\n")}`);
const inputs: readonly (readonly [string, readonly string[]])[] = [
  ["a plain file", [folder.write("plain.ndjson", ndjson)]],
  ["a file of many blocks", [folder.write("blocks.ndjson", `${lines.join("\n")}\n`.repeat(30))]],
  ["gzip", [folder.write("packed.gz", gzipSync(ndjson))]],
  [
    "a zip with two members",
    [
      folder.write(
        "packed.zip",
        buildZip([
          { name: "a", content: ndjson },
          { name: "b", content: '[{"a":1},{"b":2}]' },
        ]),
      ),
    ],
  ],
  ["UTF-16", [folder.write("utf16.ndjson", Buffer.from(`\ufeff${lines.join("\n")}`, "utf16le"))]],
  ["an array", [folder.write("array.json", '[{"a":1}, {"b":[2]}]')]],
  [
    "EVTX",
    [repositoryPath("recordings/evtx/ID4688-4697-5140-5145_PSexec_remote_execution_+_admin_share.evtx")],
  ],
];
const everything = inputs.flatMap(([, paths]) => paths);
const all: typeof inputs = [...inputs, ["all of them, twice", [...everything, ...everything]]];

describe("events are given back as they were", () => {
  describe.each([
    ["from memory", undefined],
    ["read again", 0],
    ["partly from memory", 2000],
  ] as const)("%s", (_, budgetBytes) => {
    it.each(all)("%s", async (_, paths) => {
      for (const asLines of [false, true]) {
        const pass = await keepAll(paths, budgetBytes, asLines);
        const arrivals = pass.events.map(({ arrival }) => arrival);
        expect(arrivals.length).toBeGreaterThan(1);
        expect(arrivals).toEqual([...new Set(arrivals)].sort((a, b) => a - b));
        expect(await loadAll(pass)).toEqual(pass.events);
      }
    });
  });

  it("whatever the lines are", async () => {
    const line = fc.constantFrom(...lines, '{"a":5}', '{"delete":{}}', `{"x":"${"y".repeat(150)}"}`);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), fc.boolean(), async (chosen, isPacked) => {
        const bytes = Buffer.from(chosen.join("\n"));
        const path = folder.write("random.ndjson", isPacked ? gzipSync(bytes) : bytes);
        const pass = await keepAll([path], isPacked ? 0 : undefined, chosen.length % 2 === 0);
        expect(await loadAll(pass)).toEqual(pass.events);
      }),
      { numRuns: 60 },
    );
  });

  it("when they are asked for in any order, by several loads", async () => {
    const pass = await keepAll([inputs[1]?.[1][0] ?? "", inputs[2]?.[1][0] ?? ""], 0);
    const backwards = pass.events.toReversed();
    for (const part of [backwards.slice(0, 20), backwards.slice(10)]) {
      expect(await loadAll({ ...pass, events: part })).toEqual(part);
    }
  });
});

const twoLines = '{"event":{"code":1}}\n{"event":{"code":2}}\n';

describe("a file that is not as it was", () => {
  const changes = [
    ["is shorter", (path: string) => writeFileSync(path, twoLines.slice(0, 21))],
    ["is gone", (path: string) => execFileSync("rm", [path])],
    [
      "was replaced by a longer one",
      (path: string) => {
        writeFileSync(`${path}.new`, `{"event":{"code":0}}\n${twoLines}`);
        execFileSync("mv", [`${path}.new`, path]);
      },
    ],
    [
      "has other events of the same length",
      (path: string) => {
        writeFileSync(path, twoLines.replaceAll("code", "kind"));
        // A clock that stands still in a test must not hide it.
        utimesSync(path, new Date(), new Date(Date.now() + 5000));
      },
    ],
  ] as const;
  describe.each([
    ["plain", (text: string) => Buffer.from(text)],
    ["gzip", (text: string) => gzipSync(text)],
  ] as const)("%s", (format, encode) => {
    it.each(changes)("%s", async (name, change) => {
      const path = folder.write(`changes-${format}-${name}`, encode(twoLines));
      const pass = await keepAll([path], 0);
      change(path);
      await expect(loadAll(pass)).rejects.toThrow(InputChangedError);
    });
  });

  it("is noticed also after loading, when an event is looked at", async () => {
    const path = folder.write("later.ndjson", twoLines);
    const { keeper, events } = await keepAll([path]);
    const arrivals = events.map(({ arrival }) => arrival);
    const loaded = await keeper.load(arrivals);
    writeFileSync(path, twoLines.slice(0, 21));
    expect(() => loaded.get(arrivals[1] ?? 0).document).toThrow(
      /later\.ndjson could not be read a second time/,
    );
  });

  it("may have grown, as logs do", async () => {
    for (const [name, bytes] of [
      ["growing.ndjson", Buffer.from(twoLines)],
      ["growing.gz", gzipSync(twoLines)],
    ] as const) {
      const path = folder.write(name, bytes);
      const pass = await keepAll([path], 0);
      appendFileSync(path, bytes);
      expect(await loadAll(pass)).toEqual(pass.events);
    }
  });

  it.skipIf(process.platform === "win32")("cannot be a pipe beyond the budget", async () => {
    const pipe = `${folder.path}/pipe`;
    execFileSync("mkfifo", [pipe]);
    for (const budgetBytes of [undefined, 0]) {
      const writing = import("node:fs/promises").then(({ writeFile }) => writeFile(pipe, twoLines));
      const [pass] = await Promise.all([keepAll([pipe], budgetBytes), writing]);
      if (budgetBytes === undefined) expect(await loadAll(pass)).toEqual(pass.events);
      else await expect(loadAll(pass)).rejects.toThrow(/pipe could not be read a second time/);
    }
  });
});

it("holds neither documents nor bytes of loaded events", async () => {
  const count = 20_000;
  const text = Array.from({ length: count }, (_, i) => `{"n":${i},"text":"${"x".repeat(1000)}"}\n`).join("");
  const path = folder.write("many.ndjson", text);
  const keeper = createEventKeeper([path], {});
  const arrivals: number[] = [];
  await readEvents([path], {
    event(event, reading) {
      arrivals.push(event.arrival);
      keeper.keep(() => event, reading);
    },
    problem() {},
  });
  const loaded = await keeper.load(arrivals);
  for (const arrival of arrivals) expect(loaded.get(arrival).document["n"]).toBeDefined();
  expect(loaded.get(arrivals[count - 1] ?? 0).document["n"]).toBe(count - 1);
  expect(loaded.get(arrivals[0] ?? 0).document["n"]).toBe(0);
  expect(loaded.get(arrivals[0] ?? 0).document).toBe(loaded.get(arrivals[0] ?? 0).document);
  for (const arrival of arrivals) expect(Object.keys(loaded.get(arrival))).toEqual(["arrival"]);
});
