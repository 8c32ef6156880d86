import { describe, expect, it } from "vitest";
import { detectFormat } from "./rule-file-format.ts";

describe("detectFormat", () => {
  const cases = [
    ["a table", "[rule]\n", "a", "toml"],
    ["an array of tables", '[[rule.threat]]\nframework = "f"', "a", "toml"],
    ["a TOML key", 'name = "x"', "a.yaml", "toml"],
    ["after comments", "# one\n\n  # two\nname: x", "a", "yaml"],
    ["a list of objects", "[ {", "a", "json"],
    ["a list that starts on the next line", "[\n{", "a", "json"],
    ["one object on one line", '{"a":1}\n', "a", "json"],
    ["two objects on two lines", '{"a":1}\n{"a":2}', "a.json", "ndjson"],
    ["an object on many lines", '{\n"a":{}\n}', "a", "json"],
    ["one object in an NDJSON file", '{"a":1}', "a.ndjson", "ndjson"],
    ["a YAML document", "---\nname: x", "a", "yaml"],
    ["a YAML list", "- name: x", "a", "yaml"],
    ["nothing: the name decides", "", "a.toml", "toml"],
    ["prose: the name decides", "Some text.", "A.YML", "yaml"],
    ["prose without a name that says something", "Some text.", "README.md", undefined],
  ] as const;
  it.each(cases)("%s", (_, text, path, expected) => expect(detectFormat(text, path)).toBe(expected));
});
