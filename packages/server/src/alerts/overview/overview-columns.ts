import { createDictionary, type Dictionary } from "./dictionary.ts";

/** Columns whose values are few. */
export const codedColumns = [
  "status",
  "severity",
  "rule",
  "ruleName",
  "host",
  "user",
  "risk",
  "snapshot",
  "tags",
  "assignees",
] as const;
export type CodedColumn = (typeof codedColumns)[number];

/** A row of `alerts` as it is read for the overview. Lists are JSON texts. */
export type OverviewRow = {
  readonly number: number;
  readonly timeMs: number;
  readonly isBuildingBlock: number;
} & { readonly [column in CodedColumn]: string | null };

/**
 * What alerts are counted and ordered by, in columns of numbers: about 60 bytes an alert. Rows stand in the order of the
 * alerts' numbers; `order` has them in the order of times.
 */
export interface OverviewColumns {
  /** Rows, also those of alerts that are gone. */
  readonly count: number;
  readonly numbers: Float64Array;
  readonly times: Float64Array;
  readonly isBuildingBlock: Uint8Array;
  readonly isGone: Uint8Array;
  /** Rows by time, then by number; oldest first. */
  readonly order: Uint32Array;
  readonly codes: Readonly<Record<CodedColumn, Uint32Array>>;
  readonly dictionaries: Readonly<Record<CodedColumn, Dictionary>>;
  /** Takes in rows in the order of their numbers: new ones, and new values of known ones. */
  put(rows: readonly OverviewRow[]): void;
  remove(numbers: readonly number[]): void;
  /** The row of an alert; -1 where there is none. */
  rowOf(number: number): number;
  /** Rows of alerts that are there. */
  readonly present: number;
  /** What can be kept and read again. Rows of alerts that are gone are given up. */
  state(): OverviewState;
}

/** The content of columns, of alerts that are there. */
export interface OverviewState {
  readonly numbers: Float64Array;
  readonly times: Float64Array;
  readonly order: Uint32Array;
  readonly isBuildingBlock: Uint8Array;
  readonly codes: Readonly<Record<CodedColumn, Uint32Array>>;
  readonly dictionaries: Readonly<Record<CodedColumn, readonly (string | null)[]>>;
}

const leastRoom = 1_024;
/** Rows of alerts that are gone are given up once they are so large a part. */
const goneShare = 0.25;

