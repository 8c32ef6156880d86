import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../events/index.ts";
import { QueryFailure } from "../lang/index.ts";
import { createQueryRun, type QueryRun } from "./query-run.ts";
import {
  checkedQuery,
  eventIds,
  type QueryText,
  runOptions,
  runQueryText,
} from "./query-text.test-support.ts";

/** An event some seconds after a full hour. */
const at = (second: number, rest: JsonObject): JsonObject => ({
  "@timestamp": `2024-05-01T10:00:0${second}Z`,
  ...rest,
});

const fields = { n: "long", m: "long", host: "keyword", tie: "long" };

const processes: readonly JsonObject[] = [
  at(3, { id: "c", event: { category: "process" }, n: 3 }),
  at(1, { id: "a", event: { category: ["file", "process"] }, n: 1 }),
  at(2, { id: "b", "event.category": "process", n: 2 }),
  at(4, { id: "d", event: { category: "network" }, n: 4 }),
  at(5, { id: "e", n: 5 }),
];

type EventCase = [query: string, ids: readonly string[], search?: NonNullable<QueryText["search"]>];

const eventCases: readonly EventCase[] = [
  ["process where true", ["a", "b", "c"]],
  ["file where true", ["a"]],
  ["Process where true", []],
  ["any where true", ["a", "b", "c", "d", "e"]],
  ["any where n > 3", ["d", "e"]],
  ['any where event.category != "process"', ["d", "e"]],
  ["process where n > 1 | head 1", ["b"]],
  ["any where true | head 4 | tail 2", ["c", "d"]],
  ["any where true | tail 1 + 1", ["d", "e"]],
  ["any where true | head 0", []],
  ["any where true", ["d", "e"], { size: 2 }],
  ["any where true", ["a", "b"], { size: 2, resultPosition: "head" }],
  ["any where true | head 50", ["a", "b"], { size: 2 }],
  ["any where true", [], { size: 0 }],
];

describe("an event query", () => {
  it.each(eventCases)("`%s`", (text, ids, search) => {
    expect(eventIds({ text, fields, search: search ?? {} }, processes)).toEqual(ids);
  });

  it("has no key, and one event for each match", () => {
    expect(runQueryText({ text: "file where true", fields }, processes)).toEqual([
      { key: undefined, ids: ["a"] },
    ]);
  });
});

describe("order and time", () => {
  const text = "any where true";
  const orderCases: readonly [
    title: string,
    events: readonly JsonObject[],
    ids: readonly JsonValue[],
    query?: Partial<QueryText>,
  ][] = [
    ["arrival decides at one timestamp", [at(1, { id: 1 }), at(1, { id: 2 })], [1, 2]],
    [
      "a tiebreaker decides before it",
      [at(1, { id: 1, tie: 2 }), at(1, { id: 2 }), at(1, { id: 3, tie: 1 })],
      [3, 1, 2],
      { search: { tiebreakerField: "tie" } },
    ],
    [
      "events without a timestamp come first",
      [at(1, { id: 1 }), { id: 2 }, { id: 3, "@timestamp": "?" }],
      [2, 3, 1],
    ],
    [
      "a date does not see microseconds",
      [
        { id: 1, "@timestamp": "2024-05-01T10:00:00.000900Z" },
        { id: 2, "@timestamp": "2024-05-01T10:00:00.000100Z" },
      ],
      [1, 2],
    ],
    [
      "unless they may decide before arrival",
      [
        { id: 1, "@timestamp": "2024-05-01T10:00:00.000900Z" },
        { id: 2, "@timestamp": "2024-05-01T10:00:00.000100Z" },
      ],
      [2, 1],
      { fractionBeforeArrival: true },
    ],
    [
      "date_nanos does",
      [
        { id: 1, "@timestamp": "2024-05-01T10:00:00.000900Z" },
        { id: 2, "@timestamp": "2024-05-01T10:00:00.000100Z" },
      ],
      [2, 1],
      { fields: { "@timestamp": "date_nanos" } },
    ],
    [
      "another timestamp field",
      [at(1, { id: 1, seen: "2024-05-02" }), at(2, { id: 2, seen: "2024-05-01" })],
      [2, 1],
      { fields: { seen: "date" }, search: { timestampField: "seen" } },
    ],
  ];
  it.each(orderCases)("%s", (_, events, ids, query) => {
    expect(eventIds({ text, fields, ...query }, events)).toEqual(ids);
  });
});

