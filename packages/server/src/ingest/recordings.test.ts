import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type JsonObject, mapToEcs, stringifyJson } from "@eqlite/core/events";
import { describe, expect, it } from "vitest";
import { readEvents } from "../events/read-events.ts";
import { readInputs } from "../inputs/read-inputs.ts";
import { storedDocuments, testIngest } from "./ingest.test-support.ts";
import { splitIngested } from "./ingested-time.ts";

const recording = (name: string): string =>
  fileURLToPath(new URL(`../../../../recordings/${name}`, import.meta.url));

/** Recordings whose records are JSON as a shipper would send them; each shape of records is among them. */
const recordings = [
  "demo/aptsimulator_cobaltstrike.zip",
  "eqllib/normalized-T1117-AtomicRed-regsvr32.json",
  "eqllib/sysmon-atomic-red-team.json.gz",
  "security-datasets/cmd_psexec_lsa_secrets_dump.zip",
  "security-datasets/covenant_lolbin_wuauclt_createremotethread.zip",
  "slices/positive_smb_written_then_started.ndjson",
  "evtx/Security_short_selected.evtx.gz",
];

const most = 1_000;

/** What `eqlite scan` makes of a recording, and the raw records of it. */
async function readRecording(name: string) {
  const scanned: JsonObject[] = [];
  await readEvents([recording(name)], {
    event: ({ document }) => scanned.push(document),
    problem() {},
  });
  const raw: JsonObject[] = [];
  await readInputs([recording(name)], {
    record: ({ document }) => raw.push(document),
    block: (lines, _content, records) => ({ lines: records.block(lines), records: 0 }),
    problem() {},
  });
  return { scanned: scanned.slice(0, most), raw: raw.slice(0, most) };
}

describe.each(recordings)("%s", (name) => {
  it("is stored as a scan sees it", async () => {
    const { scanned, raw } = await readRecording(name);
    expect(raw.length).toBe(scanned.length);
    expect(raw.length).toBeGreaterThan(0);
    const { ingest, store } = testIngest();
    const body = raw.map((document) => `{"create":{"_index":"logs"}}\n${stringifyJson(document)}\n`).join("");
    const { hasErrors } = await ingest.bulk(Buffer.from(body));
    expect(hasErrors).toBe(false);
    const stored = storedDocuments(store).map((document) => splitIngested(document).document);
    expect(stored.length).toBe(scanned.length);
    for (const [i, document] of stored.entries()) expect(document).toEqual(scanned[i]);
    // A stored line may be mapped again by whoever reads it: nothing changes then.
    for (const document of stored) expect(mapToEcs(document).document).toEqual(document);
  });
});

it("the demo, sent as the file it is", async () => {
  const path = recording("slices/positive_smb_written_then_started.ndjson");
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const { ingest, store } = testIngest();
  await ingest.bulk(Buffer.from(lines.map((line) => `{"create":{}}\n${line}\n`).join("")), { index: "logs" });
  const { scanned } = await readRecording("slices/positive_smb_written_then_started.ndjson");
  expect(storedDocuments(store).map((document) => splitIngested(document).document)).toEqual(scanned);
});
