import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../document.ts";
import type { RawRecord } from "../record-reader.ts";
import { readEvtx, repository, unpackedFile } from "./evtx-file.test-support.ts";

interface Expected {
  /** Null where the counts' maker could not read the file. */
  readonly events: number | null;
  /** How many records there are by the end of the channel's name and the event id; rare ones may be missing. */
  readonly counts: Readonly<Record<string, number>>;
}

const data = new URL("../shared/data/", repository);
const expectedFile = new URL("expected.json", data);

/** A log with one event, written by an event collector as plain XML without templates. */
const eventsWhereUnknown = 1;

function textOf(value: JsonValue | undefined): string {
  const text = typeof value === "object" && value !== null ? (value as JsonObject)["#text"] : value;
  return String(text ?? "");
}

function countKey({ document }: RawRecord): string {
  const system = (document["Event"] as JsonObject)["System"] as JsonObject;
  const channel = textOf(system["Channel"]).toLowerCase();
  const id = textOf(system["EventID"]) || "0";
  return `${channel === "microsoft-windows-sysmon/operational" ? "sysmon" : channel}:${id}`;
}

function countsOf(records: readonly RawRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of records) counts[countKey(record)] = (counts[countKey(record)] ?? 0) + 1;
  return counts;
}

describe("all recordings", () => {
  it("hold as many records of each kind as expected", (context) => {
    if (!existsSync(expectedFile)) context.skip("the recordings in ../shared/data are not there");
    const all = JSON.parse(readFileSync(expectedFile, "utf8")) as Record<string, Expected>;
    const logs = Object.entries(all).filter(([name]) => /\.evtx(\.gz)?$/.test(name));
    expect(logs.length).toBeGreaterThan(20);
    for (const [name, { events, counts }] of logs) {
      const { records } = readEvtx(
        unpackedFile(new URL(name.split("/").map(encodeURIComponent).join("/"), data)),
      );
      expect([name, records.length]).toEqual([name, events ?? eventsWhereUnknown]);
      expect([name, countsOf(records)]).toEqual([name, expect.objectContaining(counts)]);
    }
  });
});
