import type { Scalar } from "../read-arguments.ts";

/**
 * A query as it was asked, in the few kinds that all others come down to. `path` leads to where it stands in the request,
 * for messages.
 */
export type QueryNode =
  | { readonly kind: "All" }
  | { readonly kind: "None" }
  | {
      readonly kind: "Bool";
      readonly must: readonly QueryNode[];
      readonly should: readonly QueryNode[];
      readonly mustNot: readonly QueryNode[];
      /** How many of `should` must hold. */
      readonly least: number;
    }
  | {
      readonly kind: "Terms";
      readonly path: string;
      readonly field: string;
      readonly values: readonly Scalar[];
      readonly foldCase: boolean;
    }
  | {
      readonly kind: "Range";
      readonly path: string;
      readonly field: string;
      readonly bounds: readonly RangeBound[];
      readonly dates: DateReading;
    }
  | { readonly kind: "Exists"; readonly path: string; readonly field: string }
  | {
      /** `*`, `?` and escapes. */
      readonly kind: "Wildcard";
      readonly path: string;
      readonly field: string;
      readonly pattern: string;
      readonly foldCase: boolean;
    }
  | {
      readonly kind: "Prefix";
      readonly path: string;
      readonly field: string;
      readonly prefix: string;
      readonly foldCase: boolean;
    }
  | {
      readonly kind: "Regexp";
      readonly path: string;
      readonly field: string;
      readonly pattern: string;
      readonly foldCase: boolean;
    }
  | {
      readonly kind: "Match";
      readonly path: string;
      readonly field: string;
      readonly value: Scalar;
      readonly mode: MatchMode;
      /** A value that the field's type cannot take matches nothing instead of being refused. */
      readonly lenient: boolean;
    }
  | { readonly kind: "Ids"; readonly ids: ReadonlySet<string> }
  | {
      /** An event query of the language, without pipes. */
      readonly kind: "Eql";
      readonly path: string;
      readonly query: string;
      readonly eventCategoryField: string;
    };

/** Whether one word of a text is enough, all are needed, or all in their order (the last one perhaps unfinished). */
export type MatchMode = "any" | "all" | "phrase" | "phrase-prefix";

export type RangeOperator = "gt" | "gte" | "lt" | "lte";

export interface RangeBound {
  readonly operator: RangeOperator;
  readonly value: Scalar;
}

/** How texts are read as dates. */
export interface DateReading {
  readonly unit: "ms" | "s";
  /** What a text without a zone is away from UTC. */
  readonly offsetMs: number;
}
