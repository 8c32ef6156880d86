import { describe, expect, it } from "vitest";
import { clauseRows, queryPieces } from "./clause-rows.ts";
import { explainAlert } from "./explain-alert.ts";

const query = `sequence by host.id with maxspan=1m
  [file where process.pid == 4 and (file.extension : "exe" or file.size > 5)] by file.path
  ![dns where true] by process.executable
  [process where event.type == "start" and
    not (process.name : "a.exe" or process.name : "b.exe" or process.name : "<script>.exe")] by process.executable`;

const documents = [
  {
    event: { category: "file" },
    host: { id: "h" },
    process: { pid: 4 },
    file: { extension: "EXE", path: "C:\\x.exe" },
  },
  { event: { category: ["process"], type: ["start"] }, process: { executable: "C:\\x.exe", name: "x.exe" } },
];

function explained() {
  const explanation = explainAlert(query, undefined, documents);
  if (!explanation.ok) throw new Error(explanation.problem);
  return explanation.value;
}

describe("explainAlert", () => {
  it("judges each stage by its event; a missing one has none", () => {
    const { kind, maxspanMs, stages } = explained();
    expect([kind, maxspanMs]).toEqual(["sequence", 60_000]);
    expect(stages.map(({ isMissing, eventAt }) => [isMissing, eventAt])).toEqual([
      [false, 0],
      [true, undefined],
      [false, 1],
    ]);
    expect(stages[0]?.keys).toEqual([
      { name: "host.id", values: ["h"] },
      { name: "file.path", values: ["C:\\x.exe"] },
    ]);
    expect(stages.map(({ judged }) => judged.map(({ verdict }) => verdict))).toEqual([
      ["true", "true"],
      [],
      ["true", "true"],
    ]);
  });

  it("says what is wrong with a query that cannot be read", () => {
    expect(explainAlert("process where", undefined, [])).toMatchObject({ ok: false });
  });
});

describe("clauseRows", () => {
  it("folds what did not hold, and shows it when it is unfolded", () => {
    const judged = explained().stages[2]?.judged ?? [];
    const rows = clauseRows(judged, query, new Set());
    expect(rows.map(({ kind, verdict, depth, canFold }) => [kind, verdict, depth, canFold])).toEqual([
      ["test", "true", 0, false],
      ["test", "true", 0, false],
      ["not", "true", 0, false],
      ["or", "false", 1, true],
    ]);
    const folded = rows.at(-1)?.id ?? "";
    const unfolded = clauseRows(judged, query, new Set([folded]));
    expect(unfolded.slice(4).map(({ text, verdict }) => [text, verdict])).toEqual([
      ['process.name : "a.exe"', "false"],
      ['process.name : "b.exe"', "false"],
      ['process.name : "<script>.exe"', "false"],
    ]);
  });
});

describe("queryPieces", () => {
  it("puts the text together again, with each test marked", () => {
    const judged = explained().stages.flatMap((stage) => stage.judged);
    const pieces = queryPieces(query, judged);
    expect(pieces.map(({ text }) => text).join("")).toBe(query);
    expect(
      pieces
        .filter(({ verdict }) => verdict !== undefined)
        .map(({ text, verdict, values }) => [text, verdict, values])
        .slice(0, 4),
    ).toEqual([
      ["file", "true", "event.category = file"],
      ["process.pid == 4", "true", "process.pid = 4"],
      ['file.extension : "exe"', "true", "file.extension = EXE"],
      ["file.size > 5", "not-evaluated", "file.size = –"],
    ]);
  });
});
