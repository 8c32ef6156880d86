import { expect, it } from "vitest";
import { responseLimits } from "./response-limits.ts";
import { responseSteps, translatedSteps } from "./response-steps.ts";

const note = `## Triage
- not this

### Response and remediation

1. Isolate this host, and
   the source host.
2. Stop the process and what it started.
3. Block the hashes, then remove the files.
   - with the details below it
#### More
- Reset the passwords.
## Setup
- nor this`;

it("reads the list of this part, with what to run for each", () => {
  expect(responseSteps(note)).toEqual([
    { id: "response-1", text: "Isolate this host, and\nthe source host.", subjects: ["isolate"] },
    { id: "response-2", text: "Stop the process and what it started.", subjects: ["stop"] },
    {
      id: "response-3",
      text: "Block the hashes, then remove the files.",
      subjects: ["block", "remove"],
    },
    { id: "response-4", text: "with the details below it", subjects: [] },
    { id: "response-5", text: "Reset the passwords.", subjects: [] },
  ]);
});

it("bears guides without this part and ones that never end", () => {
  expect(responseSteps("# Anything\n- x")).toEqual([]);
  const long = `## Response and remediation\n${"- x\n".repeat(responseLimits.maxSteps + 1)}`;
  expect(responseSteps(long)).toHaveLength(responseLimits.maxSteps);
});

it("shows the steps in another language, about what the originals are about; where they are not the same, the originals", () => {
  const original = "### Response\n1. Isolate it.\n2. Write a report.";
  expect(translatedSteps(original, "### 响应\n1. 断网。\n2. 写报告。")).toEqual([
    { id: "response-1", text: "断网。", subjects: ["isolate"] },
    { id: "response-2", text: "写报告。", subjects: [] },
  ]);
  expect(translatedSteps(original, "### 响应\n1. 断网。")).toEqual(responseSteps(original));
});
