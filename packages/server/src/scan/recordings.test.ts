import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledRule, repositoryPath, scan } from "./scan.test-support.ts";

interface Expected {
  readonly events: number;
  readonly unreadable: number;
  readonly alerts: number;
}

const recordings: Readonly<Record<string, Expected>> = readJson(repositoryPath("recordings/expected.json"));

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

describe("the recordings of the repository", async () => {
  const rules = await bundledRule();

  it.each(Object.entries(recordings))("%s", { timeout: 60_000 }, async (name, expected) => {
    const { alerts, totals, problems } = await scan([repositoryPath(`recordings/${name}`)], rules);
    expect(totals.unreadableFiles).toBe(0);
    expect({ events: totals.records, unreadable: problems.unreadableRecords, alerts: alerts.length }).toEqual(
      expected,
    );
  });
});

/** What is known of a recording of the large collection. */
interface Known {
  readonly members?: readonly string[];
  /** Null where it was not counted. */
  readonly events: number | null;
  readonly unparsable_lines?: number;
  readonly expected_alerts_remote_execution_via_file_shares: number;
}

const collection = repositoryPath("../shared/data");
const isPresent = existsSync(`${collection}/expected.json`);
if (!isPresent) console.warn("Skipped: the large collection of recordings is not in ../shared/data.");

describe.skipIf(!isPresent)("the large collection", async () => {
  const rules = await bundledRule();
  const known: Readonly<Record<string, Known>> = isPresent ? readJson(`${collection}/expected.json`) : {};

  it.each(Object.entries(known))("%s", { timeout: 120_000 }, async (name, expected) => {
    const { alerts, totals, problems } = await scan([`${collection}/${name}`], rules);
    expect(alerts).toHaveLength(expected.expected_alerts_remote_execution_via_file_shares);
    if (expected.events !== null) expect(totals.records).toBe(expected.events);
    // The resource fork that macOS put into one archive was counted as a line; it is no log.
    const forks = expected.members?.filter((member) => basename(member).startsWith("._")).length ?? 0;
    if (expected.unparsable_lines !== undefined)
      expect(problems.unreadableRecords).toBe(expected.unparsable_lines - forks);
  });
});
