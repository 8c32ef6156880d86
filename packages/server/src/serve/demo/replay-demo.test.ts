import { fileURLToPath } from "node:url";
import { builtInCatalogue } from "@eqlite/core/events";
import { expect, it } from "vitest";
import { nowMs, storedDocuments, testIngest } from "../../ingest/ingest.test-support.ts";
import { splitIngested } from "../../ingest/ingested-time.ts";
import { withDemoAliases } from "./demo-index-aliases.ts";
import { replayDemo } from "./replay-demo.ts";
import { shiftTimes, shiftTimeTexts } from "./shift-times.ts";

const recording = fileURLToPath(
  new URL("../../../../../recordings/demo/aptsimulator_cobaltstrike.zip", import.meta.url),
);

const hourMs = 3_600_000;

it.each([
  ["an ISO time", "2021-06-12T01:07:41.253Z", "2021-06-12T02:07:41.253Z"],
  ["the form of Sysmon", "UtcTime: 2021-06-11 23:59:59.999\r\nx", "UtcTime: 2021-06-12 00:59:59.999\r\nx"],
  ["several", "2021-06-12T01:07:36Z 2021-12-31 23:30:00", "2021-06-12T02:07:36Z 2022-01-01 00:30:00"],
  ["no time of day", "log_2021-06-11.txt", "log_2021-06-11.txt"],
  ["no such day", "2021-13-45 01:02:03", "2021-13-45 01:02:03"],
])("%s", (_, before, after) => {
  expect(shiftTimeTexts(before, hourMs)).toBe(after);
});

it("numbers are times where their field has dates", () => {
  const document = {
    "@timestamp": 1_000,
    process: { pid: 1_000, start: 1_000 },
    tags: ["2021-06-12 01:07:41", 5],
  };
  expect(shiftTimes(document, () => hourMs, builtInCatalogue())).toEqual({
    "@timestamp": 3_601_000,
    process: { pid: 1_000, start: 3_601_000 },
    tags: ["2021-06-12 02:07:41", 5],
  });
});

it("the bundled rule sees the events of Sysmon beside what the configuration says", () => {
  expect(withDemoAliases({ "logs-endpoint.events.file-*": ["mine-*"], other: ["x"] })).toEqual({
    "logs-endpoint.events.process-*": ["logs-windows.sysmon_operational-*", "logs-system.security-*"],
    "logs-endpoint.events.file-*": ["mine-*", "logs-windows.sysmon_operational-*", "logs-system.security-*"],
    other: ["x"],
  });
});

it("the recording happens now, in the data streams of an agent", async () => {
  const { ingest, store } = testIngest();
  const clock = { nowMs: () => nowMs };
  expect(await replayDemo({ path: recording, ingest, catalogue: builtInCatalogue(), clock })).toBe(2611);
  const counts = store.dataStreams().map(({ name, events }) => [name, events]);
  expect(counts).toEqual([
    ["logs-system.security-default", 344],
    ["logs-system.system-default", 3],
    ["logs-windows.sysmon_operational-default", 2264],
  ]);
  const documents = storedDocuments(store).map((document) => splitIngested(document).document);
  const times = documents.map((document) => Date.parse(String(document["@timestamp"])));
  expect(Math.max(...times)).toBeLessThanOrEqual(nowMs);
  expect(Math.max(...times)).toBeGreaterThan(nowMs - 1_000);
  // Both clocks of the recorded host are set right: everything happened within the same minutes.
  expect(Math.min(...times)).toBeGreaterThan(nowMs - 5 * 60_000);
  const sysmon = documents.find(({ message }) => String(message).includes("UtcTime: "));
  const [, day, time] = /UtcTime: (\S+) (\S+)/.exec(String(sysmon?.["message"])) ?? [];
  expect(`${day}T${time}Z`).toBe(sysmon?.["@timestamp"]);
  expect(sysmon).toMatchObject({ event: { created: expect.stringContaining(String(day)) } });
});
