// @ts-check
// Pieces of EQL text. Conditions are joined with `and`, one a line, as people write them.

/** @typedef {":" | "in" | "in~" | "like" | "like~" | "regex" | "regex~"} ListOperator */

/** A string of EQL. @param {string} value */
export function quote(value) {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/**
 * `field : "a"` or `field : ("a", "b")`; `in` always takes a list, and for one value `==` says the same.
 * @param {string} field
 * @param {ListOperator} operator
 * @param {readonly string[]} values
 */
export function test(field, operator, values) {
  const [first, ...more] = values;
  if (first === undefined) throw new RangeError(`no values for ${field}`);
  if (more.length > 0) return `${field} ${operator} (${values.map(quote).join(", ")})`;
  if (operator === "in") return `${field} == ${quote(first)}`;
  return operator === "in~" ? `${field} in~ (${quote(first)})` : `${field} ${operator} ${quote(first)}`;
}

/** @param {readonly string[]} conditions */
export function allOf(conditions) {
  return conditions.join(" and\n  ");
}

/** @param {readonly string[]} conditions */
export function anyOf(conditions) {
  return conditions.length === 1 ? conditions.join("") : `(${conditions.join(" or ")})`;
}

/** @param {readonly string[]} conditions */
export function noneOf(conditions) {
  return conditions.length === 1 ? `not ${conditions.join("")}` : `not (${conditions.join(" and ")})`;
}
