import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { type EngineName, engineNames } from "./engines.ts";
import { runSuite } from "./run-suite.ts";
import type { ConformanceCase } from "./suite.ts";

const suiteFolder = repositoryPath("conformance");
const folder = scratchFolder();

async function run(
  path: string,
  engineName: EngineName = "reference",
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const code = await runSuite(path, engineName, (line) => lines.push(line));
  return { code, lines };
}

describe("the conformance suite", () => {
  it.each(engineNames)("passes as a whole on the engine %s", async (engineName) => {
    expect(await run(suiteFolder, engineName)).toEqual({ code: 0, lines: ["475 passed, 0 failed"] });
  });

  const { cases } = JSON.parse(readFileSync(`${suiteFolder}/cases.json`, "utf8")) as {
    cases: readonly ConformanceCase[];
  };
  /** One case of each kind with an expectation that is wrong. */
  const wrong: readonly (readonly [
    string,
    (testCase: ConformanceCase) => boolean,
    ConformanceCase["expect"],
  ])[] = [
    [
      "events instead of none",
      ({ expect: { events } }) => events?.length === 0,
      { events: ["no-such-event"] },
    ],
    [
      "events in another order",
      ({ expect: { events } }) => (events?.length ?? 0) > 1,
      { events: ["b", "a"] },
    ],
    [
      "an error where there are events",
      ({ expect: { events } }) => events !== undefined,
      { error: { kind: "syntax" } },
    ],
    ["events where there is an error", ({ expect: { error } }) => error !== undefined, { events: [] }],
    [
      "another kind of error",
      ({ expect: { error } }) => error?.kind === "type",
      { error: { kind: "syntax" } },
    ],
    [
      "another place of an error",
      ({ expect: { error } }) => error?.line === 1,
      { error: { kind: "syntax", line: 7, column: 1 } },
    ],
    [
      "no sequences where there are some",
      ({ expect: { sequences } }) => (sequences?.length ?? 0) > 0,
      { sequences: [] },
    ],
    [
      "other events in a sequence",
      ({ expect: { sequences } }) => sequences?.length === 1,
      { sequences: [{ events: ["x", null] }] },
    ],
    ["nothing that could be checked", () => true, {}],
  ];

  it.each(wrong)("fails on %s", async (name, isWanted, expectation) => {
    const found = cases.find(isWanted);
    if (found === undefined) return expect.unreachable();
    const suite = name.replaceAll(" ", "-");
    for (const kind of ["ndjson", "schema.json"]) {
      folder.write(
        `${suite}/datasets/${found.dataset}.${kind}`,
        readFileSync(`${suiteFolder}/datasets/${found.dataset}.${kind}`, "utf8"),
      );
    }
    const path = folder.write(
      `${suite}/cases.json`,
      JSON.stringify({ format: 1, cases: [{ ...found, expect: expectation }] }),
    );
    const { code, lines } = await run(path.slice(0, -"/cases.json".length));
    expect(code).toBe(1);
    expect(lines[0]).toContain(`FAILED ${found.id}`);
    expect(lines).toContain(`  expected: ${JSON.stringify(expectation)}`);
    expect(lines.find((line) => line.startsWith("  got: "))).toMatch(/"(?:events|sequences|error)":/);
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
  });

  it.each([
    ["no folder", "missing", undefined],
    ["another format", "format", '{"format":2,"cases":[]}'],
    ["no cases: a suite that checks nothing must not pass", "empty", '{"format":1,"cases":[]}'],
  ])("refuses %s", async (_, name, text) => {
    if (text !== undefined) folder.write(`${name}/cases.json`, text);
    await expect(run(`${folder.path}/${name}`)).rejects.toThrow(/cases\.json/);
  });
});
