import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { placeOf, scrolled, tallRows } from "./tall-rows.ts";

export interface TallList {
  /** Pixels of all rows that stand in the list. */
  readonly height: number;
  /** Rows in view and some around them: their place among all, and where they stand. */
  readonly rows: readonly { readonly at: number; readonly top: number }[];
  readonly visible: { readonly from: number; readonly to: number };
  /** Scrolls so far that a row is seen. */
  show(at: number): void;
}

const overscan = 8;
/** Rows are loaded once scrolling has come to rest for so long. */
const restMs = 90;

/** Rows of one height, as many as there may be, of which those in view exist. */
export function useTallList(
  scroller: RefObject<HTMLElement | null>,
  total: number,
  rowHeight: number,
  headHeight: number,
): TallList {
  const [wantedFirst, setFirst] = useState(0);
  const { firstRow, count } = tallRows(total, wantedFirst);
  const last = useRef({ top: 0, firstRow, total, rowHeight });
  last.current = { ...last.current, firstRow, total, rowHeight };
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    overscan,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height is another one
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);

  const viewHeight = useCallback(
    () => Math.max((scroller.current?.clientHeight ?? 0) - headHeight, 1),
    [scroller, headHeight],
  );
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = (): void => {
      const { top: lastTop, ...state } = last.current;
      const next = scrolled({ ...state, viewHeight: viewHeight(), scrollTop: element.scrollTop, lastTop });
      last.current.top = next.scrollTop ?? element.scrollTop;
      if (next.scrollTop !== undefined) element.scrollTop = next.scrollTop;
      if (next.firstRow !== state.firstRow) setFirst(next.firstRow);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller, viewHeight]);

  const items = virtualizer.getVirtualItems();
  const from = firstRow + (items[0]?.index ?? 0);
  const to = firstRow + (items.at(-1)?.index ?? -1) + 1;
  const visible = useRested(from, to);

  const show = useCallback(
    (at: number) => {
      const element = scroller.current;
      if (element === null) return;
      const view = viewHeight();
      const { firstRow: first, total: all } = last.current;
      const wholeTop = first * rowHeight + element.scrollTop;
      const rowTop = at * rowHeight;
      if (rowTop >= wholeTop && rowTop + rowHeight <= wholeTop + view) return;
      const wanted = rowTop < wholeTop ? rowTop : rowTop + rowHeight - view;
      const local = wanted - first * rowHeight;
      const listEnd = tallRows(all, first).count * rowHeight - view;
      const isNear = local >= 0 && local <= listEnd;
      const place = isNear
        ? { firstRow: first, scrollTop: local }
        : placeOf({ total: all, rowHeight, viewHeight: view }, wanted);
      last.current.top = place.scrollTop;
      element.scrollTop = place.scrollTop;
      setFirst(place.firstRow);
    },
    [scroller, rowHeight, viewHeight],
  );
  return {
    height: count * rowHeight,
    rows: items.map(({ index, start }) => ({ at: firstRow + index, top: start - headHeight })),
    visible,
    show,
  };
}

/** What is in view once it has stayed there for a moment. */
function useRested(from: number, to: number): { readonly from: number; readonly to: number } {
  const [rested, setRested] = useState({ from, to });
  useEffect(() => {
    const timer = setTimeout(() => setRested({ from, to }), restMs);
    return () => clearTimeout(timer);
  }, [from, to]);
  return rested;
}
