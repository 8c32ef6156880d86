import { describe, expect, it } from "vitest";
import { builtInCatalogue, type JsonObject } from "../events/index.ts";
import { copySource } from "./copy-source.ts";

describe("copySource", () => {
  const cases: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ["what fits stays", { process: { pid: 4, name: "System" } }, { process: { pid: 4, name: "System" } }],
    ["unknown fields stay", { acme: { x: [1, "a"] } }, { acme: { x: [1, "a"] } }],
    [
      "what an alert makes itself is left out",
      { kibana: { a: 1 }, signal: {}, threshold_result: {}, "kibana.alert.uuid": "x", a: 1 },
      { a: 1 },
    ],
    ["text in a number field", { process: { pid: "four", name: "x" } }, { process: { name: "x" } }],
    [
      "single values of a list",
      { source: { ip: ["10.0.0.1", "nowhere"] } },
      { source: { ip: ["10.0.0.1"] } },
    ],
    ["a list with no value left", { source: { ip: ["nowhere"] } }, { source: {} }],
    ["a number as text fits", { process: { pid: "4" } }, { process: { pid: "4" } }],
    ["an object where a value belongs", { process: { pid: { a: 1 } } }, { process: {} }],
    ["a value where an object belongs", { process: "cmd.exe", a: 1 }, { a: 1 }],
    ["dotted keys", { "process.pid": "x", "process.name": "y" }, { "process.name": "y" }],
    ["null and empty lists stay", { a: null, b: [] }, { a: null, b: [] }],
  ];
  it.each(cases)("%s", (_name, document, expected) => {
    expect(copySource(document, builtInCatalogue())).toEqual(expected);
  });

  it("keeps a hostile key as an ordinary one", () => {
    const copy = copySource(
      JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject,
      builtInCatalogue(),
    );
    expect(Object.keys(copy)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });
});
