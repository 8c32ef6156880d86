import { fileURLToPath } from "node:url";
import type { PreparedRule } from "@eqlite/core/detect";
import { builtInCatalogue } from "@eqlite/core/events";
import type { ScratchFolder } from "../events/scratch-folder.test-support.ts";
import { loadRules } from "./load-rules.ts";
import { runScan, type ScanOptions, type ScanReport } from "./run-scan.ts";

/** A path from the root of the repository. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

export const catalogue = builtInCatalogue();

/** Writes a file with a rule for each query, `id-0` and so on. Returns the path. */
export function writeRules(folder: ScratchFolder, id: string, queries: readonly string[]): string {
  return folder.write(
    `${id}-rules.ndjson`,
    queries.map((query, at) => ({
      rule_id: `${id}-${at}`,
      name: `${id} ${at}`,
      description: "A rule of a test.",
      type: "eql",
      language: "eql",
      query,
      index: ["logs-*"],
      severity: "low",
      risk_score: 21,
    })),
  );
}

/** Reads rules and expects all of them to be right. */
export async function prepareRules(paths: readonly string[]): Promise<readonly PreparedRule[]> {
  const { prepared, diagnostics } = await loadRules(paths, catalogue, Date.UTC(2026, 2, 2));
  const errors = diagnostics
    .flatMap((file) => file.diagnostics)
    .filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return prepared;
}

export function bundledRule(): Promise<readonly PreparedRule[]> {
  return prepareRules([repositoryPath("rules/remote-execution-via-file-shares.toml")]);
}

/** A scan without any option but those given. */
export function scan(
  paths: readonly string[],
  rules: readonly PreparedRule[],
  options: Partial<ScanOptions> = {},
): Promise<ScanReport> {
  const none = { fromMs: undefined, toMs: undefined, minSeverity: undefined };
  return runScan({ paths, rules, catalogue, enforceIndex: false, ...none, ...options });
}
