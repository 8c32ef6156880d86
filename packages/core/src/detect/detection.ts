import {
  compileMatchKey,
  createPass,
  type EngineName,
  type PassMatch,
  type PassOptions,
  type PassQuery,
  type QueryPass,
  type QueryWindow,
  type ReadMatchKey,
} from "../kernel/index.ts";
import {
  type CheckedQuery,
  defaultSearchOptions,
  type FieldCatalogue,
  type QueryFailure,
} from "../lang/index.ts";
import { compileEventIndex, compileIndexPatterns } from "./index-patterns.ts";
import type { Rule } from "./rule.ts";

/** A rule whose query was checked. */
export interface PreparedRule {
  readonly rule: Rule;
  readonly query: CheckedQuery;
  /** The events that the rule sees; all of the pass where it is left out. */
  readonly window?: QueryWindow | undefined;
}

export interface DetectionOptions extends Omit<PassOptions, "compileIndex" | "onFailure"> {
  readonly catalogue: Pick<FieldCatalogue, "typeOf">;
  /** Let a rule see only events whose index its patterns cover. */
  readonly enforceIndex: boolean;
  readonly engine?: EngineName;
}

/** What one rule found. */
export interface RuleOutcome {
  readonly rule: Rule;
  /** Events are known by their positions. */
  readonly matches: readonly PassMatch[];
  /** Reads the key of a match from its events; see `compileMatchKey`. */
  readonly readKey: ReadMatchKey;
  /** Events on which the query failed; they count as not matching. */
  readonly failures: number;
  readonly firstFailure: QueryFailure | undefined;
  /** Set where the rule as a whole could not be finished; it then has no matches. */
  readonly error: Error | undefined;
}

/** Many rules over one pass of events, in any order: show them to the pass, then finish. */
export interface Detection {
  readonly pass: QueryPass;
  /** What the rules found, in the order they were given. */
  finish(): readonly RuleOutcome[];
}

/** Starts a pass. A scan has no cap on alerts: the size of a search is not limited here. */
export function createDetection(rules: readonly PreparedRule[], options: DetectionOptions): Detection {
  const { seed } = options;
  const pass = createRulePass(rules, options);
  return {
    pass,
    finish() {
      const outcomes = pass.finish();
      return rules.flatMap(({ rule, query }, at) => {
        const outcome = outcomes[at];
        return outcome === undefined ? [] : [{ ...outcome, rule, readKey: compileMatchKey(query, seed) }];
      });
    },
  };
}

/** What a pass must know of a rule. */
export interface PassRule {
  readonly rule: Pick<Rule, "timestampField" | "tiebreakerField" | "index">;
  readonly query: CheckedQuery;
  readonly window?: QueryWindow | undefined;
}

/** The pass alone, for one of several threads. */
export function createRulePass(rules: readonly PassRule[], options: DetectionOptions): QueryPass {
  const { catalogue, enforceIndex, engine = "kernel", ...passOptions } = options;
  return createPass(
    engine,
    rules.map((rule) => passQueryOf(rule, catalogue, enforceIndex)),
    { ...passOptions, ...(enforceIndex ? { compileIndex: compileEventIndex } : {}) },
  );
}

function passQueryOf(
  { rule, query, window }: PassRule,
  catalogue: DetectionOptions["catalogue"],
  enforceIndex: boolean,
): PassQuery {
  const timestampField = rule.timestampField ?? defaultSearchOptions.timestampField;
  const { tiebreakerField } = rule;
  return {
    query,
    options: {
      search: {
        ...defaultSearchOptions,
        size: Number.MAX_SAFE_INTEGER,
        timestampField,
        tiebreakerField,
      },
      timestampType: catalogue.typeOf(timestampField),
      tiebreakerType: tiebreakerField === undefined ? undefined : catalogue.typeOf(tiebreakerField),
      fractionBeforeArrival: true,
    },
    coversIndex: enforceIndex ? compileIndexPatterns(rule.index ?? []) : undefined,
    window,
  };
}