describe("a sequence", () => {
  const sequence = "sequence by host with maxspan=2s [any where n == 1] [any where n == 2]";

  it("gives its key and its events by stage", () => {
    const events = [
      at(3, { id: "b", host: "h", n: 2 }),
      at(1, { id: "a", host: "h", n: 1 }),
      at(2, { id: "x", host: "other", n: 2 }),
    ];
    expect(runQueryText({ text: sequence, fields }, events)).toEqual([{ key: ["h"], ids: ["a", "b"] }]);
  });

  it("has an empty key where it has no keys, and null for an event that is missing", () => {
    const text = "sequence with maxspan=2s [any where n == 1] ![any where n == 2]";
    expect(runQueryText({ text, fields }, [at(1, { id: "a", n: 1 })])).toEqual([
      { key: [], ids: ["a", null] },
    ]);
  });

  const pairs = [1, 2, 3, 4].flatMap((second) => [
    at(second, { id: `a${second}`, n: 1 }),
    at(second, { id: `b${second}`, n: 2 }),
  ]);
  const cuts: readonly [pipes: string, ends: readonly string[], search?: NonNullable<QueryText["search"]>][] =
    [
      ["", ["b1", "b2", "b3", "b4"]],
      ["", ["b3", "b4"], { size: 2 }],
      ["", ["b1", "b2"], { size: 2, resultPosition: "head" }],
      ["| head 1", ["b1"]],
      ["| tail 1", ["b4"]],
      ["| tail 3 | head 1", ["b2"]],
      ["| head 3", ["b1", "b2"], { size: 2 }],
    ];
  it.each(cuts)("case %#: cut by `%s`", (pipes, ends, search) => {
    const text = `sequence [any where n == 1] [any where n == 2] ${pipes}`;
    const found = runQueryText({ text, fields, search: search ?? {} }, pairs);
    expect(found.map(({ ids }) => ids[1])).toEqual(ends);
  });

  it("has a maxspan in nanoseconds where timestamps have them", () => {
    const events = (end: string): readonly JsonObject[] => [
      { id: "a", host: "h", n: 1, "@timestamp": "2024-05-01T10:00:00.000000500Z" },
      { id: "b", host: "h", n: 2, "@timestamp": `2024-05-01T10:00:02.${end}Z` },
    ];
    const nanos: QueryText = { text: sequence, fields: { ...fields, "@timestamp": "date_nanos" } };
    expect(runQueryText(nanos, events("000000500"))).toHaveLength(1);
    expect(runQueryText(nanos, events("000000501"))).toHaveLength(0);
    // A date has milliseconds only.
    expect(runQueryText({ text: sequence, fields }, events("000000501"))).toHaveLength(1);
  });

  it("can be finished, fed again and finished again", () => {
    const { catalogue, options } = runOptions({ text: sequence, fields });
    const run = createQueryRun<string>(checkedQuery(sequence, catalogue), options);
    run.add(at(1, { host: "h", n: 1 }), 0, "a");
    expect(run.finish()).toEqual([]);
    run.add(at(2, { host: "h", n: 2 }), 1, "b");
    expect(run.finish().map(({ events }) => events)).toEqual([["a", "b"]]);
    expect(run.finish()).toHaveLength(1);
  });
});

