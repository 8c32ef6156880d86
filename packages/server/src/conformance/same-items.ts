/**
 * Whether what was found is a list of the same plain values in the same order. Values are the same as `Object.is` has
 * it: 1 is not "1", -0 is not 0, and a whole number that JSON cannot hold is no number of JSON.
 */
export function sameItems(expected: readonly unknown[], found: readonly unknown[] | undefined): boolean {
  return (
    Array.isArray(expected) &&
    found?.length === expected.length &&
    expected.every((item, at) => Object.is(item, found[at]))
  );
}
