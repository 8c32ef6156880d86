/** The object without the fields that are undefined: an absent optional field is not there at all. */
export function definedFields<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const defined: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== undefined) defined[key] = value;
  }
  return defined as T;
}

/** Adds the fields that are defined to an object that nobody else has seen yet, and returns it. */
export function addDefined<T extends object>(
  whole: T,
  fields: { readonly [K in keyof T]?: T[K] | undefined },
): T {
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== undefined) whole[key] = value;
  }
  return whole;
}
