import { describe, expect, it } from "vitest";
import { builtInCatalogue, type JsonObject } from "../events/index.ts";
import { createPass, type EngineName } from "../kernel/index.ts";
import { type Condition, defaultSearchOptions } from "../lang/index.ts";
import { compileExceptionItem } from "./compile-exception-item.ts";
import type { ValueList } from "./exception-item.ts";
import { exceptionLimits } from "./exception-limits.ts";
import { compileEntries, itemOf } from "./exceptions.test-support.ts";

const engines: readonly EngineName[] = ["kernel", "reference"];

/** For each document whether a condition holds for it, as each engine says: they must agree. */
function verdicts(condition: Condition | undefined, documents: readonly JsonObject[]): readonly boolean[] {
  if (condition === undefined) throw new Error("the item does not compile");
  const [byKernel = [], byReference] = engines.map((engine) => {
    const pass = createPass(
      engine,
      [
        {
          query: { kind: "event", condition, pipes: [], fieldNames: [] },
          options: {
            search: { ...defaultSearchOptions, size: 1_000 },
            timestampType: "date",
            tiebreakerType: undefined,
            fractionBeforeArrival: true,
          },
        },
      ],
      {},
    );
    const texts = documents.map((fields) =>
      JSON.stringify({ "@timestamp": "2026-05-01T10:00:00Z", event: { category: "process" }, ...fields }),
    );
    let position = 0;
    const positions = texts.map((text) => {
      const from = position;
      position += new TextEncoder().encode(text).length + 1;
      return from;
    });
    if (pass.judgeBlock === undefined) {
      for (const [at, text] of texts.entries()) pass.judgeDocument(JSON.parse(text), positions[at] ?? 0);
    } else {
      pass.judgeBlock(new TextEncoder().encode(texts.join("\n")), 0, () => expect.unreachable());
    }
    const found = pass.finish()[0]?.matches.map((match) => match.positions[0]) ?? [];
    return positions.map((at) => found.includes(at));
  });
  expect(byKernel).toEqual(byReference);
  return byKernel;
}

const is = (field: string, value: string): JsonObject => ({
  type: "match",
  field,
  operator: "included",
  value,
});
const not = (entry: JsonObject): JsonObject => ({ ...entry, operator: "excluded" });
const any = (field: string, ...value: string[]): JsonObject => ({
  type: "match_any",
  field,
  operator: "included",
  value,
});
const like = (field: string, value: string): JsonObject => ({
  type: "match_wildcard",
  field,
  operator: "included",
  value,
});
const exists = (field: string): JsonObject => ({ type: "exists", field, operator: "included" });
const inList = (field: string, id: string, type: string): JsonObject => ({
  type: "list",
  field,
  operator: "included",
  list: { id, type },
});
const name = (value: unknown): JsonObject => ({ process: { name: value as string } });

/** Entries, documents for which they hold, documents for which they do not, warnings. */
type Case = readonly [
  what: string,
  entries: readonly JsonObject[],
  holds: readonly JsonObject[],
  holdsNot: readonly JsonObject[],
  warnings?: readonly string[],
];

const named = (all: readonly Case[]) => all.map((one) => [one[0], one] as const);

