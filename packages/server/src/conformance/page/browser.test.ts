import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { repositoryPath } from "../../scan/scan.test-support.ts";
import { engineNames } from "../engines.ts";
import { readSuite } from "../read-suite.ts";
import { runCases } from "../run-cases.ts";
import { findChromium, noChromium } from "./find-chromium.ts";
import { openBrowser } from "./open-browser.test-support.ts";

// The page loads what the build has made: core, and of the server package what evaluates the cases.
const folders = {
  core: repositoryPath("packages/core/dist"),
  server: repositoryPath("packages/server/dist"),
};
const core = JSON.parse(readFileSync(repositoryPath("packages/core/package.json"), "utf8")) as {
  exports: Readonly<Record<string, { readonly default: string }>>;
};
/** `@eqlite/core/lang` → `/core/lang/index.js`, for each layer that the package shows. */
const imports = Object.fromEntries(
  Object.entries(core.exports).map(([name, entry]) => [
    name.replace(".", "@eqlite/core"),
    entry.default.replace("./dist/", "/core/"),
  ]),
);

const chromium = findChromium(process.env);
const isRequired = process.env["EQLITE_REQUIRE_CHROMIUM"] === "1";
const isSkipped = chromium === undefined && !isRequired;
if (isSkipped) console.warn(`Skipped: the engine in a browser page, because ${noChromium}.`);

/** Chromium starts slowly on a busy machine. */
const timeoutMs = 90_000;

const browser = openBrowser(chromium ?? "");
afterAll(() => browser.close());

async function run(script: string, input?: unknown, limitMs = timeoutMs): Promise<unknown> {
  if (chromium === undefined) throw new Error(noChromium);
  if (!existsSync(`${folders.server}/conformance/run-cases.js`)) {
    throw new Error("The packages are not built: run `npm run build` first.");
  }
  return browser.run({ folders, imports, script, input }, limitMs);
}

const runCasesInPage = `
import { runCases } from "/server/conformance/run-cases.js";
export const run = ({ suite, engineName }) => runCases(suite, engineName);
`;

const title = `in a browser page${isSkipped ? ` (skipped: ${noChromium})` : ""}`;
describe.skipIf(isSkipped)(title, { timeout: timeoutMs + 30_000 }, async () => {
  const suite = await readSuite(repositoryPath("conformance"));

  it.each(engineNames)("the conformance suite passes on the engine %s", async (engineName) => {
    expect(await run(runCasesInPage, { suite, engineName })).toEqual({
      passed: suite.cases.length,
      failures: [],
    });
  });

  it.each(engineNames)("wrong expectations fail as they do in Node on the engine %s", async (engineName) => {
    const wrong = suite.cases.map((testCase) => ({ ...testCase, expect: { events: ["no-such-event"] } }));
    const wrongSuite = { ...suite, cases: wrong };
    const inNode = await runCases(wrongSuite, engineName);
    expect(inNode).toMatchObject({ passed: 0 });
    // Through JSON, as the answer of the page came.
    expect(await run(runCasesInPage, { suite: wrongSuite, engineName })).toEqual(
      JSON.parse(JSON.stringify(inNode)),
    );
  });

  it("every layer of core loads", async () => {
    const names = Object.keys(imports);
    const script = `
      export async function run(names) {
        const layers = await Promise.all(names.map((name) => import(name)));
        return layers.map((layer) => Object.keys(layer).length > 0);
      }`;
    expect(names.length).toBeGreaterThan(4);
    expect(await run(script, names)).toEqual(names.map(() => true));
  });

  // A page in which nothing can go wrong would prove nothing.
  it.each([
    [
      "an import of Node",
      `import "node:fs"; export const run = () => 1;`,
      /forbidden by script-src-elem: node/,
    ],
    ["an unknown module", `import "/core/no-such.js"; export const run = () => 1;`, /no-such\.js/],
    ["text that is no script", "export const run = () => {", /SyntaxError/],
    ["a global of Node", "export const run = () => process.cwd();", /process is not defined/],
    ["text made into code", `export const run = () => new Function("return 1")();`, /unsafe-eval/],
    [
      "an error outside",
      `export function run() { setTimeout(() => { throw new Error("late"); }, 0); return new Promise(() => {}); }`,
      /uncaught: Error: late/,
    ],
    [
      "a rejection",
      `export function run() { Promise.reject(new Error("lost")); return 1; }`,
      /unhandled rejection: Error: lost/,
    ],
    [
      "a message on the console",
      `export function run() { console.error("hm", 4); return 1; }`,
      /console\.error: hm 4/,
    ],
    [
      "a refused request",
      `export async function run() { await fetch("/core/../../package.json"); return 1; }`,
      /package\.json was refused/,
    ],
  ])("%s fails the run", async (_, script, complaint) => {
    await expect(run(script)).rejects.toThrow(complaint);
  });

  it("a page that never answers fails the run", async () => {
    const script = "export const run = () => new Promise(() => {});";
    await expect(run(script, undefined, 300)).rejects.toThrow("no answer from the page within 300 ms");
  });
});

describe("a program that is no Chromium", () => {
  const folder = scratchFolder();
  const content = { folders: {}, imports: {}, script: "" };

  it.each([
    ["if it is not there", `${folder.path}/missing`, /cannot be started: .*ENOENT/],
    // Node refuses the options of Chromium.
    ["with what it says if it ends", process.execPath, /exit code 9.*it said:\n.*bad option/s],
  ])("fails the run %s", async (_, program, complaint) => {
    const started = openBrowser(program);
    await expect(started.run(content, timeoutMs)).rejects.toThrow(complaint);
    await started.close();
  });
});
