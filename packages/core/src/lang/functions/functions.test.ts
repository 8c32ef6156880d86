import { describe, expect, it } from "vitest";
import { QueryFailure } from "../query-failure.ts";
import { builtIns, findBuiltIn } from "./catalogue.ts";

describe.each(builtIns.map((builtIn) => [builtIn.name, builtIn] as const))("%s", (_, builtIn) => {
  it("has examples", () => expect(builtIn.examples.length).toBeGreaterThan(0));

  it.each(builtIn.examples.map((example) => [example.args, example.fold ?? "none", example.gives] as const))(
    "%j (fold %s) gives %j",
    (args, fold, gives) => expect(builtIn.evaluate(args, fold)).toStrictEqual(gives),
  );
});

describe("failures", () => {
  it.each([
    ["number", [""]],
    ["number", ["abc"]],
    ["number", ["12", 99n]],
    ["number", ["2", 2n]],
    ["divide", [1n, 0n]],
    ["modulo", [1n, 0n]],
    ["add", [2n ** 63n - 1n, 1n]],
  ] as const)("%s(%j) fails the query", (name, args) => {
    expect(() => findBuiltIn(name)?.evaluate(args, "none")).toThrow(QueryFailure);
  });

  it("dividing a double by zero does not", () => {
    expect(findBuiltIn("divide")?.evaluate([1, 0n], "none")).toBe(Number.POSITIVE_INFINITY);
  });
});
