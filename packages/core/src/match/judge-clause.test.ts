import { describe, expect, it } from "vitest";
import { builtInCatalogue, type JsonObject } from "../events/index.ts";
import { checkClauses, checkQuery } from "../lang/index.ts";
import { compilePredicate } from "./compile-predicate.ts";
import { createDocumentFields } from "./field-source.ts";
import { type JudgedClause, judgeClause } from "./judge-clause.ts";

const catalogue = builtInCatalogue();

function clausesOf(text: string) {
  const checked = checkClauses(text, catalogue);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  return checked.value;
}

/** Each clause as `text=verdict`, those that others are made of behind them. */
function verdicts(text: string, document: JsonObject): readonly string[] {
  const [stage] = clausesOf(text).stages;
  if (stage === undefined) throw new Error("no stage");
  const lines: string[] = [];
  const visit = ({ clause, verdict, operands }: JudgedClause): void => {
    lines.push(`${text.slice(clause.span.from, clause.span.to)}=${verdict}`);
    operands.forEach(visit);
  };
  visit(judgeClause(stage.clause, document));
  return lines;
}

const event = {
  event: { category: ["process"] },
  process: { name: "CMD.exe", pid: 4, args: ["/c", "a"] },
};

describe("judgeClause", () => {
  it("says of each clause what the event makes of it, and what it did not come to", () => {
    expect(
      verdicts(
        'process where process.name : "cmd.exe" and not (process.pid == 5 or process.pid == 4 or true)',
        event,
      ),
    ).toEqual([
      'process.name : "cmd.exe" and not (process.pid == 5 or process.pid == 4 or true)=false',
      'process.name : "cmd.exe"=true',
      "not (process.pid == 5 or process.pid == 4 or true)=false",
      "(process.pid == 5 or process.pid == 4 or true)=true",
      "process.pid == 5=false",
      "process.pid == 4=true",
      "true=not-evaluated",
    ]);
  });

  it("keeps to what the whole condition says, also about absent fields", () => {
    for (const text of [
      'any where not user.name == "x"',
      'any where user.name != "x"',
      'any where process.args == "a" and process.args == "/c"',
      "any where not (user.name == null)",
      'any where not (not (user.name : "x" and true))',
    ]) {
      const checked = checkQuery(text, catalogue);
      if (!checked.ok || checked.value.kind !== "event") throw new Error(text);
      const whole = compilePredicate(checked.value.condition, createDocumentFields())(event);
      expect([text, verdicts(text, event)[0]?.endsWith("=true")]).toEqual([text, whole]);
    }
  });

  it("tells the values of the fields of each test", () => {
    const [stage] = clausesOf(
      'any where process.args == "a" or concat(process.name, process.pid) == "x"',
    ).stages;
    if (stage === undefined) throw new Error("no stage");
    expect(judgeClause(stage.clause, event).operands.map(({ values }) => values)).toEqual([
      [{ name: "process.args", values: ["/c", "a"] }],
      [
        { name: "process.name", values: ["CMD.exe"] },
        { name: "process.pid", values: [4] },
      ],
    ]);
  });
});

describe("checkClauses", () => {
  it("reads stages with their keys, runs and missing events", () => {
    const text =
      "sequence by host.id with maxspan=1m [file where true] by file.path ![dns where true] by file.path [process where true] by process.executable with runs=2";
    const { kind, maxspanMs, stages } = clausesOf(text);
    expect([kind, maxspanMs]).toEqual(["sequence", 60_000]);
    expect(stages.map(({ missing, runs, keyNames }) => [missing, runs, keyNames])).toEqual([
      [false, 1, ["host.id", "file.path"]],
      [true, 1, ["host.id", "file.path"]],
      [false, 2, ["host.id", "process.executable"]],
    ]);
    expect(stages.map(({ category }) => category && judgeClause(category, event).verdict)).toEqual([
      "false",
      "false",
      "true",
    ]);
  });

  it("has no clauses of a query that is wrong", () => {
    expect(checkClauses("process where", catalogue).ok).toBe(false);
    expect(checkClauses('process where process.pid == "x" + 1', catalogue).ok).toBe(false);
  });
});
