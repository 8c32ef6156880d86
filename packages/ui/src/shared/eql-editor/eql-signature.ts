import type { BuiltIn } from "@eqlite/core/lang";

/** How a function is called, such as `between(source: string, left: string, right: string, greedy?: boolean) → string`. */
export function eqlSignature({ name, parameters, returns }: BuiltIn): string {
  const shown = parameters.map(
    (parameter) =>
      `${parameter.variadic ? "…" : ""}${parameter.name}${parameter.optional ? "?" : ""}: ${parameter.type}`,
  );
  return `${name}(${shown.join(", ")}) → ${returns === "widest" ? "number" : returns}`;
}

const operatorNames = new Map([
  ["==", "equal"],
  ["!=", "notEqual"],
  [":", "fits"],
  [">", "greater"],
  ["<", "less"],
  [">=", "greaterOrEqual"],
  ["<=", "lessOrEqual"],
]);

/** The signs that compare. */
export const comparisonSigns: readonly string[] = [...operatorNames.keys()];

/** The key of the text that says what a keyword, an operator or a function means. */
export function eqlDocsKey(text: string): string {
  return `docs.${operatorNames.get(text) ?? text}`;
}
