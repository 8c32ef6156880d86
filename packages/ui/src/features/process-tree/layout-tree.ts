import { hierarchy, tree } from "d3-hierarchy";
import type { ProcessRow } from "../../shared/processes/process-rows.ts";

export const nodeSize = { width: 208, height: 46, gapX: 56, gapY: 14 } as const;

export interface PlacedProcess {
  readonly row: ProcessRow;
  readonly x: number;
  readonly y: number;
}

interface Branch {
  readonly row: ProcessRow | undefined;
  readonly children: Branch[];
}

/** Places of the processes that are shown: parents on the left, children under each other on the right. */
export function layoutTree(rows: readonly ProcessRow[]): readonly PlacedProcess[] {
  const root: Branch = { row: undefined, children: [] };
  // Rows stand below their parents: the last one of a lesser depth is it.
  const path: Branch[] = [];
  for (const row of rows) {
    const branch: Branch = { row, children: [] };
    path.length = row.depth;
    (path[row.depth - 1] ?? root).children.push(branch);
    path.push(branch);
  }
  const placed = tree<Branch>().nodeSize([nodeSize.height + nodeSize.gapY, nodeSize.width + nodeSize.gapX])(
    hierarchy(root, ({ children }) => children),
  );
  return placed
    .descendants()
    .flatMap(({ data, x, y }) => (data.row === undefined ? [] : [{ row: data.row, x: y, y: x }]));
}
