import { builtInCatalogue } from "@eqlite/core/events";
import { checkQuery } from "@eqlite/core/lang";
import { describe, expect, it } from "vitest";
import { addToQuery } from "./add-to-query.ts";

describe("a query is narrowed by a value", () => {
  it.each([
    ["any where true", ["cmd.exe"], 'any where process.name == "cmd.exe"'],
    ["process where true | head 5", ["cmd.exe"], 'process where process.name == "cmd.exe" | head 5'],
    [
      'process where user.name == "a" or user.name == "b"',
      ["x"],
      'process where (user.name == "a" or user.name == "b") and process.name == "x"',
    ],
    [
      'process where user.name == "a" and not true',
      ["x"],
      'process where user.name == "a" and not true and process.name == "x"',
    ],
    ["any where true", ["a", "b"], 'any where process.name in ("a", "b")'],
    ["any where true", ['C:\\x "y"\n'], 'any where process.name == "C:\\\\x \\"y\\"\\n"'],
  ])("%s and %j", (query, values, expected) => {
    const narrowed = addToQuery(query, "process.name", values, "include");
    expect(narrowed).toBe(expected);
    expect(checkQuery(narrowed ?? "", builtInCatalogue()).ok).toBe(true);
  });

  it("or by its absence", () => {
    expect(addToQuery("any where true", "process.pid", [4], "exclude")).toBe("any where process.pid != 4");
    expect(addToQuery("any where true", "a.b-c", [true], "include")).toBe("any where a.`b-c` == true");
    expect(addToQuery("any where true", "process.name", [], "include")).toBe(
      "any where ?process.name == null",
    );
  });

  it("but not a sequence, nor what is no query", () => {
    expect(addToQuery("sequence [any where true] [any where true]", "a", ["b"], "include")).toBeUndefined();
    expect(addToQuery("process wher", "a", ["b"], "include")).toBeUndefined();
  });
});
