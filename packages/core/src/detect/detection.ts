import type { EventRecord, JsonObject } from "../events/index.ts";
import { createRuleIndex, queryCondition } from "../kernel/index.ts";
import {
  type CheckedQuery,
  defaultSearchOptions,
  type FieldCatalogue,
  type QueryFailure,
} from "../lang/index.ts";
import {
  createDocumentFields,
  createQueryRunOver,
  type FieldSource,
  type Match,
  type QueryRun,
} from "../match/index.ts";
import { compileIndexPatterns, eventIndex } from "./index-patterns.ts";
import type { Rule } from "./rule.ts";

/** A rule whose query was checked. */
export interface PreparedRule {
  readonly rule: Rule;
  readonly query: CheckedQuery;
}

export interface DetectionOptions {
  readonly catalogue: FieldCatalogue;
  /** Let a rule see only events whose index its patterns cover. */
  readonly enforceIndex: boolean;
  /** Try every rule on every event: what the rule index is held to in tests and measurements. */
  readonly tryAll?: true;
}

/** What one rule found. `E` is what the caller knows an event by. */
export interface RuleOutcome<E> {
  readonly rule: Rule;
  readonly matches: readonly Match<E>[];
  /** Events on which the query failed; they count as not matching. */
  readonly failures: number;
  readonly firstFailure: QueryFailure | undefined;
  /** Set where the rule as a whole could not be finished; it then has no matches. */
  readonly error: Error | undefined;
}

/** Many rules over one pass of events, in any order. */
export interface Detection<E> {
  /** Shows an event to every rule; whether one of them keeps it. */
  add(event: EventRecord, handle: E): boolean;
  /** What the rules found, in the order they were given. */
  finish(): readonly RuleOutcome<E>[];
}

interface RunningRule<E> {
  readonly rule: Rule;
  readonly run: QueryRun<E>;
  readonly coversIndex: ((index: string) => boolean) | undefined;
  failures: number;
  firstFailure: QueryFailure | undefined;
  error: Error | undefined;
}

/** Starts a pass. A scan has no cap on alerts: the size of a search is not limited here. */
export function createDetection<E>(rules: readonly PreparedRule[], options: DetectionOptions): Detection<E> {
  const fields = createDocumentFields();
  const running = rules.map((prepared) => startRule<E>(prepared, options, fields));
  const everyRule = running.map((_, position) => position);
  const ruleIndex =
    options.tryAll === true
      ? undefined
      : createRuleIndex(
          rules.map(({ query }) => queryCondition(query)),
          fields,
        );
  return {
    add(event, handle) {
      const index = options.enforceIndex ? eventIndex(event) : undefined;
      let kept = false;
      for (const position of ruleIndex?.candidates(event.document) ?? everyRule) {
        const rule = running[position];
        if (rule === undefined || rule.error !== undefined) continue;
        if (rule.coversIndex !== undefined && (index === undefined || !rule.coversIndex(index))) continue;
        try {
          if (rule.run.add(event.document, event.arrival, handle)) kept = true;
        } catch (error) {
          stopRule(rule, error);
        }
      }
      return kept;
    },
    finish: () =>
      running.map((rule) => {
        const matches = rule.error === undefined ? finishRule(rule) : [];
        const { failures, firstFailure, error } = rule;
        return { rule: rule.rule, matches, failures, firstFailure, error };
      }),
  };
}

/** A fault in one rule never stops another. */
function stopRule<E>(rule: RunningRule<E>, error: unknown): void {
  rule.error = error instanceof Error ? error : new Error(String(error));
}

function finishRule<E>(rule: RunningRule<E>): readonly Match<E>[] {
  try {
    return rule.run.finish();
  } catch (error) {
    stopRule(rule, error);
    return [];
  }
}

function startRule<E>(
  { rule, query }: PreparedRule,
  { catalogue, enforceIndex }: DetectionOptions,
  fields: FieldSource<JsonObject>,
): RunningRule<E> {
  const timestampField = rule.timestampField ?? defaultSearchOptions.timestampField;
  const started: RunningRule<E> = {
    rule,
    coversIndex: enforceIndex ? compileIndexPatterns(rule.index ?? []) : undefined,
    failures: 0,
    firstFailure: undefined,
    error: undefined,
    run: createQueryRunOver<E, JsonObject>(
      query,
      {
        search: {
          ...defaultSearchOptions,
          size: Number.MAX_SAFE_INTEGER,
          timestampField,
          tiebreakerField: rule.tiebreakerField,
        },
        timestampType: catalogue.typeOf(timestampField),
        tiebreakerType:
          rule.tiebreakerField === undefined ? undefined : catalogue.typeOf(rule.tiebreakerField),
        fractionBeforeArrival: true,
        onFailure: (failure) => {
          started.failures += 1;
          started.firstFailure ??= failure;
        },
      },
      fields,
    ),
  };
  return started;
}
