import { ApiError } from "../../shared/api/api-error.ts";
import { call } from "../../shared/api/call.ts";
import { callKibana } from "../../shared/api/call-kibana.ts";
import { type ExceptionDraft, exceptionItem, type ValueListChoice } from "./exception-draft.ts";

/** The rule that an alert was raised by, as Kibana's routes and ours know it. */
export interface ExceptedRule {
  readonly uuid: string;
  readonly ruleId: string;
}

/** The list whose items hold for all rules; each rule refers to it. */
const sharedList = { list_id: "eqlite-all-rules", namespace_type: "agnostic", type: "detection" } as const;

interface FoundRule {
  readonly rule_id: string;
  readonly exceptions_list: readonly { readonly list_id: string; readonly namespace_type: string }[];
}

const maxRules = 10_000;

export async function findRules(signal?: AbortSignal): Promise<readonly FoundRule[]> {
  const found = await callKibana("GET", "/api/detection_engine/rules/_find", {
    query: { page: 1, per_page: maxRules },
    signal,
  });
  return (Object(found) as { data?: readonly FoundRule[] }).data ?? [];
}

export async function findValueLists(signal?: AbortSignal): Promise<readonly ValueListChoice[]> {
  const found = await callKibana("GET", "/api/lists/_find", { query: { page: 1, per_page: 100 }, signal });
  const { data = [] } = Object(found) as { data?: readonly ValueListChoice[] };
  return data.map(({ id, type }) => ({ id, type }));
}

/** What a draft would have silenced in the last days. */
export async function tryException(
  draft: ExceptionDraft,
  rule: ExceptedRule,
  days: number,
  signal: AbortSignal,
) {
  const rule_ids =
    draft.scope.kind === "all" ? (await findRules(signal)).map(({ rule_id }) => rule_id) : [rule.ruleId];
  return call("POST /api/v1/exceptions/dry-run", {
    body: { item: exceptionItem(draft), rule_ids, days },
    signal,
  });
}

/** Saves a draft where its scope says. */
export async function saveException(draft: ExceptionDraft, rule: ExceptedRule): Promise<void> {
  const item = exceptionItem(draft);
  switch (draft.scope.kind) {
    case "rule":
    case "stage": {
      const path = `/api/detection_engine/rules/${encodeURIComponent(rule.uuid)}/exceptions`;
      await callKibana("POST", path, { body: { items: [item] } });
      return;
    }
    case "all": {
      const list = await takeSharedList();
      const { list_id, namespace_type } = sharedList;
      for (const { rule_id, exceptions_list } of await findRules()) {
        if (exceptions_list.some((one) => one.list_id === list_id)) continue;
        const body = { rule_id, exceptions_list: [...exceptions_list, list] };
        await callKibana("PATCH", "/api/detection_engine/rules", { body });
      }
      // Last: where a rule could not be changed nothing holds yet, and saving again goes on from there.
      await callKibana("POST", "/api/exception_lists/items", { body: { ...item, list_id, namespace_type } });
      return;
    }
  }
}

async function takeSharedList(): Promise<Readonly<Record<string, unknown>>> {
  const { list_id, namespace_type, type } = sharedList;
  const query = { list_id, namespace_type };
  const reference = (found: unknown) => ({ id: Object(found).id as string, list_id, namespace_type, type });
  try {
    return reference(await callKibana("GET", "/api/exception_lists", { query }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const body = { ...sharedList, name: "All rules", description: "Exceptions that hold for all rules" };
    return reference(await callKibana("POST", "/api/exception_lists", { body }));
  }
}

/** Closes alerts as false positives, some at a time. */
export async function closeAlerts(ids: readonly string[]): Promise<void> {
  const atOnce = 1_000;
  for (let from = 0; from < ids.length; from += atOnce) {
    await call("POST /api/v1/alerts/status", {
      body: { ids: ids.slice(from, from + atOnce), status: "closed", reason: "false_positive" },
    });
  }
}
