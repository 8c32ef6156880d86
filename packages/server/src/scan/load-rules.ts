import { canRun, type PreparedRule, prepareRule, type Rule, type RuleType } from "@eqlite/core/detect";
import {
  checkQuery,
  type Diagnostic,
  type FieldCatalogue,
  hasErrors,
  relocateDiagnostics,
  type SourceText,
} from "@eqlite/core/lang";
import { holdYoungGeneration } from "../platform/hold-young-generation.ts";
import { readRuleFiles } from "../rules/read-rule-files.ts";

/** Diagnostics of one file, with the text they point into. */
export interface FileDiagnostics {
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
}

/** Rules read, checked and sorted by what becomes of them. */
export interface LoadedRules {
  /** Rules that run. */
  readonly prepared: readonly PreparedRule[];
  /** Rules that were read and kept, but whose type is not run yet. */
  readonly notRun: readonly Rule[];
  /** What an error keeps from running. */
  readonly failed: readonly FailedRule[];
  /** How many rules there are, whatever became of them. */
  readonly count: number;
  /** Files that hold rules, or should. */
  readonly files: number;
  /** Files in folders that have nothing to do with rules. */
  readonly skippedFiles: number;
  readonly diagnostics: readonly FileDiagnostics[];
}

/** A rule with an error, or a file in which no rule could be recognised. */
export interface FailedRule {
  readonly path: string;
  /** Absent where it cannot be told that this is a rule. */
  readonly type?: RuleType;
}

/** Reads the rules behind the paths and checks their queries. A rule with an error does not stop the others. */
export function loadRules(
  paths: readonly string[],
  catalogue: FieldCatalogue,
  nowMs: number,
): Promise<LoadedRules> {
  return holdYoungGeneration(() => readAndCheck(paths, catalogue, nowMs));
}

async function readAndCheck(
  paths: readonly string[],
  catalogue: FieldCatalogue,
  nowMs: number,
): Promise<LoadedRules> {
  const read = await readRuleFiles(paths);
  const prepared: PreparedRule[] = [];
  const notRun: Rule[] = [];
  const failed: FailedRule[] = [];
  const diagnostics: FileDiagnostics[] = [];
  const note = (source: SourceText, found: readonly Diagnostic[]): void => {
    if (found.length > 0) diagnostics.push({ source, diagnostics: found });
  };
  for (const problem of read.problems) {
    note(problem.source, problem.diagnostics);
    if (problem.query !== undefined) {
      const { text, map, ...options } = problem.query;
      note(
        problem.source,
        relocateDiagnostics(checkQuery(text, catalogue, { ...options, nowMs }).diagnostics, map),
      );
    }
    const { path, ruleType } = problem;
    if (hasErrors(problem.diagnostics)) failed.push({ path, ...(ruleType && { type: ruleType }) });
  }
  for (const { rule, path, source, queryMap, diagnostics: found } of read.rules) {
    note(source, found);
    if (!canRun(rule)) {
      notRun.push(rule);
      continue;
    }
    const checked = prepareRule(rule, catalogue, nowMs);
    note(source, relocateDiagnostics(checked.diagnostics, queryMap));
    if (checked.ok && !hasErrors(found)) prepared.push({ rule, query: checked.value });
    else failed.push({ path, type: rule.type });
  }
  const files = new Set([...read.rules, ...read.problems].map(({ path }) => path)).size;
  const count = prepared.length + notRun.length + failed.filter(({ type }) => type !== undefined).length;
  return { prepared, notRun, failed, count, files, skippedFiles: read.skippedFiles, diagnostics };
}
