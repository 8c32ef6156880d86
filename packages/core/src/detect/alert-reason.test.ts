import { describe, expect, it } from "vitest";
import { alertReason } from "./alert-reason.ts";

describe("alertReason", () => {
  it.each([
    [
      "all there is",
      {
        event: { category: ["process", "file"] },
        process: { name: "mshta.exe", parent: { name: "winword.exe" } },
        file: { name: "a.hta" },
        source: { ip: "10.0.0.1", port: 5 },
        destination: { ip: "10.0.0.2" },
        user: { name: "alice" },
        host: { name: "WS-17" },
      },
      "process, file event with process mshta.exe, parent process winword.exe, file a.hta, source 10.0.0.1:5, destination 10.0.0.2, by alice on WS-17 created high alert R.",
    ],
    [
      "no subject, no `with`",
      { event: { category: "iam" }, user: { name: "bob" } },
      "iam event by bob created high alert R.",
    ],
    ["nothing", {}, "event created high alert R."],
    [
      "a lone dash is absent",
      { process: { name: "-" }, host: { name: "h" } },
      "event on h created high alert R.",
    ],
    ["dotted keys", { "process.name": "a.exe" }, "event with process a.exe, created high alert R."],
  ] as const)("%s", (_name, document, expected) => expect(alertReason(document, "high", "R")).toBe(expected));
});
