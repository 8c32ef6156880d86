import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { bundledRule, prepareRules, repositoryPath, scan, writeRules } from "./scan.test-support.ts";

const folder = scratchFolder();

/** Rules of every kind that looks at more than one event, over events of two keys and four letters. */
const queries: readonly string[] = [
  'process where process.name == "a"',
  'process where process.name in ("a", "b") | head 3',
  'sequence by host.id [process where process.name == "a"] [process where process.name == "b"]',
  'sequence by host.id with maxspan=2s [process where process.name == "a"] [process where process.name == "b"] [process where process.name == "a"]',
  'sequence by host.id [process where process.name == "a"] [process where process.name == "b"] until [process where process.name == "c"]',
  'sequence by host.id with maxspan=3s [process where process.name == "a"] ![process where process.name == "c"] [process where process.name == "b"]',
  'sequence with maxspan=1s [process where process.name == "a"] by host.id [process where process.name == "d"] by host.id with runs=2',
  'sequence [process where process.name == "a"] [process where process.name != "a"] | tail 2',
  'sample by host.id [process where process.name == "a"] [process where process.name == "b"] [process where process.name != "c"]',
];

const ruleFile = writeRules(folder, "order", queries);

/** Events with distinct times, some of them apart by less than a millisecond. */
const events = fc
  .uniqueArray(
    fc.record({
      tick: fc.nat({ max: 60 }),
      letter: fc.constantFrom("a", "b", "c", "d"),
      host: fc.constantFrom("h1", "h2"),
    }),
    { selector: ({ tick }) => tick, minLength: 2, maxLength: 30 },
  )
  .map((drawn) =>
    drawn.map(({ tick, letter, host }) => ({
      "@timestamp": `2026-04-01T08:00:0${Math.floor(tick / 10)}.${tick % 10 < 5 ? "100" : "700"}${tick % 10}Z`,
      event: { category: "process", type: "start" },
      host: { id: host },
      process: { name: letter },
    })),
  );

/** The events in another order, dealt out to three files that are named in another order. */
interface Deal {
  readonly order: readonly number[];
  readonly files: readonly number[];
  readonly reversed: boolean;
}

function deal(count: number): fc.Arbitrary<Deal> {
  const indices = Array.from({ length: count }, (_, at) => at);
  return fc.record({
    order: fc.shuffledSubarray(indices, { minLength: count, maxLength: count }),
    files: fc.array(fc.nat({ max: 2 }), { minLength: count, maxLength: count }),
    reversed: fc.boolean(),
  });
}

let runs = 0;

function writeDealt(all: readonly object[], { order, files, reversed }: Deal): readonly string[] {
  runs += 1;
  const dealt: object[][] = [[], [], []];
  for (const [at, index] of order.entries()) dealt[files[at] ?? 0]?.push(all[index] ?? {});
  const paths = dealt.map((part, at) => folder.write(`run-${runs}/part-${at}.ndjson`, part));
  return reversed ? paths.toReversed() : paths;
}

describe("the order of the input", async () => {
  const rules = [...(await prepareRules([ruleFile])), ...(await bundledRule())];
  const alertIds = async (paths: readonly string[]): Promise<readonly string[]> =>
    (await scan(paths, rules)).alerts.map(({ rule, id }) => `${rule.ruleId} ${id}`);

  it("does not change the alerts over generated events", async () => {
    let alerts = 0;
    const cases = events.chain((all) => fc.tuple(fc.constant(all), deal(all.length)));
    await fc.assert(
      fc.asyncProperty(cases, async ([all, dealt]) => {
        runs += 1;
        const straight = await alertIds([folder.write(`run-${runs}/all.ndjson`, all)]);
        expect(await alertIds(writeDealt(all, dealt))).toEqual(straight);
        alerts += straight.length;
      }),
      { numRuns: 40 },
    );
    // Without alerts the property would hold of anything.
    expect(alerts).toBeGreaterThan(100);
  });

  it("does not change the alerts over a recording", async () => {
    const slice = readFileSync(
      repositoryPath("recordings/slices/positive_smb_written_then_started.ndjson"),
      "utf8",
    );
    const all = slice
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { event: object }).event);
    const straight = await alertIds([folder.write("slice.ndjson", all)]);
    expect(straight.filter((id) => id.startsWith("f9bb25ab"))).toHaveLength(1);
    await fc.assert(
      fc.asyncProperty(deal(all.length), async (dealt) => {
        expect(await alertIds(writeDealt(all, dealt))).toEqual(straight);
      }),
      { numRuns: 10 },
    );
  });
});
