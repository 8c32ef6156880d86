import { describe, expect, it } from "vitest";
import type { FieldSource } from "../../match/index.ts";
import { createPass, type EngineName } from "./create-pass.ts";
import { linePositions, passQueries } from "./run-pass.test-support.ts";

const engines: readonly EngineName[] = ["kernel", "rule-index", "reference"];

/** The index that an event names itself, or else the one where the input says it is stored. */
function compileIndex<D>(
  fields: FieldSource<D>,
): (event: D, given: string | undefined) => string | undefined {
  const readDataset = fields.raw("data_stream.dataset");
  return (event, given) => {
    const [dataset] = readDataset(event);
    return typeof dataset === "string" ? `logs-${dataset}` : given;
  };
}

const event = '"@timestamp":"2024-05-01T10:00:00Z","event":{"category":"process"}';
const lines = [
  `{${event},"data_stream":{"dataset":"a"}}`,
  `{${event},"data_stream":{"dataset":"b"}}`,
  `{${event},"data_stream.dataset":"\\u0061"}`,
  `{${event}}`,
];

describe.each(engines)("queries that see some indices only: %s", (engine) => {
  const covers = [
    (index: string) => index === "logs-a",
    (index: string) => index.startsWith("stored"),
    undefined,
  ];
  const texts = ["any where true", "any where true", "any where number(event.category) == 1"];

  const run = (given: string | undefined) => {
    const queries = passQueries({ texts, fields: { "data_stream.dataset": "keyword" } });
    const pass = createPass(
      engine,
      queries.map((query, at) => ({ ...query, coversIndex: covers[at] })),
      { compileIndex },
    );
    const positions = linePositions(lines);
    if (pass.judgeBlock === undefined || given !== undefined) {
      for (const [at, line] of lines.entries())
        pass.judgeDocument(JSON.parse(line), positions[at] ?? 0, given);
    } else {
      pass.judgeBlock(new TextEncoder().encode(lines.join("\n")), 0, () => expect.unreachable());
    }
    return pass.finish().map(({ matches, failures }) => ({
      lines: matches.flatMap((match) => match.positions.map((position) => positions.indexOf(position ?? -1))),
      failures,
    }));
  };

  it("by what an event names", () => {
    expect(run(undefined)).toEqual([
      { lines: [0, 2], failures: 0 },
      { lines: [], failures: 0 },
      { lines: [], failures: 4 },
    ]);
  });

  it("by where it is stored, which says nothing about the events behind it", () => {
    const queries = passQueries({ texts, fields: { "data_stream.dataset": "keyword" } });
    const pass = createPass(
      engine,
      queries.map((query, at) => ({ ...query, coversIndex: covers[at] })),
      { compileIndex },
    );
    const [line = ""] = lines.slice(-1);
    pass.judgeDocument(JSON.parse(line), 0, "stored-x");
    if (pass.judgeBlock === undefined) pass.judgeDocument(JSON.parse(line), 100);
    else pass.judgeBlock(new TextEncoder().encode(line), 100, () => expect.unreachable());
    expect(pass.finish()[1]?.matches.map(({ positions }) => positions)).toEqual([[0]]);
  });

  it("by where a block is stored, whatever its events name", () => {
    const queries = passQueries({ texts, fields: { "data_stream.dataset": "keyword" } });
    const pass = createPass(
      engine,
      queries.map((query, at) => ({ ...query, coversIndex: covers[at] })),
      { compileIndex },
    );
    if (pass.judgeBlock === undefined) return;
    const bytes = new TextEncoder().encode(lines.join("\n"));
    pass.judgeBlock(bytes, 0, () => expect.unreachable(), "stored-x");
    // What holds for one block does not hold for the next.
    pass.judgeBlock(bytes, 10_000, () => expect.unreachable(), "logs-a");
    pass.judgeBlock(bytes, 20_000, () => expect.unreachable());
    const positions = [0, 10_000, 20_000].flatMap((base) => linePositions(lines).map((at) => at + base));
    expect(
      pass
        .finish()
        .map(({ matches, failures }) => [
          ...matches.map((match) => positions.indexOf(match.positions[0] ?? -1)),
          `${failures} failed`,
        ]),
    ).toEqual([[4, 5, 6, 7, 8, 10, "0 failed"], [0, 1, 2, 3, "0 failed"], ["12 failed"]]);
  });

  it("by where it is stored", () => {
    expect(run("stored-x")).toEqual([
      { lines: [0, 2], failures: 0 },
      { lines: [3], failures: 0 },
      { lines: [], failures: 4 },
    ]);
  });
});
