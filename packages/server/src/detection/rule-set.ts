import {
  applyExceptions,
  canRun,
  compileExceptionItem,
  type Exception,
  isExpired,
  parseExceptionItem,
  parseRule,
  prepareRule,
  type ValueList,
} from "@eqlite/core/detect";
import type { JsonObject, JsonValue } from "@eqlite/core/events";
import type { Diagnostic, FieldCatalogue } from "@eqlite/core/lang";
import type { ExceptionEntry } from "../exceptions/exception.ts";
import { exceptionItemJson } from "../exceptions/exception-json.ts";
import type { ExceptionStore, ListReference } from "../exceptions/exception-store.ts";
import type { Clock } from "../platform/clock.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { RuleStore } from "../rules/rule-store.ts";
import { runs, type StoredRule } from "../rules/stored-rule.ts";
import { type DetectionRule, defaultIndex, expandIndex } from "./detection-rule.ts";

/** The rules that run now. */
export interface RuleSet {
  readonly rules: readonly DetectionRule[];
  /** Rules that are enabled and cannot run, with the reason. */
  readonly problems: readonly RuleProblem[];
}

export interface RuleProblem {
  readonly ruleId: string;
  readonly message: string;
}

export interface RuleSetOptions {
  readonly rules: Pick<RuleStore, "all" | "subscribe">;
  readonly exceptions: Pick<ExceptionStore, "getList" | "itemsOf" | "valueLists" | "subscribe">;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
  readonly enforceIndex: boolean;
  /** Patterns that index patterns shall cover, too. */
  readonly alsoCovers: ReadonlyMap<string, readonly string[]>;
}

/** Keeps what the stores say about rules and exceptions ready to run. */
export interface RuleSetKeeper {
  /**
   * The same object for as long as nothing has changed; rules in it, too. Throws where the state cannot be read; the next call
   * tries again.
   */
  current(): RuleSet;
  close(): void;
}

export function createRuleSetKeeper(options: RuleSetOptions): RuleSetKeeper {
  const { rules, exceptions, clock } = options;
  let known = new Map<string, PreparedEntry>();
  let set: RuleSet = { rules: [], problems: [] };
  let isStale = true;
  /** When the next exception expires. */
  let staleAtMs = Number.POSITIVE_INFINITY;
  const stale = (): void => {
    isStale = true;
  };
  const unsubscribe = [rules.subscribe(stale), exceptions.subscribe(stale)];

  function prepareAll(): RuleSet {
    const nowMs = clock.nowMs();
    staleAtMs = Number.POSITIVE_INFINITY;
    const next = new Map<string, PreparedEntry>();
    for (const stored of rules.all()) {
      if (!runs(stored)) continue;
      try {
        const { items, nextExpiryMs } = activeItems(stored, options, nowMs);
        staleAtMs = Math.min(staleAtMs, nextExpiryMs);
        // A rule is prepared again when it, an exception or what an exception looks up has changed.
        const version = JSON.stringify([stored.revision, stored.updatedMs, items]);
        const before = known.get(stored.id);
        next.set(
          stored.id,
          before?.version === version ? before : { version, ...prepare(stored, items, options, nowMs) },
        );
      } catch (error) {
        // The state cannot be read now; that is no fault of the rule.
        if (error instanceof OperationalError && !isAboutRule(error)) throw error;
        // Never without its exceptions (specification 6.3). What is wrong with one rule stops no other.
        const reason = error instanceof Error ? error.message : String(error);
        const message =
          error instanceof OperationalError ? reason : `The rule meets a fault of eqlite: ${reason}`;
        next.set(stored.id, { version: "", problem: { ruleId: stored.ruleId, message } });
      }
    }
    known = next;
    const entries = [...next.values()];
    return {
      rules: entries.flatMap(({ rule }) => (rule === undefined ? [] : [rule])),
      problems: entries.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    };
  }

  return {
    current() {
      if (isStale || clock.nowMs() >= staleAtMs) {
        const next = prepareAll();
        isStale = false;
        if (!isSameSet(set, next)) set = next;
      }
      return set;
    },
    close() {
      for (const end of unsubscribe) end();
    },
  };
}

/** One rule as the server would run it now, with its exceptions, whether it is stored or not; or why it cannot run. */
export function prepareDetectionRule(
  stored: StoredRule,
  options: Omit<RuleSetOptions, "rules">,
): { readonly rule: DetectionRule } | { readonly problem: RuleProblem } {
  const nowMs = options.clock.nowMs();
  try {
    const { items } = activeItems(stored, options, nowMs);
    const { rule, problem } = prepare(stored, items, options, nowMs);
    if (rule !== undefined) return { rule };
    return { problem: problem ?? { ruleId: stored.ruleId, message: "The rule is not right." } };
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return { problem: { ruleId: stored.ruleId, message: error.message } };
  }
}

/** What became of one rule: that it runs, or why not. */
interface PreparedEntry {
  readonly version: string;
  readonly rule?: DetectionRule;
  readonly problem?: RuleProblem;
}

