import { describe, expect, it } from "vitest";
import { QueryFailure } from "../query-failure.ts";
import type { Example } from "./built-in.ts";
import { builtIns, findBuiltIn } from "./catalogue.ts";

describe.each(builtIns.map((builtIn) => [builtIn.name, builtIn] as const))("%s", (_, builtIn) => {
  it("has examples", () => expect(builtIn.examples.length).toBeGreaterThan(0));

  it.each(builtIn.examples.map((example) => [describeExample(example), example] as const))(
    "%s",
    (_text, example) => {
      expect(builtIn.evaluate(example.args, example.fold ?? "none")).toStrictEqual(example.gives);
    },
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
  ] as const)("%s fails the query on what it cannot compute", (name, args) => {
    expect(() => findBuiltIn(name)?.evaluate(args, "none")).toThrow(QueryFailure);
  });

  it("dividing a double by zero does not", () => {
    expect(findBuiltIn("divide")?.evaluate([1, 0n], "none")).toBe(Number.POSITIVE_INFINITY);
  });
});

/** JSON has no form for integers as the engine holds them. */
function describeExample({ args, fold = "none", gives }: Example): string {
  const show = (value: unknown): string =>
    JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
  return `${show(args)} (fold ${fold}) gives ${show(gives)}`;
}
