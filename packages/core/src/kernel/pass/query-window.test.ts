import { describe, expect, it } from "vitest";
import { createPass, type EngineName } from "./create-pass.ts";
import type { PassQuery } from "./pass-query.ts";
import { compileWindow } from "./query-window.ts";
import { judgeLines, linePositions, passQueries } from "./run-pass.test-support.ts";

const ever = Number.POSITIVE_INFINITY;

/** Window, time and position of an event, whether it is covered. */
const cases = [
  [{ times: { fromMs: 10, toMs: 20 } }, 10, 0, true],
  [{ times: { fromMs: 10, toMs: 20 } }, 9.999, 0, false],
  [{ times: { fromMs: 10, toMs: 20 } }, 19.999, 0, true],
  [{ times: { fromMs: 10, toMs: 20 } }, 20, 0, false],
  [{ times: { fromMs: -ever, toMs: ever } }, -ever, 0, false],
  [{ times: { fromMs: -ever, toMs: ever } }, -1, 0, true],
  [{ positions: { from: 5, to: 7 } }, -ever, 5, true],
  [{ positions: { from: 5, to: 7 } }, -ever, 6, true],
  [{ positions: { from: 5, to: 7 } }, 0, 4, false],
  [{ positions: { from: 5, to: 7 } }, 0, 7, false],
  [{ positions: { from: 7, to: 5 } }, 0, 6, false],
  [{ times: { fromMs: 0, toMs: 1 }, positions: { from: 0, to: 1 } }, 0, 0, true],
  [{ times: { fromMs: 0, toMs: 1 }, positions: { from: 0, to: 1 } }, 1, 0, false],
  [{ times: { fromMs: 0, toMs: 1 }, positions: { from: 0, to: 1 } }, 0, 1, false],
] as const;

describe("the window of a query", () => {
  it.each(cases)("%j: an event at %j, position %j: %j", (window, ms, position, expected) => {
    expect(compileWindow(window)?.(ms, position)).toBe(expected);
  });

  it("is no test where it asks nothing", () => {
    expect([compileWindow(undefined), compileWindow({})]).toEqual([undefined, undefined]);
  });
});

const second = (number: number, rest: string): string =>
  `{"@timestamp":"1970-01-01T00:00:0${number}Z","event":{"category":"process"},${rest}}`;
const lines = [
  second(1, '"k":"1","on":"A"'),
  second(2, '"k":"1","on":"B"'),
  second(3, '"k":"1","on":"A"'),
  '{"event":{"category":"process"},"k":"1","on":"A"}',
  second(4, '"k":"1","on":"B"'),
];

describe.each<EngineName>(["kernel", "rule-index", "reference"])("one pass, many windows: %s", (engine) => {
  const run = (text: string, window: PassQuery["window"]) => {
    const [query] = passQueries({ texts: [text], fields: { k: "keyword", on: "keyword" } });
    if (query === undefined) throw new Error("no query");
    const pass = createPass(engine, [{ ...query, window }, query], {});
    judgeLines(pass, lines, 0, lines.length);
    const places = linePositions(lines);
    const [windowed, all] = pass
      .finish()
      .map(({ matches, failures }) => [
        ...matches.map(({ positions }) => positions.map((position) => places.indexOf(position ?? -1)).join()),
        ...(failures === 0 ? [] : [`${failures} failed`]),
      ]);
    return { windowed, all };
  };

  it("a query sees the events of its own times", () => {
    const { windowed, all } = run('any where on == "A"', { times: { fromMs: 1_001, toMs: 3_001 } });
    expect(windowed).toEqual(["2"]);
    // Without a time comes first.
    expect(all).toEqual(["3", "0", "2"]);
  });

  it("and of its own positions", () => {
    const [, from = 0, , , to = 0] = linePositions(lines);
    expect(run('any where on == "A"', { positions: { from, to } }).windowed).toEqual(["3", "2"]);
  });

  it("a sequence does not begin before its window, and an event outside of it fails nothing", () => {
    const text = 'sequence by k [any where on == "A"] [any where on == "B"]';
    const { windowed, all } = run(text, { times: { fromMs: 2_000, toMs: ever } });
    expect(windowed).toEqual(["2,4"]);
    expect(all).toEqual(["0,1", "2,4", "1 failed"]);
  });

  it("an event that is not there is one that the window does not show", () => {
    const text =
      'sequence by k with maxspan=9s [any where on == "A"] ![any where on == "A"] [any where on == "B"]';
    const positions = { from: linePositions(lines)[2] ?? 0, to: ever };
    expect(run(text, { positions }).windowed).toEqual(["2,-1,4", "1 failed"]);
  });
});
