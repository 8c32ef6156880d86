import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnosticCodes } from "./diagnostic-codes.ts";
import { testCatalogue } from "./diagnostics.test-support.ts";
import type { Diagnostic } from "./diagnostics.ts";
import { checkQuery } from "./eql/check.ts";
import { checkSearchOptions, type RawSearchOptions } from "./eql/search-options.ts";
import { printDiagnostic } from "./print-diagnostic.ts";

// Each query of the folder has beside it what is printed for it. UPDATE_GOLDEN=1 writes these files anew.
const folder = new URL("./testdata/diagnostics/", import.meta.url);
const inputs = readdirSync(folder).filter((name) => name.endsWith(".eql") || name.endsWith(".json"));

const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const goldenName = (input: string): string => input.replace(/\.\w+$/, ".txt");

function diagnosticsOf(name: string, text: string): readonly Diagnostic[] {
  if (name.endsWith(".json")) return checkSearchOptions(JSON.parse(text) as RawSearchOptions).diagnostics;
  const categoryField = /^\/\/ event-category-field: (\S+)$/m.exec(text)?.[1];
  return checkQuery(text, testCatalogue(/^\/\/ unknown-fields: warning$/m.test(text) ? "warning" : "error"), {
    nowMs: Date.UTC(2024, 4, 1),
    ...(categoryField === undefined ? {} : { eventCategoryField: categoryField }),
  }).diagnostics;
}

function print(name: string): string {
  const text = read(name);
  const printed = diagnosticsOf(name, text).map((diagnostic) => printDiagnostic(diagnostic, { name, text }));
  return `${printed.join("\n\n")}\n`;
}

describe("golden diagnostics", () => {
  it.each(inputs)("%s", (name) => {
    const golden = goldenName(name);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(new URL(golden, folder), print(name));
    expect(print(name)).toBe(existsSync(new URL(golden, folder)) ? read(golden) : "");
  });

  it("has no file without a query", () => {
    const written = readdirSync(folder).filter((name) => name.endsWith(".txt"));
    expect(written.toSorted()).toEqual(inputs.map(goldenName).toSorted());
  });

  const codes = Object.entries(diagnosticCodes).flatMap(([code, { kind }]) =>
    kind === "rule" ? [] : [code],
  );
  const printed = inputs.map(print).join("\n");
  it.each(codes)("shows %s", (code) => expect(printed).toContain(`[${code}]: `));

  it("prints nothing that steers a terminal", () => {
    const controls = [...printed].filter((char) => /[\p{Cc}\p{Bidi_Control}]/u.test(char) && char !== "\n");
    expect(controls).toEqual([]);
  });
});