const cases: readonly Case[] = [
  [
    "is: exactly, with its case",
    [is("process.name", "a.exe")],
    [name("a.exe"), name(["b.exe", "a.exe"]), { "process.name": "a.exe" }],
    [name("A.exe"), name("a.exe "), name(["b.exe"]), {}],
  ],
  [
    "is not: none of the values, also where there is none",
    [not(is("process.name", "a.exe"))],
    [name("A.exe"), name(["b.exe", "c.exe"]), {}],
    [name("a.exe"), name(["b.exe", "a.exe"])],
  ],
  [
    "all entries must hold",
    [is("process.name", "a"), is("host.name", "h")],
    [{ ...name("a"), host: { name: "h" } }],
    [name("a")],
  ],
  [
    "is one of",
    [any("process.name", "a", "b")],
    [name("a"), name("b"), name(["c", "b"])],
    [name("B"), name("c"), {}],
  ],
  ["is not one of", [not(any("process.name", "a", "b"))], [name("c"), {}], [name("b"), name(["c", "a"])]],
  ["exists", [exists("process.name")], [name("a"), name("")], [{}, name(null), name([])]],
  [
    "does not exist",
    [not(exists("process.pid"))],
    [{}, { process: { pid: "no number" } }],
    [{ process: { pid: 4 } }],
  ],
  [
    "matches a pattern, with its case",
    [like("process.name", "a?c*.exe")],
    [name("abc.exe"), name("a*c-1.exe"), name("aéc.exe")],
    [name("ABC.exe"), name("ac.exe"), name("abc.exe.txt"), {}],
  ],
  [
    "a backslash takes the meaning from what follows",
    [like("process.name", "C:\\\\*\\?\\*")],
    [name("C:\\x?*"), name("C:\\?*")],
    [name("C:\\xa*"), name("C:x?*"), name("C:\\x?y")],
  ],
  ["a backslash at the end is one", [like("process.name", "*\\")], [name("C:\\"), name("\\")], [name("C:")]],
  [
    "patterns have no other signs",
    [like("process.name", '[a]+(b)|~&\\*@#<1-2>{}".*')],
    [name('[a]+(b)|~&*@#<1-2>{}".x')],
    [name("a"), name('[a]+(b)|~&x@#<1-2>{}".x')],
  ],
  [
    "a path with single backslashes is pointed out",
    [like("process.name", "C:\\Windows\\*")],
    [name("C:Windows*")],
    [name("C:\\Windows\\x")],
    ["rule206 entries.0.value"],
  ],
  ["does not match", [not(like("process.name", "a*"))], [name("b"), {}], [name("ab"), name(["b", "ab"])]],
  [
    "numbers given as text",
    [is("process.pid", "4")],
    [
      { process: { pid: 4 } },
      { process: { pid: "4" } },
      { process: { pid: [7, 4] } },
      { process: { pid: 4.9 } },
    ],
    [{ process: { pid: 40 } }, {}],
  ],
  ["decimals", [is("process.load", "0.5")], [{ process: { load: 0.5 } }], [{ process: { load: 0.25 } }]],
  [
    "many numbers",
    [any("process.pid", ...Array.from({ length: 20 }, (_, at) => String(at)))],
    [{ process: { pid: 0 } }, { process: { pid: "19" } }],
    [{ process: { pid: 20 } }, {}],
  ],
  [
    "what is no number never matches, and is pointed out",
    [any("process.pid", "four", "5")],
    [{ process: { pid: 5 } }],
    [{ process: { pid: 4 } }, { process: { pid: "four" } }],
    ["rule204 entries.0.value"],
  ],
  [
    "not a value that cannot be: everything",
    [not(is("process.pid", "four"))],
    [{ process: { pid: 4 } }, {}],
    [],
    ["rule204 entries.0.value"],
  ],
  [
    "booleans",
    [is("user.admin", "true")],
    [{ user: { admin: true } }, { user: { admin: "true" } }],
    [{ user: { admin: false } }, {}],
  ],
  [
    "what is no boolean",
    [is("user.admin", "yes")],
    [],
    [{ user: { admin: true } }],
    ["rule204 entries.0.value"],
  ],
  [
    "a day is all of it",
    [is("file.created", "2026-05-01")],
    [{ file: { created: "2026-05-01T23:59:59.999Z" } }, { file: { created: Date.UTC(2026, 4, 1) } }],
    [{ file: { created: "2026-05-02T00:00:00Z" } }, {}],
  ],
  [
    "one of two instants",
    [any("file.created", "2026-05-01T10:00:00Z", "2027-01-01T00:00:00.000Z")],
    [{ file: { created: "2026-05-01T12:00:00+02:00" } }, { file: { created: "2027-01-01" } }],
    [{ file: { created: "2026-05-01T10:00:01Z" } }],
  ],
  [
    "addresses and blocks",
    [any("source.ip", "10.0.0.0/8", "2001:db8::1", "192.168.1.5")],
    [
      { source: { ip: "10.255.0.1" } },
      { source: { ip: "2001:DB8:0::1" } },
      { source: { ip: ["1.1.1.1", "192.168.1.5"] } },
    ],
    [{ source: { ip: "11.0.0.1" } }, { source: { ip: "2001:db8::2" } }, { source: { ip: "none" } }, {}],
  ],
  [
    "a block of one value, and what is no address",
    [any("source.ip", "10.0.0.0/33", "host", "10.1.1.1-10.1.1.3")],
    [{ source: { ip: "10.1.1.2" } }],
    [{ source: { ip: "10.0.0.1" } }, { source: { ip: "10.1.1.4" } }],
    ["rule204 entries.0.value", "rule204 entries.0.value"],
  ],
  [
    "patterns are for text",
    [like("source.ip", "10.*")],
    [],
    [{ source: { ip: "10.1.1.1" } }],
    ["rule204 entries.0.value"],
  ],
  [
    "sub-fields in any case look at the field itself",
    [is("process.name.caseless", "CMD.exe"), any("host.name.caseless", "WS-1", "ÄRGER")],
    [
      { process: { name: "cmd.EXE" }, host: { name: "ws-1" } },
      { process: { name: "CMD.exe" }, host: { name: "ärger" } },
    ],
    [{ process: { name: "cmd" }, host: { name: "ws-1" } }, name("cmd.exe")],
  ],
  [
    "a phrase in a text, as whole words in any case",
    [is("message", "Logon failed")],
    [
      { message: "Logon failed" },
      { message: "the LOGON failed: wrong password" },
      { message: "(logon failed)" },
    ],
    [
      { message: "logon failedx" },
      { message: "xlogon failed" },
      { message: "logon  failed" },
      { message: "failed logon" },
      {},
    ],
    ["rule207 entries.0.value"],
  ],
  [
    "a file name is one word",
    [any("message", "cmd", "C:\\a+b")],
    [{ message: "started cmd again" }, { message: "see C:\\a+b!" }],
    [{ message: "started cmd.exe" }, { message: "see C:\\aab" }],
    ["rule207 entries.0.value"],
  ],
  [
    "Chinese words need nothing around them",
    [is("message", "登录失败")],
    [{ message: "用户登录失败了" }],
    [{ message: "登录成功" }],
    ["rule207 entries.0.value"],
  ],
  [
    "a pattern in a text",
    [like("message", "*failed*")],
    [{ message: "it failed." }],
    [{ message: "it Failed." }],
    ["rule207 entries.0.value"],
  ],
  [
    "nested objects",
    [{ type: "nested", field: "sig", entries: [is("name", "ACME"), is("trusted", "true")] }],
    [
      { sig: { name: "ACME", trusted: true } },
      {
        sig: [
          { name: "X", trusted: false },
          { name: "ACME", trusted: true },
        ],
      },
      // Approximately: no one object has both.
      {
        sig: [
          { name: "X", trusted: true },
          { name: "ACME", trusted: false },
        ],
      },
    ],
    [{ sig: { name: "ACME", trusted: false } }, { sig: [] }, {}],
    ["rule207 entries.0.entries"],
  ],
  [
    "nested objects, only looked into by nested entries",
    [is("sig.name", "ACME")],
    [],
    [{ sig: { name: "ACME" } }],
    ["rule205 entries.0.field"],
  ],
  [
    "an object has no value",
    [exists("process.parent")],
    [],
    [{ process: { parent: { name: "a" } } }],
    ["rule205 entries.0.field"],
  ],
  [
    "a field that is not there",
    [is("proces.name", "a")],
    [],
    [name("a"), { proces: { name: "a" } }],
    ["rule205 entries.0.field"],
  ],
];

