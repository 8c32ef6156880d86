import { describe, expect, it } from "vitest";
import type { JsonObject } from "../document.ts";
import { EventData } from "./event-data.ts";

const values: JsonObject = {
  Image: "a.exe",
  Empty: "",
  Dash: "-",
  Nothing: null,
  Pid: 4,
  List: ["x"],
  EventID: 1,
};
const others = new Set(["EventID"]);

describe("EventData", () => {
  it("reads scalars that say something as text", () => {
    const data = new EventData(values, others);
    const read = Object.keys(values).map((name) => data.read(name));
    expect(read).toEqual(["a.exe", undefined, undefined, undefined, "4", undefined, undefined]);
  });

  it("leaves what nobody took", () => {
    const data = new EventData(values, others);
    data.take("Image");
    expect(data.read("Image")).toBeUndefined();
    expect(data.remaining("as text")).toEqual({ Pid: "4", List: ["x"] });
    expect(data.remaining("as they came")).toEqual({ Pid: 4, List: ["x"] });
    expect(data.remaining("as text", new Set(["Pid", "Image", "EventID"]))).toEqual({ Pid: "4" });
    expect(data.remaining("as text", new Set())).toBeUndefined();
    data.take("Pid");
    data.take("List");
    expect(data.remaining("as text")).toBeUndefined();
  });

  it("puts a value in the place of another, behind all that was there", () => {
    const data = new EventData(values, others);
    data.set("Image", ["b"]);
    expect(Object.entries(data.remaining("as text") ?? {})).toEqual([
      ["Pid", "4"],
      ["List", ["x"]],
      ["Image", ["b"]],
    ]);
  });

  it("ignores a text that means nothing here", () => {
    const data = new EventData({ Guid: "{0}", Other: "{1}" });
    data.ignoreText("{0}");
    expect(data.read("Guid")).toBeUndefined();
    expect(data.remaining("as text")).toEqual({ Other: "{1}" });
  });

  it("takes __proto__ for a name", () => {
    const left = new EventData(JSON.parse('{"__proto__":"x"}') as JsonObject).remaining("as text");
    expect(Object.entries(left ?? {})).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(left)).toBe(Object.prototype);
  });
});
