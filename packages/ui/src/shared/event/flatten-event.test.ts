import { describe, expect, it } from "vitest";
import { flattenEvent, readEventFields } from "./flatten-event.ts";

const document = {
  "process.name": "cmd.exe",
  process: { pid: 4, args: ["a", "b"], parent: { name: null } },
  dns: { answers: [{ data: "1.2.3.4" }, { data: "1.2.3.5" }] },
  event: { category: ["process"], type: [] },
  __proto__x: "<script>",
};

describe("flattenEvent", () => {
  it("gives each value under its dotted name, in the order of names", () => {
    expect(flattenEvent(document)).toEqual([
      { name: "__proto__x", values: ["<script>"] },
      { name: "dns.answers.data", values: ["1.2.3.4", "1.2.3.5"] },
      { name: "event.category", values: ["process"] },
      { name: "process.args", values: ["a", "b"] },
      { name: "process.name", values: ["cmd.exe"] },
      { name: "process.pid", values: [4] },
    ]);
  });

  it("joins what stands under one name in two ways", () => {
    expect(flattenEvent({ "a.b": 1, a: { b: 2 } })).toEqual([{ name: "a.b", values: [1, 2] }]);
  });
});

describe("readEventFields", () => {
  it("takes the first name that has a value", () => {
    const fields = readEventFields(document);
    expect(fields.first("process.executable", "process.name")).toBe("cmd.exe");
    expect(fields.first("process.parent.name")).toBeUndefined();
    expect(fields.all("process.args")).toEqual(["a", "b"]);
  });
});