/** @param kept columns that are taken over; the arrays are not the caller's any more */
export function createOverviewColumns(kept?: OverviewState): OverviewColumns {
  let count = kept?.numbers.length ?? 0;
  let gone = 0;
  let numbers = kept?.numbers ?? new Float64Array(leastRoom);
  let times = kept?.times ?? new Float64Array(leastRoom);
  let isBuildingBlock = kept?.isBuildingBlock ?? new Uint8Array(leastRoom);
  let isGone = new Uint8Array(kept === undefined ? leastRoom : count);
  /** Rows by time, the first `ordered` of them. */
  let order = kept?.order ?? new Uint32Array(leastRoom);
  let ordered = count;
  const codes = forEachColumn((column) => kept?.codes[column] ?? new Uint32Array(leastRoom));
  const dictionaries = forEachColumn((column) => createDictionary(kept?.dictionaries[column]));

  const resize = (room: number): void => {
    numbers = grown(new Float64Array(room), numbers);
    times = grown(new Float64Array(room), times);
    isBuildingBlock = grown(new Uint8Array(room), isBuildingBlock);
    isGone = grown(new Uint8Array(room), isGone);
    for (const column of codedColumns) codes[column] = grown(new Uint32Array(room), codes[column]);
  };
  const rowOf = (number: number): number => {
    let low = 0;
    let high = count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = numbers[middle] ?? 0;
      if (found === number) return middle;
      if (found < number) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };
  const write = (row: number, from: OverviewRow): void => {
    numbers[row] = from.number;
    times[row] = from.timeMs;
    isBuildingBlock[row] = from.isBuildingBlock;
    isGone[row] = 0;
    for (const column of codedColumns) codes[column][row] = dictionaries[column].codeOf(from[column]);
  };
  const isBefore = (one: number, other: number): boolean => {
    const distance = (times[one] ?? 0) - (times[other] ?? 0);
    return distance === 0 ? one < other : distance < 0;
  };
  /** Puts rows from `first` on among the others. Most come later than all before: those are only put behind them. */
  const insertIntoOrder = (first: number): void => {
    const added = Array.from({ length: count - first }, (_, at) => first + at);
    added.sort((one, other) => (isBefore(one, other) ? -1 : 1));
    const before = ordered;
    ordered += added.length;
    if (ordered > order.length) {
      order = grown(new Uint32Array(Math.max(ordered, Math.ceil(order.length * 1.5))), order);
    }
    let from = before - 1;
    let next = added.length - 1;
    for (let at = ordered - 1; next >= 0; at -= 1) {
      const fresh = added[next] ?? 0;
      const known = order[from] ?? 0;
      if (from >= 0 && isBefore(fresh, known)) {
        order[at] = known;
        from -= 1;
      } else {
        order[at] = fresh;
        next -= 1;
      }
    }
  };
  const giveUpGone = (): void => {
    const moved = new Uint32Array(count);
    let kept = 0;
    for (let row = 0; row < count; row += 1) {
      if (isGone[row] === 1) continue;
      moved[row] = kept;
      numbers[kept] = numbers[row] ?? 0;
      times[kept] = times[row] ?? 0;
      isBuildingBlock[kept] = isBuildingBlock[row] ?? 0;
      for (const column of codedColumns) codes[column][kept] = codes[column][row] ?? 0;
      kept += 1;
    }
    order = order
      .subarray(0, ordered)
      .filter((row) => isGone[row] === 0)
      .map((row) => moved[row] ?? 0);
    ordered = order.length;
    isGone.fill(0);
    count = kept;
    gone = 0;
    resize(Math.max(count, leastRoom));
  };

  return {
    get count() {
      return count;
    },
    get numbers() {
      return numbers;
    },
    get times() {
      return times;
    },
    get isBuildingBlock() {
      return isBuildingBlock;
    },
    get isGone() {
      return isGone;
    },
    get order() {
      return order.subarray(0, ordered);
    },
    codes,
    dictionaries,
    rowOf,
    put(rows) {
      const first = count;
      if (count + rows.length > numbers.length)
        resize(Math.max(count + rows.length, Math.ceil(numbers.length * 1.5)));
      for (const from of rows) {
        const known = from.number > (numbers[count - 1] ?? 0) || count === 0 ? -1 : rowOf(from.number);
        write(known === -1 ? count : known, from);
        if (known === -1) count += 1;
      }
      if (count > first) insertIntoOrder(first);
    },
    remove(removed) {
      for (const number of removed) {
        const row = rowOf(number);
        if (row === -1 || isGone[row] === 1) continue;
        isGone[row] = 1;
        gone += 1;
      }
      if (gone >= leastRoom && gone >= count * goneShare) giveUpGone();
    },
    get present() {
      return count - gone;
    },
    state() {
      if (gone > 0) giveUpGone();
      return {
        numbers: numbers.subarray(0, count),
        times: times.subarray(0, count),
        order: order.subarray(0, ordered),
        isBuildingBlock: isBuildingBlock.subarray(0, count),
        codes: forEachColumn((column) => codes[column].subarray(0, count)),
        dictionaries: forEachColumn((column) => dictionaries[column].values()),
      };
    },
  };
}

function forEachColumn<T>(make: (column: CodedColumn) => T): Record<CodedColumn, T> {
  return Object.fromEntries(codedColumns.map((column) => [column, make(column)])) as Record<CodedColumn, T>;
}

function grown<Column extends Float64Array | Uint32Array | Uint8Array>(to: Column, from: Column): Column {
  to.set(from.length > to.length ? (from.subarray(0, to.length) as Column) : from);
  return to;
}
