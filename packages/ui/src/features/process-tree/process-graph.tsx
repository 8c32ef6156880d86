import "@xyflow/react/dist/base.css";
import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { memo, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import type { ProcessRow } from "../../shared/processes/process-rows.ts";
import { KindChips } from "./kind-chips.tsx";
import { layoutTree, nodeSize } from "./layout-tree.ts";
import type { TreeActions } from "./process-table.tsx";
import classes from "./process-tree.module.css";

type ProcessFlowNode = Node<
  { readonly row: ProcessRow; readonly missing: number; readonly expand: TreeActions["expand"] },
  "process"
>;

/** The tree as a graph. Only what is in view exists as elements. */
export function ProcessGraph(props: TreeActions) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

const nodeTypes = { process: memo(ProcessCard) };
const middle = nodeSize.height / 2;
/** A process between its parent and a child. */
const familyWidth = 3 * nodeSize.width + 2 * nodeSize.gapX + 24;
const leastReadableZoom = 0.75;

function Graph({ rows, selected, select, expand, missing }: TreeActions) {
  const { t } = useTranslation("process-tree");
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const places = useMemo(() => layoutTree(rows), [rows]);
  const nodes = useMemo(
    (): ProcessFlowNode[] =>
      places.map(({ row, x, y }) => ({
        id: row.process.id,
        type: "process",
        position: { x, y },
        width: nodeSize.width,
        height: nodeSize.height,
        // Known sizes and ends of lines: nothing has to be measured.
        handles: [
          { type: "target", position: Position.Left, x: 0, y: middle, width: 1, height: 1 },
          { type: "source", position: Position.Right, x: nodeSize.width, y: middle, width: 1, height: 1 },
        ],
        data: { row, missing: missing(row.process), expand },
        selected: row.process.id === selected,
        ariaLabel: visibleText(row.process.name ?? row.process.id),
      })),
    [places, missing, expand, selected],
  );
  const edges = useMemo((): Edge[] => {
    const shown = new Set(rows.map(({ process }) => process.id));
    return rows.flatMap(({ process }) =>
      process.parent_id !== null && shown.has(process.parent_id)
        ? [
            {
              id: `${process.parent_id} ${process.id}`,
              source: process.parent_id,
              target: process.id,
              type: "smoothstep",
            },
          ]
        : [],
    );
  }, [rows]);

  // Whatever is chosen in the table is brought into view; at first the process that was asked for.
  useEffect(() => {
    const place =
      places.find(({ row }) => row.process.id === selected) ??
      places.find(({ row }) => row.process.relation === "subject");
    if (place === undefined || width === 0) return;
    void flow.setCenter(place.x + nodeSize.width / 2, place.y + middle, {
      zoom: Math.max(leastReadableZoom, Math.min(1, flow.getZoom(), width / familyWidth)),
    });
  }, [flow, places, selected, width]);

  return (
    <section className={classes["graph"]} aria-label={t("graph")}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        minZoom={0.02}
        maxZoom={1.5}
        onNodeClick={(_, { id }) => select(id)}
        // Which process is chosen stands in the address. The library tells of choices by keys here, and of nothing that we set.
        onNodesChange={(changes) => {
          const chosen = changes.find((change) => change.type === "select" && change.selected);
          if (chosen?.type === "select" && chosen.id !== selected) select(chosen.id);
        }}
        ariaLabelConfig={{ "node.a11yDescription.default": t("nodeHint") }}
      >
        <Background gap={24} />
        <Controls showInteractive={false} aria-label={t("controls")} />
      </ReactFlow>
    </section>
  );
}

function ProcessCard({ data: { row, missing, expand }, selected }: NodeProps<ProcessFlowNode>) {
  const { t } = useTranslation("process-tree");
  const { process, isExpanded, shownChildren } = row;
  const name = visibleText(process.name ?? process.executable ?? process.id);
  return (
    <div
      className={classes["card"]}
      data-selected={selected}
      data-relation={process.relation}
      data-seen={process.is_seen}
    >
      <Handle type="target" position={Position.Left} className={classes["handle"]} />
      <span className={classes["title"]} title={process.command_line ?? undefined}>
        <b>{name}</b> <span className={classes["dim"]}>{process.pid}</span>
      </span>
      <KindChips kinds={process.kinds} />
      {(shownChildren > 0 || missing > 0) && (
        <button
          type="button"
          className={classes["more"]}
          aria-label={t(isExpanded && missing === 0 ? "fold" : "unfold", { name })}
          onClick={(event) => {
            event.stopPropagation();
            expand(process.id, !isExpanded || missing > 0);
          }}
        >
          {missing > 0 ? `+${missing}` : isExpanded ? "–" : `+${shownChildren}`}
        </button>
      )}
      <Handle type="source" position={Position.Right} className={classes["handle"]} />
    </div>
  );
}