describe("an event that fails the query", () => {
  const sequence = "sequence [any where n == 1] [any where n == 2]";
  const failures: readonly (readonly [
    title: string,
    text: string,
    events: readonly JsonObject[],
    message: string,
    /** What the query yields if it goes on without the event. */
    rest: readonly (readonly JsonValue[])[],
  ])[] = [
    [
      "an integer divided by zero",
      "any where n / m == 1",
      [at(1, { id: 1, n: 1, m: 1 }), at(2, { id: 2, n: 1, m: 0 }), at(3, { id: 3, n: 2, m: 2 })],
      "divided by zero",
      [[1], [3]],
    ],
    [
      "several timestamps",
      "any where n == 1",
      [{ id: 1, n: 1, "@timestamp": ["2024-05-01", "2024-05-02"] }, at(1, { id: 2, n: 1 })],
      "several values",
      [[2]],
    ],
    [
      "no timestamp in a sequence",
      sequence,
      [at(1, { id: 1, n: 1 }), { id: 2, n: 1 }, at(3, { id: 3, n: 2 })],
      "no timestamp",
      [[1, 3]],
    ],
    [
      "several timestamps in a sequence",
      sequence,
      [
        at(1, { id: 1, n: 1 }),
        { id: 2, n: 2, "@timestamp": ["2024-05-01", "2024-05-02"] },
        at(3, { id: 3, n: 2 }),
      ],
      "several values",
      [[1, 3]],
    ],
    [
      "in one stage does not count for the others either",
      "sequence [any where n == 1] [any where n / m == 1]",
      [at(1, { id: 1, n: 1, m: 1 }), at(2, { id: 2, n: 1, m: 0 }), at(3, { id: 3, n: 3, m: 3 })],
      "divided by zero",
      [[1, 3]],
    ],
    [
      "too many combinations of keys",
      "sequence by host, tie [any where n == 1] [any where n == 2]",
      [
        at(1, {
          id: 1,
          n: 1,
          host: Array.from({ length: 101 }, (_, host) => host),
          tie: Array.from({ length: 100 }, (_, tie) => tie),
        }),
        at(2, { id: 2, n: 1, host: "h", tie: 1 }),
        at(3, { id: 3, n: 2, host: "h", tie: 1 }),
      ],
      "combinations of join keys",
      [[2, 3]],
    ],
  ];

  it.each(failures)("%s: throwing ends the run", (_, text, events, message) => {
    expect(() => runQueryText({ text, fields }, events)).toThrow(QueryFailure);
    expect(() => runQueryText({ text, fields }, events)).toThrow(message);
  });

  it.each(failures)("%s: returning goes on without the event", (_, text, events, message, rest) => {
    const messages: string[] = [];
    const onFailure = (failure: QueryFailure): void => void messages.push(failure.message);
    expect(runQueryText({ text, fields, onFailure }, events).map(({ ids }) => ids)).toEqual(rest);
    expect(messages).toEqual([expect.stringContaining(message)]);
  });

  it("does so only if it fits: an event without a timestamp that fits no stage is no failure", () => {
    const events = [at(1, { id: 1, n: 1 }), { id: 2, n: 9 }, { id: 3, n: 1, "@timestamp": null, host: null }];
    const text = "sequence by host [any where n == 1] [any where n == 2]";
    expect(runQueryText({ text, fields }, events)).toEqual([]);
  });

  it("a fault that is not of the query goes through", () => {
    const { catalogue, options } = runOptions({ text: "", fields, onFailure: () => undefined });
    const run = createQueryRun<number>(checkedQuery("any where n == 1", catalogue), options);
    const broken: JsonObject = Object.defineProperty({}, "n", {
      get: () => {
        throw new TypeError("broken");
      },
    });
    expect(() => run.add(broken, 0, 0)).toThrow(TypeError);
  });
});

describe("what a run keeps in memory", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;

  const queries = [
    "any where n == 1",
    "sequence by host with maxspan=1s [any where n == 1] ![any where n == 2] until [any where n == 3]",
    "sample by host [any where n == 1] [any where n == 2]",
  ];
  /** Feeds 200 events, every other of which fits. A function of its own, so that none of its variables live on. */
  function feed(
    run: QueryRun<object>,
  ): Readonly<Record<"documents" | "fitting" | "others", readonly WeakRef<object>[]>> {
    const documents: WeakRef<object>[] = [];
    const fitting: WeakRef<object>[] = [];
    const others: WeakRef<object>[] = [];
    for (let arrival = 0; arrival < 200; arrival += 1) {
      const fits = arrival % 2 === 0;
      const event = { arrival };
      const document = at(1, { n: fits ? 1 : 9, host: "h" });
      documents.push(new WeakRef(document));
      (fits ? fitting : others).push(new WeakRef(event));
      expect(run.add(document, arrival, event)).toBe(fits);
    }
    return { documents, fitting, others };
  }

  it.each(queries)("`%s`: nothing of an event that does not fit, and no document", async (text) => {
    const { catalogue, options } = runOptions({ text, fields });
    const run = createQueryRun<object>(checkedQuery(text, catalogue), options);
    const { documents, fitting, others } = feed(run);
    // Values of the last event may be remembered until the next one.
    run.add(at(1, { n: 9 }), 200, {});
    // A weak reference holds its object until the running job ends.
    await setImmediate();
    collectGarbage();
    const alive = (references: readonly WeakRef<object>[]): number =>
      references.filter((reference) => reference.deref() !== undefined).length;
    expect([alive(others), alive(documents), alive(fitting)]).toEqual([0, 0, 100]);
    // The run itself is alive, or all of it would be gone.
    expect(run.add(at(1, { n: 9 }), 201, {})).toBe(false);
  });
});
