import { ApiError } from "../../shared/api/api-error.ts";
import { callKibana, downloadFromKibana } from "../../shared/api/call-kibana.ts";

const path = "/api/detection_engine/rules/_bulk_action";

export type BulkChange = "enable" | "disable" | "delete";

/** What became of many rules. */
export interface BulkResult {
  readonly succeeded: number;
  /** Already as they were to be. */
  readonly skipped: number;
  readonly failures: readonly { readonly message: string; readonly name: string }[];
}

/** Does one thing to many rules; those that fail do not stop the others, and are told of in the result. */
export async function changeRules(action: BulkChange, ids: readonly string[]): Promise<BulkResult> {
  try {
    return bulkResult(await callKibana("POST", path, { body: { action, ids } }));
  } catch (error) {
    // Where some fail the status says so as well, and the answer what became of all.
    if (!(error instanceof ApiError) || !hasAttributes(error.answer)) throw error;
    return bulkResult(error.answer);
  }
}

interface BulkAnswer {
  readonly attributes: {
    readonly summary: { readonly succeeded: number; readonly skipped: number };
    readonly errors?: readonly {
      readonly message: string;
      readonly rules: readonly { readonly name?: string }[];
    }[];
  };
}

function hasAttributes(answer: unknown): answer is BulkAnswer {
  return typeof Object(Object(answer).attributes).summary === "object";
}

function bulkResult(answer: unknown): BulkResult {
  const { summary, errors = [] } = (answer as BulkAnswer).attributes;
  return {
    succeeded: summary.succeeded,
    skipped: summary.skipped,
    failures: errors.map(({ message, rules }) => ({ message, name: rules[0]?.name ?? "" })),
  };
}

export async function exportRules(ids: readonly string[]): Promise<Blob> {
  return await downloadFromKibana(path, { body: { action: "export", ids } });
}

export async function exportAllRules(): Promise<Blob> {
  return await downloadFromKibana("/api/detection_engine/rules/_export");
}
