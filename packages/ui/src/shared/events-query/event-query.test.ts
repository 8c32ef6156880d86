import { parse } from "@eqlite/core/lang";
import { describe, expect, it } from "vitest";
import { dslOf, type EventTest, eqlOf, exploreLink, searchBody } from "./event-query.ts";

const host: EventTest = { field: "host.id", oneOf: ["h1"] };
const codes: EventTest = { field: "event.code", oneOf: ["4624", "4648"] };

describe("conditions on events", () => {
  it.each<[EventTest, string]>([
    [host, 'host.id == "h1"'],
    [codes, 'event.code in ("4624", "4648")'],
    [{ field: "process.pid", oneOf: [4] }, "process.pid == 4"],
    [{ exists: "dns.question.name" }, "dns.question.name != null"],
    [{ not: host }, 'not host.id == "h1"'],
    [
      { all: [host, { any: [codes, { not: host }] }] },
      'host.id == "h1" and (event.code in ("4624", "4648") or (not host.id == "h1"))',
    ],
    [{ any: [host] }, 'host.id == "h1"'],
    [{ all: [] }, "true"],
    [{ field: "file.path", oneOf: ['C:\\a "b"\n'] }, 'file.path == "C:\\\\a \\"b\\"\\n"'],
    [{ field: "file.name", like: "*.exe" }, 'file.name like~ "*.exe"'],
    [{ field: "a-b`c", oneOf: ["x"] }, '`a-b``c` == "x"'],
  ])("%j reads %s", (test, expected) => expect(eqlOf(test)).toBe(expected));

  it("are queries that can be run, whatever values hold", () => {
    const test: EventTest = {
      all: [
        { field: "process.executable", oneOf: ['C:\\x" or true //', "\u202e", "\\\\srv\\share\\"] },
        { not: { any: [{ field: "process.pid", oneOf: [4] }, { exists: "user.name" }] } },
      ],
    };
    const parsed = parse(`any where ${eqlOf(test)}`);
    expect(parsed.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("are searches", () => {
    expect(dslOf({ all: [host, { not: { any: [codes, { exists: "user.name" }] } }] })).toEqual({
      bool: {
        filter: [
          { term: { "host.id": "h1" } },
          {
            bool: {
              must_not: [
                {
                  bool: {
                    should: [
                      { terms: { "event.code": ["4624", "4648"] } },
                      { exists: { field: "user.name" } },
                    ],
                    minimum_should_match: 1,
                  },
                },
              ],
            },
          },
        ],
      },
    });
  });
});

describe("queries", () => {
  const query = { test: host, fromMs: 0, toMs: 1_000, size: 5, order: "newest-first" } as const;
  it("are bounded in time and number", () =>
    expect(searchBody(query)).toEqual({
      query: {
        bool: {
          filter: [
            { range: { "@timestamp": { gte: 0, lt: 1_000, format: "epoch_millis" } } },
            { term: { "host.id": "h1" } },
          ],
        },
      },
      sort: [{ "@timestamp": "desc" }],
      size: 5,
      track_total_hits: 10_000,
    }));
  it("lead into Explore", () =>
    expect(exploreLink(query)).toEqual({
      query: 'any where host.id == "h1"',
      from: "1970-01-01T00:00:00.000Z",
      to: "1970-01-01T00:00:01.000Z",
    }));
});
