/** A version taken apart. Numbers stay text: they may be larger than a number can hold. */
interface Version {
  readonly numbers: readonly string[];
  /** Identifiers after the `-`; undefined for a release. */
  readonly preRelease: readonly string[] | undefined;
  /** What follows the `+`, or the empty text. */
  readonly build: string;
}

const versionForm =
  /^((?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * Orders versions as values of a `version` field do: negative, zero or positive (specification 4.5).
 * Numbers compare by value, a pre-release stands before its release, and pre-releases are ordered by the rules of
 * Semantic Versioning. One to any number of numeric parts are accepted; of `1.2` and `1.2.0` the shorter is first.
 * Build metadata decides last, by text, so that only equal texts are equal. Text that is no version, such as `v1`,
 * `01.2` or the empty text, stands after all versions and is ordered by text.
 */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined) {
    if (left !== undefined) return -1;
    if (right !== undefined) return 1;
    return compareText(a, b);
  }
  return (
    compareLists(left.numbers, right.numbers, compareNumbers) ||
    comparePreReleases(left.preRelease, right.preRelease) ||
    compareText(left.build, right.build)
  );
}

function parseVersion(text: string): Version | undefined {
  const parts = versionForm.exec(text);
  if (parts === null) return undefined;
  const [, numbers = "", preRelease, build = ""] = parts;
  const identifiers = preRelease?.split(".");
  // Semantic Versioning allows no leading zero in a numeric identifier.
  if (identifiers?.some((identifier) => /^0[0-9]+$/.test(identifier)) === true) return undefined;
  return { numbers: numbers.split("."), preRelease: identifiers, build };
}

function comparePreReleases(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareLists(a, b, compareIdentifiers);
}

/** Numeric identifiers by value and before the others, which compare by text. */
function compareIdentifiers(a: string, b: string): number {
  const isNumericA = /^[0-9]+$/.test(a);
  const isNumericB = /^[0-9]+$/.test(b);
  if (isNumericA && isNumericB) return compareNumbers(a, b);
  if (isNumericA !== isNumericB) return isNumericA ? -1 : 1;
  return compareText(a, b);
}

/** By the first item that differs; a list that the other begins with is first. */
function compareLists(
  a: readonly string[],
  b: readonly string[],
  compare: (a: string, b: string) => number,
): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compare(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Whole numbers without leading zeros: the one with more digits is larger. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