/** An exception that counts now, with the value lists it looks up and their versions. */
interface ActiveItem {
  readonly json: JsonObject;
  readonly lists: readonly (readonly [id: string, version: number])[];
}

function activeItems(
  { parameters }: StoredRule,
  { exceptions }: Pick<RuleSetOptions, "exceptions">,
  nowMs: number,
): { readonly items: readonly ActiveItem[]; readonly nextExpiryMs: number } {
  const references = listReferences(parameters["exceptions_list"]).filter(
    // Rules of the public set name the list of the endpoint, which is made when somebody adds to it.
    (reference) => reference.type !== "endpoint" || exceptions.getList(reference) !== undefined,
  );
  if (references.length === 0) return { items: [], nextExpiryMs: Number.POSITIVE_INFINITY };
  const items = exceptions.itemsOf(references).filter((item) => !isExpired(item, nowMs));
  return {
    items: items.map((item) => ({
      json: exceptionItemJson(item),
      lists: valueListIds(item.entries).map((id) => [id, exceptions.valueLists.get(id)?.version ?? 0]),
    })),
    nextExpiryMs: Math.min(...items.map(({ expireMs = Number.POSITIVE_INFINITY }) => expireMs)),
  };
}

function listReferences(
  value: JsonValue | undefined,
): readonly (ListReference & { readonly type: string })[] {
  if (!Array.isArray(value)) return [];
  return value.map((reference: JsonObject) => ({
    listId: String(reference["list_id"]),
    namespaceType: reference["namespace_type"] === "agnostic" ? "agnostic" : "single",
    type: String(reference["type"]),
  }));
}

function valueListIds(entries: readonly ExceptionEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.type === "nested") return valueListIds(entry.entries);
    return entry.type === "list" ? [entry.list.id] : [];
  });
}

function prepare(
  stored: StoredRule,
  items: readonly ActiveItem[],
  options: Omit<RuleSetOptions, "rules">,
  nowMs: number,
): Omit<PreparedEntry, "version"> {
  const problem = (message: string): Omit<PreparedEntry, "version"> => ({
    problem: { ruleId: stored.ruleId, message },
  });
  const parsed = parseRule(stored.parameters, {
    locate: () => ({ from: 0, to: 0 }),
    ruleIdIfAbsent: stored.ruleId,
  });
  if (!parsed.ok) return problem(firstError(parsed.diagnostics));
  const rule = parsed.value;
  if (!canRun(rule)) return problem(`Rules of type "${rule.type}" are not run yet.`);
  const checked = prepareRule(rule, options.catalogue, nowMs);
  if (!checked.ok) return problem(firstError(checked.diagnostics));
  const applied: Exception[] = [];
  for (const item of items) {
    const exception = compileItem(item, options);
    if (typeof exception === "string") return problem(exception);
    applied.push(exception);
  }
  return {
    rule: {
      id: stored.id,
      rule,
      query: applyExceptions(checked.value, applied),
      index: options.enforceIndex ? expandIndex(rule.index ?? defaultIndex, options.alsoCovers) : undefined,
      installed: {
        id: stored.id,
        createdAt: new Date(stored.createdMs).toISOString(),
        createdBy: stored.createdBy,
        updatedAt: new Date(stored.updatedMs).toISOString(),
        updatedBy: stored.updatedBy,
        immutable: stored.origin.kind === "bundled",
      },
    },
  };
}

/** Or what is wrong with the item. */
function compileItem(
  { json, lists }: ActiveItem,
  { exceptions, catalogue }: Pick<RuleSetOptions, "exceptions" | "catalogue">,
): Exception | string {
  const parsed = parseExceptionItem(json);
  if (!parsed.ok) return `Exception ${String(json["item_id"])}: ${firstError(parsed.diagnostics)}`;
  const valueLists = new Map<string, ValueList>();
  for (const [id] of lists) {
    const list = exceptions.valueLists.get(id);
    if (list !== undefined) valueLists.set(id, { type: list.type, values: exceptions.valueLists.values(id) });
  }
  const compiled = compileExceptionItem(parsed.value, { catalogue, valueLists });
  if (!compiled.ok) return `Exception ${parsed.value.itemId}: ${firstError(compiled.diagnostics)}`;
  return { condition: compiled.value, stage: parsed.value.stage };
}

function firstError(diagnostics: readonly Diagnostic[]): string {
  const error = diagnostics.find(({ severity }) => severity === "error") ?? diagnostics[0];
  return error === undefined ? "The rule is not right." : `${error.code}: ${error.message}`;
}

/** Whether something that a rule names is not as it must be. */
function isAboutRule({ code }: OperationalError): boolean {
  return code === "not-found" || code === "bad-request" || code === "too-large" || code === "conflict";
}

function isSameSet(a: RuleSet, b: RuleSet): boolean {
  return (
    a.rules.length === b.rules.length &&
    a.rules.every((rule, at) => rule === b.rules[at]) &&
    JSON.stringify(a.problems) === JSON.stringify(b.problems)
  );
}
