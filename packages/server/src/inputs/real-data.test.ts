import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readAllInputs } from "./read-inputs.test-support.ts";

const data = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const isPresent = existsSync(`${data}/expected.json`);
if (!isPresent) console.warn("Skipped: the recordings are not in ../shared/data.");

interface Expected {
  readonly members?: readonly string[];
  readonly events: number | null;
  readonly unparsable_lines?: number;
}

const expected: Readonly<Record<string, Expected>> = isPresent
  ? JSON.parse(readFileSync(`${data}/expected.json`, "utf8"))
  : {};
// The counts of these are in the README beside them.
const endgame: Readonly<Record<string, Expected>> = {
  "eqllib/sysmon-rta.json.gz": { events: 37_356 },
  "eqllib/sysmon-atomic-red-team.json.gz": { events: 19_882 },
  "eqllib/normalized-rta.json.gz": { events: 31_843 },
  "eqllib/normalized-atomic-red-team.json.gz": { events: 14_786 },
  "eqllib/normalized-T1117-AtomicRed-regsvr32.json": { events: 150 },
};

const recordings = Object.entries({ ...expected, ...endgame }).filter(([, { events }]) => events !== null);

describe.skipIf(!isPresent)("recordings", () => {
  it.each(recordings)("%s", async (name, { events, members, unparsable_lines: unparsable = 0 }) => {
    const { totals, problems } = await readAllInputs([`${data}/${name}`]);
    expect({ records: totals.records, unreadableFiles: totals.unreadableFiles }).toEqual({
      records: events,
      unreadableFiles: 0,
    });
    if (name.startsWith("evtx")) return;
    // The counts take the resource fork that macOS put into one archive for a line; it is no member to be read.
    const inResourceForks = members?.filter((member) => member.startsWith("__MACOSX/")).length ?? 0;
    expect(problems).toHaveLength(unparsable - inResourceForks);
  });
});
