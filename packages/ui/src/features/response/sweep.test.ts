import { builtInCatalogue } from "@eqlite/core/events";
import { checkQuery } from "@eqlite/core/lang";
import { expect, it } from "vitest";
import { readSweep, sweepBody, sweepEql } from "./sweep.ts";

const indicators = [
  { kind: "path", value: 'C:\\a" or true or "', field: "file.path" },
  { kind: "ipv4", value: "203.0.113.9", field: "destination.ip" },
] as const;

it("asks for every field that may hold an indicator", () => {
  const body = JSON.stringify(sweepBody(indicators));
  expect(body).toContain('{"terms":{"source.ip":["203.0.113.9"]}}');
  expect(body).toContain(
    '{"term":{"dll.path":{"value":"C:\\\\a\\" or true or \\"","case_insensitive":true}}}',
  );
});

it("is a query of EQL that no value breaks out of", () => {
  for (const host of [undefined, 'x" or true or "']) {
    const query = sweepEql(indicators, host);
    expect(checkQuery(query, builtInCatalogue())).toMatchObject({ ok: true });
    expect(query).toContain('process.executable in~ ("C:\\\\a\\" or true or \\"")');
  }
});

it("reads what was found on which host", () => {
  const found = readSweep({
    timed_out: false,
    hits: { total: { value: 12, relation: "eq" }, hits: [] },
    aggregations: {
      first: { value: 5 },
      last: { value: 9 },
      hosts: { buckets: [{ key: "A", doc_count: 10, first: { value: 5 }, last: { value: null } }] },
      kinds: { buckets: { ipv4: { doc_count: 2 }, path: { doc_count: 10 } } },
    },
  });
  expect(found).toEqual({
    events: 12,
    others: 2,
    hosts: [{ host: "A", events: 10, firstMs: 5, lastMs: undefined }],
    kinds: [
      { kind: "ipv4", events: 2 },
      { kind: "path", events: 10 },
    ],
    firstMs: 5,
    lastMs: 9,
    isCut: false,
  });
});
