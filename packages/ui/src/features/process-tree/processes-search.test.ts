import { expect, it } from "vitest";
import { namesProcess, readProcessesSearch } from "./processes-search.ts";

it("reads what stands in the address, and passes over what makes no sense", () => {
  expect(
    readProcessesSearch({
      host: "WS-1",
      entity: "{e}",
      pid: "7",
      view: "lanes",
      process: 12,
      from: "now-1h",
    }),
  ).toEqual({ host: "WS-1", entity: "{e}", pid: 7, view: "lanes", process: "12", from: "now-1h" });
  expect(
    readProcessesSearch({ host: ["a"], entity: "", pid: "x", view: "sphere", at: {}, to: "y".repeat(2_000) }),
  ).toEqual({});
});

it("a process is named by its id, or by its pid on a host at a time", () => {
  expect(namesProcess({ entity: "e" })).toBe(true);
  expect(namesProcess({ pid: 0, host: "WS", at: "now" })).toBe(true);
  expect(namesProcess({ pid: 7, host: "WS" })).toBe(false);
  expect(namesProcess({})).toBe(false);
});
