import { describe, expect, it } from "vitest";
import { schemaCatalogue } from "../events/catalogue/field-catalogue.ts";
import type { JsonObject } from "../events/index.ts";
import { createQueryRun } from "../match/index.ts";
import { checkQuery } from "./eql/check.ts";
import type { CheckedQuery } from "./eql/checked-query.ts";
import { defaultSearchOptions } from "./eql/search-options.ts";
import { fromPortableQuery, toPortableQuery } from "./portable-query.ts";

const catalogue = schemaCatalogue({
  "event.category": "keyword",
  "@timestamp": "date",
  s: "keyword",
  n: "long",
  ip: "ip",
  t: "date",
});

const queries = [
  'any where s regex "a.*c" or s regex~ "B[0-9]+"',
  'any where cidrMatch(ip, "10.0.0.0/8") and ip == "10.0.0.0/16"',
  "any where length(s) > 2 and n + 1 >= 9007199254740993",
  'any where startsWith~(s, "AB") or between(s, "a", "c") == "b"',
  'any where t > "2024-05-01" and s : ("x*", "abc")',
  'any where concat(s, "x") regex "^a.*x$"',
  "sequence by s with maxspan=1m [any where n == 1] with runs=2 [any where n == 2] until [any where n == 3]",
];

const documents: readonly JsonObject[] = ["abc", "b12", "x1", "ab", "10"].flatMap((s, at) =>
  [1, 1, 2, 9007199254740993n].map((n, second) => ({
    "@timestamp": `2024-05-02T00:0${at}:0${second}Z`,
    event: { category: "e" },
    s,
    n,
    ip: at % 2 === 0 ? "10.0.3.4" : "11.0.0.1",
    t: "2024-05-03",
  })),
);

function found(query: CheckedQuery): unknown {
  const run = createQueryRun<number>(query, {
    search: { ...defaultSearchOptions, size: 100 },
    timestampType: "date",
    tiebreakerType: undefined,
    fractionBeforeArrival: false,
    onFailure: (failure) => {
      throw failure;
    },
  });
  for (const [arrival, document] of documents.entries()) run.add(document, arrival, arrival);
  return run.finish();
}

describe("a query that went to another thread", () => {
  it.each(queries)("%s", (text) => {
    const checked = checkQuery(text, catalogue);
    if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
    const cloned = structuredClone(toPortableQuery(checked.value));
    const expected = found(checked.value) as readonly unknown[];
    expect(expected.length).toBeGreaterThan(0);
    expect(found(fromPortableQuery(cloned))).toEqual(expected);
  });

  it("keeps stages that `runs` repeats one object", () => {
    const checked = checkQuery("sequence [any where n == 1] with runs=3 [any where n == 2]", catalogue);
    if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
    const back = fromPortableQuery(structuredClone(toPortableQuery(checked.value)));
    if (back.kind !== "sequence") throw new Error("it is no sequence any more");
    expect(new Set(back.stages).size).toBe(2);
  });
});
