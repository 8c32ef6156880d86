import { afterEach, expect, it, vi } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { checkedQuery, runOptions } from "../match/query-text.test-support.ts";

const fields = { fits: "keyword", k: "keyword" };
const texts = ['any where fits == "A"', 'sequence by k [any where fits == "A"] [any where fits : "b*"]'];
const documents: readonly JsonObject[] = ["A 1", "B 1", "A 2", "bx 2", "B 2"].map((word, second) => {
  const [fits = "", k = ""] = word.split(" ");
  return { "@timestamp": second * 1_000, event: { category: "process" }, fits, k };
});

/** A pass of the engine named `kernel`, made by modules that are loaded anew. */
async function runPass(): Promise<{ readonly judgesBlocks: boolean; readonly found: unknown }> {
  vi.resetModules();
  const { createPass } = await import("./pass/create-pass.ts");
  const { catalogue, options } = runOptions({ text: "", fields });
  const queries = texts.map((text) => ({ query: checkedQuery(text, catalogue), options }));
  const pass = createPass("kernel", queries, {});
  for (const [position, document] of documents.entries()) pass.judgeDocument(document, position);
  const found = pass.finish().map(({ matches }) => matches.map(({ positions }) => positions));
  return { judgesBlocks: pass.judgeBlock !== undefined, found };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const expected = [
  [[0], [2]],
  [
    [0, 1],
    [2, 3],
  ],
];

it("compiles where there is WebAssembly with SIMD", async () => {
  expect(await runPass()).toEqual({ judgesBlocks: true, found: expected });
});

class RefusingModule {
  constructor() {
    throw new Error("the security policy of this page does not allow it");
  }
}

it.each([
  ["there is no WebAssembly", undefined],
  ["there is none with SIMD", { validate: () => false, Module: RefusingModule }],
  ["it may not be compiled", { validate: () => true, Module: RefusingModule }],
])("passes judge documents, with the same results, where %s", async (_, wasm) => {
  vi.stubGlobal("WebAssembly", wasm);
  expect(await runPass()).toEqual({ judgesBlocks: false, found: expected });
});

it("is compiled once", async () => {
  vi.resetModules();
  const { kernelModule } = await import("./kernel-module.ts");
  const first = kernelModule();
  expect(first).toBeDefined();
  expect(kernelModule()).toBe(first);
});
