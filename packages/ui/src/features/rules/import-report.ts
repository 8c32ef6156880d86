import { call } from "../../shared/api/call.ts";
import { callKibana } from "../../shared/api/call-kibana.ts";

/** What became of a file of rules. */
export interface ImportReport {
  readonly imported: number;
  readonly exceptions: number;
  readonly problems: readonly ImportProblem[];
}

export interface ImportProblem {
  readonly severity: "error" | "warning" | "hint";
  readonly message: string;
  /** All of it with the line it stands in, as a terminal shows it. */
  readonly printed?: string;
}

/** Exports of Kibana hold many rules, one a line; everything else is a file of one rule or a few. */
export function isExport(fileName: string, text: string): boolean {
  return (
    /\.ndjson$/i.test(fileName) ||
    (/\.json$/i.test(fileName) && /^\s*\{.*\}\s*\n\s*\{/.test(text.slice(0, 1_000_000)))
  );
}

/** Imports a file: an export, or a rule as TOML, JSON or YAML. What is wrong with one rule does not stop the others. */
export async function importRuleFile(
  file: Pick<File, "name" | "text">,
  isReplacing: boolean,
): Promise<ImportReport> {
  const text = await file.text();
  if (isExport(file.name, text)) return await importLines(text, isReplacing);
  const checked = await call("POST /api/v1/rules/check", {
    body: { rule: text, name: file.name.slice(-200) },
  });
  const problems = checked.diagnostics.map(
    ({ severity, message, help, printed, place }): ImportProblem => ({
      severity,
      message: `${place.line}:${place.column} ${message}${help === null ? "" : ` ${help}`}`,
      printed,
    }),
  );
  if (!checked.ok) return { imported: 0, exceptions: 0, problems };
  const lines = checked.rules.map(({ parameters }) => JSON.stringify(parameters)).join("\n");
  const report = await importLines(lines, isReplacing);
  return { ...report, problems: [...problems, ...report.problems] };
}

interface ImportAnswer {
  readonly success_count: number;
  readonly errors: readonly { readonly error: { readonly message: string } }[];
  readonly exceptions_success_count: number;
  readonly exceptions_errors: readonly { readonly error: { readonly message: string } }[];
}

async function importLines(lines: string, isReplacing: boolean): Promise<ImportReport> {
  const body = new FormData();
  body.append("file", new Blob([lines], { type: "application/x-ndjson" }), "rules.ndjson");
  const query = { overwrite: isReplacing, overwrite_exceptions: isReplacing };
  const answer = (await callKibana("POST", "/api/detection_engine/rules/_import", {
    query,
    body,
  })) as ImportAnswer;
  return {
    imported: answer.success_count,
    exceptions: answer.exceptions_success_count,
    problems: [...answer.errors, ...answer.exceptions_errors].map(({ error }) => {
      const [first = "", ...more] = error.message.split("\n");
      return {
        severity: "error",
        message: first,
        ...(more.length === 0 ? {} : { printed: error.message }),
      };
    }),
  };
}
