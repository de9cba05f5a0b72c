import { Graph, layout } from '@dagrejs/dagre';
import { useMemo } from 'react';
import { counted } from '../format.ts';

/** A table of the diagram, with the columns that it shows. */
export interface DiagramTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isKey: boolean }[];
}

/** A line of the diagram, from the column that refers to the table that it refers to. */
export interface DiagramLink {
  readonly from: string;
  readonly to: string;
  readonly column: string;
  readonly isBroken: boolean;
}

const width = 190;
const headHeight = 30;
const rowHeight = 20;

/** Tables as boxes, laid out by dagre from those that are referred to on the left to those that refer on the right. */
export function ErDiagram({
  tables,
  links,
  onOpen,
}: {
  readonly tables: readonly DiagramTable[];
  readonly links: readonly DiagramLink[];
  readonly onOpen: (table: string) => void;
}) {
  const placed = useMemo(() => place(tables, links), [tables, links]);
  return (
    <div className="er-diagram">
      <svg
        width={placed.width}
        height={placed.height}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        role="img"
        aria-label={`${counted(tables.length, 'dataset')} and ${counted(links.length, 'reference')}; the table below says the same`}
      >
        <title>How the datasets refer to each other</title>
        {placed.lines.map(({ link, path, foot }) => (
          <g key={`${link.from}.${link.column}`} className={link.isBroken ? 'er-line is-broken' : 'er-line'}>
            <path d={path} />
            <path d={foot} className="er-foot" />
          </g>
        ))}
        {placed.boxes.map(({ table, x, y, height }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table below the diagram has the same doors for the keyboard
          <g key={table.name} transform={`translate(${x} ${y})`} className="er-box" onClick={() => onOpen(table.name)}>
            <rect width={width} height={height} rx={8} />
            <text x={12} y={20} className="er-name">
              {table.name}
            </text>
            {table.columns.map((column, index) => (
              <g key={column.name} transform={`translate(0 ${headHeight + index * rowHeight})`}>
                <text x={12} y={14} className={column.isKey ? 'er-key' : undefined}>
                  {shortened(column.name)}
                </text>
                <text x={width - 12} y={14} textAnchor="end" className="er-type">
                  {column.type}
                </text>
              </g>
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
}

const longestName = 18;

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

function place(tables: readonly DiagramTable[], links: readonly DiagramLink[]) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 70, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const table of tables) graph.setNode(table.name, { width, height: headHeight + table.columns.length * rowHeight + 8 });
  for (const { from, to, column } of links) graph.setEdge(to, from, {}, column);
  layout(graph);
  const boxes = tables.map((table) => {
    const { x, y, height } = graph.node(table.name) as { readonly x: number; readonly y: number; readonly height: number };
    return { table, x: x - width / 2, y: y - height / 2, height };
  });
  const boxOf = new Map(boxes.map((box) => [box.table.name, box]));
  const lines = links.flatMap((link) => {
    const [from, to] = [boxOf.get(link.from), boxOf.get(link.to)];
    if (!from || !to) return [];
    const { points = [] } = graph.edge(link.to, link.from, link.column) as { readonly points?: readonly Point[] };
    return [{ link, ...line(to, from, link, points.slice(1, -1)) }];
  });
  const size = graph.graph() as { readonly width?: number; readonly height?: number };
  return { boxes, lines, width: Math.ceil(size.width ?? 0) + 8, height: Math.ceil(size.height ?? 0) + 8 };
}

interface Box {
  readonly table: DiagramTable;
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the head of the table that is referred to, around other tables, to the column that refers, with a crow's foot for the many. */
function line(to: Box, from: Box, { column }: DiagramLink, between: readonly Point[]) {
  const place = Math.max(
    0,
    from.table.columns.findIndex(({ name }) => name === column),
  );
  const end = { x: from.x, y: from.y + headHeight + place * rowHeight + 9 };
  // Where there is nothing to go around, a curve from one to the other is enough.
  const stops = [...(between.length > 1 ? between : []), end];
  let last: Point = { x: to.x + width, y: to.y + 15 };
  let path = `M ${last.x} ${last.y}`;
  for (const stop of stops) {
    const bend = Math.abs(stop.x - last.x) / 2;
    path += ` C ${last.x + bend} ${last.y} ${stop.x - bend} ${stop.y} ${stop.x} ${stop.y}`;
    last = stop;
  }
  const tip = `M ${end.x - 9} ${end.y}`;
  return { path, foot: `${tip} L ${end.x} ${end.y - 5} ${tip} L ${end.x} ${end.y + 5}` };
}
