import pc from "picocolors";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { type Column, textTable } from "./text-table.ts";

const stream = (width: number, isTerminal = width > 0) => ({
  write: () => {},
  isTerminal,
  width,
  colors: pc.createColors(false),
});
const columns: readonly Column[] = [
  { title: "ID" },
  { title: "NAME", flexible: true },
  { title: "WHAT", flexible: true },
];

const cases: readonly (readonly [string, readonly (readonly string[])[], number, readonly string[]])[] = [
  [
    "aligns by the widest cell",
    [
      ["1", "a", "x"],
      ["22", "bbbbbb", "y"],
    ],
    0,
    ["ID  NAME    WHAT", "1   a       x", "22  bbbbbb  y"],
  ],
  [
    "counts columns, not characters",
    [
      ["1", "主机", "x"],
      ["2", "e\u0301a", "y"],
    ],
    0,
    ["ID  NAME  WHAT", "1   主机  x", "2   e\u0301a    y"],
  ],
  ["no rows", [], 0, ["ID  NAME  WHAT"]],
  [
    "an empty row is an empty line",
    [["1", "a", "x"], [], ["2", "b", "y"]],
    0,
    ["ID  NAME  WHAT", "1   a     x", "", "2   b     y"],
  ],
  [
    "cuts the widest flexible column first",
    [["1", "short name", "a".repeat(60)]],
    40,
    ["ID  NAME        WHAT", `1   short name  ${"a".repeat(23)}…`],
  ],
  [
    "cuts between wide characters",
    [["1", "n", "主".repeat(40)]],
    30,
    ["ID  NAME  WHAT", `1   n     ${"主".repeat(9)}…`],
  ],
];

describe("textTable", () => {
  it.each(cases)("%s", (_, rows, width, expected) => {
    expect(textTable(columns, rows, stream(width))).toEqual(expected);
  });

  it("keeps the end of a path", () => {
    const paths: readonly Column[] = [{ title: "SOURCE", flexible: true, keepEnd: true }];
    expect(textTable(paths, [["evidence/主机/logs.ndjson:1724"]], stream(20))).toEqual([
      "SOURCE",
      "…机/logs.ndjson:1724",
    ]);
  });

  it("fits any terminal that is not too narrow for it", () => {
    const rows = [["1", "n".repeat(300), "w".repeat(3000)]];
    for (let width = 45; width < 400; width += 7) {
      const widest = Math.max(...textTable(columns, rows, stream(width)).map((line) => stringWidth(line)));
      expect(widest).toBeLessThanOrEqual(width);
    }
  });

  it("bounds cells where nothing else does", () => {
    const [, line = ""] = textTable(
      columns,
      [["1", "n".repeat(1_000_000), "a\u0301".repeat(1_000_000)]],
      stream(0),
    );
    expect(line.length).toBeLessThan(3000);
  });

  it("paints cells, and pads behind the paint", () => {
    const painted: readonly Column[] = [
      { title: "A", paint: (text, row) => `<${text}${row}>` },
      { title: "B" },
    ];
    expect(
      textTable(
        painted,
        [
          ["x", "1"],
          ["yy", "2"],
        ],
        stream(0),
      ),
    ).toEqual(["A   B", "<x0>   1", "<yy1>  2"]);
  });
});
