import type { CaseFold } from "../condition.ts";
import type { Value, ValueType } from "../values.ts";

/** What a parameter accepts. A null literal is accepted for any (specification section 5). */
export type ParameterType = "string" | "number" | "integer" | "boolean" | "ip" | "any";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly optional?: boolean;
  /** The last parameter may be given several times. */
  readonly variadic?: boolean;
  /** The argument must not mention a field. */
  readonly constant?: boolean;
}

/** One function of the language. Its examples are its tests. */
export interface BuiltIn {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Whether `name~` exists. */
  readonly hasIgnoreCase: boolean;
  readonly returns: ValueType | "widest";
  /** Set where `evaluate` can throw QueryFailure. */
  readonly canFail?: true;
  /**
   * Computes the result of one call. Missing optional arguments are absent from `args`.
   * Throws QueryFailure where the original fails the query.
   */
  readonly evaluate: (args: readonly Value[], fold: CaseFold) => Value;
  /** Refuses constants that can never work, when the query is prepared: the problem, or undefined. */
  readonly checkConstant?: (value: Value) => string | undefined;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly args: readonly Value[];
  readonly fold?: CaseFold;
  readonly gives: Value;
}
