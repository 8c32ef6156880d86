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
