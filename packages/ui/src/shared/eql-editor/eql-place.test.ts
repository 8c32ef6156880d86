import { describe, expect, it } from "vitest";
import { eqlPlaceAt } from "./eql-place.ts";

/** The cursor stands at the bar that has no other use here. */
const place = (marked: string): string => {
  const at = marked.indexOf("¦");
  const { kind, from, ...more } = eqlPlaceAt(marked.replace("¦", ""), at);
  const field = "field" in more ? ` of ${more.field}${more.isQuoted ? " quoted" : ""}` : "";
  return `${kind}${field} "${marked.slice(from, at)}"`;
};

describe("what may be written at a place", () => {
  it.each([
    ["¦", 'category ""'],
    ["pro¦", 'category "pro"'],
    ["process ¦", 'where ""'],
    ["process where ¦", 'operand ""'],
    ["process where process.na¦", 'operand "process.na"'],
    ["process where ?process.¦", 'operand "process."'],
    ["process where process.name ¦", 'operator ""'],
    ["process where process.name == ¦", 'value of process.name ""'],
    ['process where process.name == "cm¦"', 'value of process.name quoted "cm"'],
    ['process where process.name : ("a", "b¦', 'value of process.name quoted "b"'],
    ['process where process.name not in ("a", ¦', 'value of process.name ""'],
    ['process where endsWith(file.path, "x¦', 'value of file.path quoted "x"'],
    ["process where endsWith(fi¦", 'operand "fi"'],
    ['process where a == "x" ¦', 'operator ""'],
    ["process where a == 1 and ¦", 'operand ""'],
    ["process where (¦", 'operand ""'],
    ["process where x and (a == 1 ¦", 'operator ""'],
    ["sequence by host.id¦", 'operand "host.id"'],
    ["sequence by host.id ¦", 'sequence ""'],
    ["sequence by host.id with ¦", 'option ""'],
    ["sequence by host.id with maxspan=¦", 'duration ""'],
    ["sequence by host.id with maxspan=5¦", 'duration "5"'],
    ["sequence [¦", 'category ""'],
    ["sequence [file ¦", 'where ""'],
    ["sequence [file where true] ¦", 'sequence ""'],
    ["process where true | ¦", 'pipe ""'],
    ["process where true // no¦", 'nothing ""'],
    ["process where true /* no¦", 'nothing ""'],
    ["process where a > 5¦", 'nothing ""'],
  ])("%s", (marked, expected) => expect(place(marked)).toBe(expected));

  it("never throws, whatever is cut off", () => {
    const text =
      'sequence by ?a.b, `c d` with maxspan=1h [x where f~(a, "y") in ("""z""", 1.5)] | tail 3 /* x */';
    for (let at = 0; at <= text.length; at += 1) expect(eqlPlaceAt(text, at).from).toBeLessThanOrEqual(at);
  });
});