describe("what an exception excepts", () => {
  it.each(named(cases))("%s", (_what, [, entries, holds, holdsNot, warnings = []]) => {
    const { condition, found } = compileEntries(entries);
    expect(found).toEqual(warnings);
    expect(verdicts(condition, [...holds, ...holdsNot])).toEqual([
      ...holds.map(() => true),
      ...holdsNot.map(() => false),
    ]);
  });

  it("holds on some systems only, by their type or their name", () => {
    const { condition } = compileEntries([is("process.name", "a")], {}, { os_types: ["windows", "linux"] });
    const on = (os: JsonObject): JsonObject => ({ ...name("a"), host: { os } });
    const documents = [
      on({ type: "windows" }),
      on({ name: "Windows" }),
      on({ type: "linux", name: "Ubuntu" }),
      on({ type: "Windows" }),
      on({ name: "Windows 11" }),
      on({ type: "macos" }),
      name("a"),
      { host: { os: { type: "windows" } } },
    ];
    expect(verdicts(condition, documents)).toEqual([true, true, true, false, false, false, false, false]);
  });

  it("with fields of unknown types compares texts, numbers and booleans as they are written", () => {
    const catalogue = builtInCatalogue();
    const checked = compileExceptionItem(itemOf({ entries: [any("my.own", "5", "true", "x")] }), {
      catalogue,
      valueLists: new Map(),
    });
    expect(checked.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["RULE205", "warning"],
    ]);
    const own = (value: unknown): JsonObject => ({ my: { own: value as string } });
    expect(
      verdicts(checked.ok ? checked.value : undefined, [own(5), own("5"), own(true), own("x"), own(6), {}]),
    ).toEqual([true, true, true, true, false, false]);
  });
});

