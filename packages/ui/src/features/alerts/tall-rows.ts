/**
 * Browsers draw nothing higher than some ten million pixels: of more rows than that only a part stands in the list at a time,
 * from `firstRow` on. The scroll bar still stands for all of them.
 */
export interface TallRows {
  /** Of all rows the one that stands at the top of the list. */
  readonly firstRow: number;
  /** Rows that stand in the list. */
  readonly count: number;
}

/** 32 pixels each make 3.2 million pixels. */
export const mostRows = 100_000;

/** Where the list has to be after it was scrolled. `scrollTop` is left out where it is as it should be. */
export interface Scrolled {
  readonly firstRow: number;
  readonly scrollTop?: number;
}

export interface ScrollState {
  readonly total: number;
  readonly rowHeight: number;
  readonly viewHeight: number;
  readonly firstRow: number;
  readonly scrollTop: number;
  /** Before. */
  readonly lastTop: number;
}

export function tallRows(total: number, firstRow: number): TallRows {
  const count = Math.min(total, mostRows);
  return { firstRow: Math.min(Math.max(firstRow, 0), total - count), count };
}

/**
 * A small step moves by as much as it is. A long one, as by the scroll bar, leads to the part of all rows that the bar stands
 * for; so does a small one at either end of the list, where the rows that were scrolled stay where they are.
 */
export function scrolled(state: ScrollState): Scrolled {
  const { total, rowHeight, viewHeight, firstRow, scrollTop, lastTop } = state;
  const hidden = total - mostRows;
  if (hidden <= 0) return { firstRow: 0 };
  const listEnd = mostRows * rowHeight - viewHeight;
  if (Math.abs(scrollTop - lastTop) > viewHeight) {
    return { firstRow: Math.round((Math.min(scrollTop, listEnd) / listEnd) * hidden) };
  }
  const isAtTop = scrollTop < viewHeight && firstRow > 0;
  const isAtEnd = scrollTop > listEnd - viewHeight && firstRow < hidden;
  if (!isAtTop && !isAtEnd) return { firstRow };
  return placeOf(state, scrollTop + firstRow * rowHeight);
}

/** Where to scroll so that a row is at the top of what is seen. */
export function placeOf(
  { total, rowHeight, viewHeight }: Pick<ScrollState, "total" | "rowHeight" | "viewHeight">,
  wantedTop: number,
): Required<Scrolled> {
  const hidden = Math.max(total - mostRows, 0);
  const listEnd = Math.max(Math.min(total, mostRows) * rowHeight - viewHeight, 0);
  const wholeEnd = Math.max(total * rowHeight - viewHeight, 0);
  const top = Math.min(Math.max(wantedTop, 0), wholeEnd);
  const firstRow = wholeEnd === 0 ? 0 : Math.round((top / wholeEnd) * hidden);
  return { firstRow, scrollTop: Math.min(Math.max(top - firstRow * rowHeight, 0), listEnd) };
}
