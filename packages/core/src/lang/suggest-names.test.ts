import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { suggestNames } from "./suggest-names.ts";

const fields = [
  "@timestamp",
  "event.category",
  "event.type",
  "process.name",
  "process.pid",
  "process.executable",
  "process.command_line",
  "process.parent.name",
  "process.parent.command_line",
  "process.Ext.token.integrity_level_name",
  "source.ip",
  "source.port",
  "file.extension",
  "host.id",
];

const cases: readonly (readonly [title: string, name: string, suggestions: readonly string[]])[] = [
  ["a letter is missing", "process.nam", ["process.name"]],
  ["a letter is too many", "process.pidd", ["process.pid"]],
  ["a letter is wrong", "event.cotegory", ["event.category"]],
  ["a letter of a short segment is missing", "process.pd", ["process.pid"]],
  ["two letters are swapped", "process.naem", ["process.name"]],
  ["an early segment is misspelt", "proces.executable", ["process.executable"]],
  ["letter case", "PROCESS.Name", ["process.name"]],
  [
    "letter case in the middle",
    "process.ext.token.integrity_level_name",
    ["process.Ext.token.integrity_level_name"],
  ],
  ["a missing prefix", "token.integrity_level_name", ["process.Ext.token.integrity_level_name"]],
  ["a missing prefix, several fit", "command_line", ["process.command_line", "process.parent.command_line"]],
  ["an abbreviated first segment", "proc.pid", ["process.pid"]],
  ["an abbreviation with gaps", "src.ip", ["source.ip"]],
  ["an underscore for a dot", "process.parent_name", ["process.parent.name"]],
  ["a missing underscore", "process.commandline", ["process.command_line"]],
  ["a long common prefix does not excuse another name", "process.parent.hash", []],
  ["more segments are no slip of the pen", "process.parent.command", []],
  ["nothing is close", "user.roles", []],
  ["nothing was written", "", []],
];

describe("suggestNames", () => {
  it.each(cases)("%s", (_, name, suggestions) => {
    expect(suggestNames(name, fields)).toEqual(suggestions);
  });

  it("takes names without dots, such as those of functions", () => {
    expect(suggestNames("startswit", ["startsWith", "endsWith", "length"])).toEqual(["startsWith"]);
    expect(suggestNames("haed", ["head", "tail"])).toEqual(["head"]);
  });

  it("gives the closest first and no more than asked for", () => {
    const candidates = ["abcdefghi1", "abcdefgh12", "abcdefg123", "abcdefghij"];
    expect(suggestNames("abcdefghix", candidates, 2)).toEqual(["abcdefghi1", "abcdefghij"]);
    expect(suggestNames("abcdefghix", candidates)).toEqual(["abcdefghi1", "abcdefghij", "abcdefgh12"]);
  });

  it("never suggests the name itself", () => {
    expect(suggestNames("process.name", fields)).toEqual([]);
  });

  it("ignores names that are too long to be compared", () => {
    const long = "x".repeat(100_000);
    expect(suggestNames(long, [`${long}y`])).toEqual([]);
  });
});

describe("misspelt names of one segment", () => {
  // Few letters, so that many pairs are close and letters are often swapped.
  const segment = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 2, maxLength: 16 });

  it("are those within a third of their letters, by the plain table of edits", () => {
    fc.assert(
      fc.property(segment, fc.uniqueArray(segment, { minLength: 1, maxLength: 12 }), (name, candidates) => {
        const allowed = Math.max(1, Math.min(4, Math.floor(name.length / 3)));
        const close = candidates
          .filter((candidate) => candidate !== name)
          .map((candidate) => ({ candidate, edits: plainEdits(name, candidate) }))
          .filter(({ edits }) => edits <= allowed)
          .sort(
            (a, b) =>
              a.edits - b.edits ||
              a.candidate.length - b.candidate.length ||
              (a.candidate < b.candidate ? -1 : 1),
          );
        expect(suggestNames(name, candidates, 100)).toEqual(close.map(({ candidate }) => candidate));
      }),
      { numRuns: 2_000 },
    );
  });

  /** Edits with neighbours swapped at most once, by a table of all prefixes. */
  function plainEdits(a: string, b: string): number {
    const table = new Map<string, number>();
    const at = (i: number, j: number) => table.get(`${i} ${j}`) ?? Number.POSITIVE_INFINITY;
    for (let i = 0; i <= a.length; i += 1) {
      for (let j = 0; j <= b.length; j += 1) {
        const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
        const ways = [
          i === 0 ? j : at(i - 1, j) + 1,
          j === 0 ? i : at(i, j - 1) + 1,
          i === 0 || j === 0 ? Number.POSITIVE_INFINITY : at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ];
        table.set(`${i} ${j}`, Math.min(...ways));
      }
    }
    return at(a.length, b.length);
  }
});
