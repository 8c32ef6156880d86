import { builtInCatalogue, stringifyJson } from "@eqlite/core/events";
import { expect, it } from "vitest";
import { createMisfitTable } from "./misfit-table.ts";

const misfitsOf = (document: Parameters<ReturnType<typeof createMisfitTable>["add"]>[0]): string[] => {
  const table = createMisfitTable(builtInCatalogue());
  table.add(document);
  return [...table.counts().fields.keys()];
};

it.each([
  [{ process: { pid: 7 } }, []],
  [{ process: { pid: "7" } }, []],
  [{ process: { pid: "seven" } }, ["process.pid"]],
  [{ process: { pid: 2n ** 63n - 1n } }, []],
  [{ process: { pid: 2n ** 64n } }, ["process.pid"]],
  [{ process: { pid: true } }, ["process.pid"]],
  [{ "process.pid": ["1", "x"] }, ["process.pid"]],
  [{ process: { interactive: "true" } }, []],
  [{ process: { interactive: "yes" } }, ["process.interactive"]],
  [{ source: { ip: "::1" } }, []],
  [{ source: { ip: "localhost" } }, ["source.ip"]],
  [{ source: { ip: { v4: "10.0.0.1" } } }, ["source.ip"]],
  [{ "@timestamp": "2026-01-01T00:00:00.123456789Z" }, []],
  [{ "@timestamp": "01/02/2026" }, ["@timestamp"]],
  [{ host: "web-1" }, ["host"]],
  [{ host: { name: 7 } }, []],
  [{ nobody: { knows: { this: 1 } } }, []],
  [{ labels: { any: "thing" } }, []],
])("misfits, case %#", (document, expected) => {
  expect(misfitsOf(document), stringifyJson(document)).toEqual(expected);
});

it("an event counts once for a field, and fields beyond the bound are counted together", () => {
  const table = createMisfitTable({ typeOf: () => "long" }, 2);
  table.add({ a: ["x", "y"], b: "x", c: "x", d: "x" });
  table.add({ a: "x" });
  const { looked, fields, beyond } = table.counts();
  expect(looked).toBe(2);
  expect([...fields]).toMatchObject([
    ["a", { events: 2 }],
    ["b", { events: 1 }],
  ]);
  expect(beyond).toBe(1);
});
