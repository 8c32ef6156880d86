/** Distinct values of a column, each under a small number. Code 0 is "no value". */
export interface Dictionary {
  readonly size: number;
  codeOf(value: string | null): number;
  valueOf(code: number): string | null;
  /** By their codes. */
  values(): readonly (string | null)[];
  /** For each code whether its value passes. */
  passing(passes: (value: string | null) => boolean): Uint8Array;
}

/** @param known values by their codes, the first of which is null */
export function createDictionary(known: readonly (string | null)[] = [null]): Dictionary {
  const values = [...known];
  const codes = new Map<string, number>();
  for (const [code, value] of values.entries()) if (value !== null) codes.set(value, code);
  return {
    get size() {
      return values.length;
    },
    codeOf(value) {
      if (value === null) return 0;
      const known = codes.get(value);
      if (known !== undefined) return known;
      const code = values.length;
      values.push(value);
      codes.set(value, code);
      return code;
    },
    valueOf: (code) => values[code] ?? null,
    values: () => values,
    passing: (passes) => Uint8Array.from(values, (value) => (passes(value) ? 1 : 0)),
  };
}
