import type { DateSpan } from "./date-time.ts";
import type { FieldType } from "./field-catalogue.ts";
import type { BuiltIn } from "./functions/built-in.ts";
import type { Cidr } from "./ip-address.ts";
import type { Value } from "./values.ts";

/**
 * A condition on one event, checked and with its constants computed. EQL, and later KQL and exceptions, all end
 * here, and what runs conditions starts here.
 *
 * `and`, `or` and `not` are two-valued. A `Leaf` is true or false for an event, never null: true if some choice of
 * one value for each mention of a field makes its test true (specification 4.3, layer 2, and 4.4).
 */
export type Condition =
  | { readonly kind: "Always"; readonly value: boolean }
  | { readonly kind: "And"; readonly operands: readonly Condition[] }
  | { readonly kind: "Or"; readonly operands: readonly Condition[] }
  | { readonly kind: "Not"; readonly operand: Condition }
  | { readonly kind: "Leaf"; readonly test: Term };

/** How letters are folded before texts are compared (specification 3.6). */
export type CaseFold = "none" | "ascii" | "unicode";

export type TermOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * What a comparison compares with. Dates and addresses can stand for a whole span: `== "2024-05-01"` is that day,
 * `== "10.0.0.0/8"` that block.
 */
export type Bound =
  | { readonly kind: "DateSpan"; readonly span: DateSpan }
  | { readonly kind: "IpBlock"; readonly block: Cidr }
  /** Any of these ranges, ascending and without overlap, whatever their family: an IPv4 address counts in its mapped form. */
  | { readonly kind: "IpRanges"; readonly ranges: readonly Cidr[] };

/** An expression over the fields of one event, evaluated with three-valued logic for one choice of field values. */
export type Term =
  | { readonly kind: "Constant"; readonly value: Value }
  | { readonly kind: "FieldValue"; readonly name: string; readonly fieldType: FieldType }
  | {
      readonly kind: "FunctionCall";
      readonly builtIn: BuiltIn;
      readonly operands: readonly Term[];
      readonly fold: CaseFold;
    }
  | {
      readonly kind: "Arithmetic";
      readonly operator: "+" | "-" | "*" | "/" | "%";
      readonly left: Term;
      readonly right: Term;
    }
  | { readonly kind: "Negative"; readonly operand: Term }
  | { readonly kind: "Compare"; readonly operator: TermOperator; readonly left: Term; readonly right: Term }
  | {
      readonly kind: "CompareBound";
      readonly operator: TermOperator;
      readonly left: Term;
      readonly bound: Bound;
    }
  | { readonly kind: "IsNull"; readonly operand: Term }
  | {
      readonly kind: "OneOf";
      readonly operand: Term;
      readonly values: readonly Value[];
      readonly fold: CaseFold;
    }
  | {
      readonly kind: "Wildcard";
      readonly operand: Term;
      readonly patterns: readonly string[];
      readonly fold: CaseFold;
    }
  | {
      readonly kind: "Regex";
      readonly operand: Term;
      readonly pattern: string;
      readonly matches: (text: string) => boolean;
      readonly fold: CaseFold;
    }
  | { readonly kind: "AllOf"; readonly operands: readonly Term[] }
  | { readonly kind: "AnyOf"; readonly operands: readonly Term[] }
  | { readonly kind: "Negation"; readonly operand: Term };

/** The parts of a term, left to right. */
export function termOperands(term: Term): readonly Term[] {
  switch (term.kind) {
    case "Constant":
    case "FieldValue":
      return [];
    case "FunctionCall":
    case "AllOf":
    case "AnyOf":
      return term.operands;
    case "Arithmetic":
    case "Compare":
      return [term.left, term.right];
    case "CompareBound":
      return [term.left];
    case "Negative":
    case "IsNull":
    case "OneOf":
    case "Wildcard":
    case "Regex":
    case "Negation":
      return [term.operand];
  }
}

export function isConstant(term: Term): boolean {
  return term.kind === "Constant" || (term.kind !== "FieldValue" && termOperands(term).every(isConstant));
}
