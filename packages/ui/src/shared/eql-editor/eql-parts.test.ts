import { describe, expect, it } from "vitest";
import { eqlParts } from "./eql-parts.ts";

const shown = (text: string): string =>
  eqlParts(text)
    .map(({ kind, from, to }) => `${kind}:${text.slice(from, to)}`)
    .join(" ");

describe("the parts of a query", () => {
  it.each([
    ["process where true", "category:process keyword:where keyword:true"],
    [
      'file where endsWith~(file.name, ".exe") // why',
      'category:file keyword:where function:endsWith~ operator:( field:file field:. field:name operator:, string:".exe" operator:) comment:// why',
    ],
    [
      "sequence with maxspan=5m",
      "keyword:sequence keyword:with keyword:maxspan operator:= number:5 number:m",
    ],
    ["| head 5", "operator:| pipe:head number:5"],
    [
      '"strange category" where length(a) > 1',
      'category:"strange category" keyword:where function:length operator:( field:a operator:) operator:> number:1',
    ],
    ['any where a == "open', 'keyword:any keyword:where field:a operator:== invalid:"open'],
  ])("%s", (text, parts) => expect(shown(text)).toBe(parts));
});