describe("value lists", () => {
  const lists: Readonly<Record<string, ValueList>> = {
    names: { type: "keyword", values: ["a", "b"] },
    words: { type: "text", values: ["A.exe", "Straße"] },
    ips: { type: "ip", values: ["10.0.0.1", "::1"] },
    ranges: {
      type: "ip_range",
      values: ["10.0.0.0/30", "10.0.1.5-10.0.1.9", "10.0.1.8 - 10.0.1.12", "2001:db8::/32"],
    },
    none: { type: "keyword", values: [] },
  };
  const ip = (value: string): JsonObject => ({ source: { ip: value } });

  const listCases: readonly Case[] = [
    ["keyword: exactly", [inList("process.name", "names", "keyword")], [name("a")], [name("A"), {}]],
    ["keyword, excluded", [not(inList("process.name", "names", "keyword"))], [name("A"), {}], [name("a")]],
    [
      "text: in any case",
      [inList("process.name", "words", "text")],
      [name("a.EXE"), name("STRAßE")],
      [name("b.exe"), {}],
    ],
    ["ip", [inList("source.ip", "ips", "ip")], [ip("10.0.0.1"), ip("0:0::1")], [ip("10.0.0.2"), {}]],
    [
      "ip_range: blocks and ranges, also those that overlap",
      [inList("source.ip", "ranges", "ip_range")],
      [ip("10.0.0.3"), ip("10.0.1.5"), ip("10.0.1.9"), ip("10.0.1.12"), ip("2001:db8:ffff::")],
      [ip("10.0.0.4"), ip("10.0.1.4"), ip("10.0.1.13"), ip("2001:db9::"), {}],
    ],
    ["an empty list has no value", [inList("process.name", "none", "keyword")], [], [name("a"), {}]],
    [
      "names are no addresses",
      [inList("source.ip", "names", "keyword")],
      [],
      [ip("10.0.0.1")],
      ["rule204 entries.0.list", "rule204 entries.0.list"],
    ],
  ];

  it.each(named(listCases))("%s", (_what, [, entries, holds, holdsNot, warnings = []]) => {
    const { condition, found } = compileEntries(entries, lists);
    expect(found).toEqual(warnings);
    expect(verdicts(condition, [...holds, ...holdsNot])).toEqual([
      ...holds.map(() => true),
      ...holdsNot.map(() => false),
    ]);
  });

  it.each([
    ["not there", inList("process.name", "gone", "keyword")],
    ["not there, and the field neither", inList("proces.name", "gone", "keyword")],
    ["of another type", inList("process.name", "names", "ip")],
  ])("%s are errors: no rule runs without its exceptions", (_what, entry) => {
    const { condition, found } = compileEntries([entry], lists);
    expect(condition).toBeUndefined();
    expect(found.at(-1) ?? "").toMatch(/RULE203|rule205/);
    expect(found).toContain("RULE203 entries.0.list");
  });

  it("have at most so many values, and as many are looked up quickly", () => {
    const { maxValues } = exceptionLimits;
    const addresses = (count: number): readonly string[] =>
      Array.from({ length: count }, (_, at) => `10.${at >> 15}.${(at >> 7) & 255}.${(at & 127) * 2}`);
    const list = (count: number): Readonly<Record<string, ValueList>> => ({
      many: { type: "ip", values: addresses(count) },
    });
    const entry = inList("source.ip", "many", "ip");
    const { condition, found } = compileEntries([entry], list(maxValues));
    expect(found).toEqual([]);
    const documents = Array.from({ length: 200 }, (_, at) => ip(`10.1.${at}.${at}`));
    const verdict = verdicts(condition, documents);
    expect(verdict).toEqual(documents.map((_, at) => at % 2 === 0));
    expect(compileEntries([entry], list(maxValues + 1)).found).toEqual(["RULE203 entries.0.list"]);
  });

  it("complain about the first few values that do not fit", () => {
    const bad: ValueList = { type: "ip", values: Array.from({ length: 50 }, (_, at) => `x${at}`) };
    const { found } = compileEntries([inList("source.ip", "bad", "ip")], { bad });
    expect(found.length).toBe(exceptionLimits.maxReportedValues);
  });
});
