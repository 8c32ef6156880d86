/** Numbers that are added to and never taken away, a few bytes each. */
export interface NumberColumn {
  readonly length: number;
  at(index: number): number;
  add(value: number): void;
  /** The numbers so far; valid until the next is added. */
  values(): NumberArray;
}

export type NumberArray = Float64Array | Uint32Array;

/** @param kind of which type of array, and what is in it already */
export function createNumberColumn<A extends NumberArray>(start: A): NumberColumn {
  let array: NumberArray = start;
  let length = start.length;
  return {
    get length() {
      return length;
    },
    at: (index) => array[index] ?? Number.NaN,
    add(value) {
      if (length === array.length) {
        const room = Math.max(8, Math.ceil(length * 1.5));
        const larger = array instanceof Float64Array ? new Float64Array(room) : new Uint32Array(room);
        larger.set(array);
        array = larger;
      }
      array[length] = value;
      length += 1;
    },
    values: () => array.subarray(0, length),
  };
}
