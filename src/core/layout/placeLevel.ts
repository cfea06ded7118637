import { makeColumns } from './columns.ts';
import { layersOf, sliceLayers } from './layering.ts';
import type { Layout, LayoutBox, PlacedNode, Rect } from './layout.ts';
import type { Level, LevelEdge, LevelNode } from './level.ts';
import type { Nest, NestEdge } from './nest.ts';
import { orderLayers } from './ordering.ts';
import { placeCells } from './placement.ts';
import { extentsOf, leftOf, type Run, runsOf } from './routing.ts';

/** One level, placed: the origin is its own top left corner (of the frame, for a box). */
export interface PlacedLevel {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly labels: ReadonlyMap<string, PlacedNode>;
  readonly runs: ReadonlyMap<string, readonly Run[]>;
  readonly frames: readonly { readonly id: string; readonly rect: Rect; readonly inside: PlacedLevel }[];
  /** Heights where edges enter and leave, by the id of the node that they come from. */
  readonly entries: ReadonlyMap<string, number>;
  readonly exits: ReadonlyMap<string, number>;
  readonly crossings: number;
}

const PADDING = 14;
const NO_LABEL = { width: 0, above: 3, below: 3 };

interface Drawn {
  readonly level: Level;
  /** The piece that each level edge stands for: several, where edges of one producer enter a frame together. */
  readonly pieces: readonly (readonly NestEdge[])[];
  readonly insides: ReadonlyMap<string, PlacedLevel>;
}

export function placeLevel(nest: Nest, box: LayoutBox | undefined, before: Layout | undefined): PlacedLevel {
  const drawn = drawLevel(nest, box, before);
  const { level } = drawn;
  const sliced = sliceLayers(level, layersOf(level));
  const crossings = orderLayers(sliced, (node) => {
    const id = level.nodes[node]?.id ?? '';
    const rect = before?.nodes.get(id) ?? before?.boxes.get(id);
    return rect && rect.y + rect.height / 2;
  });
  const columns = makeColumns(level, sliced);
  placeCells(columns);
  const extents = extentsOf(columns);
  const cells = columns.columns.flat();
  const top = cells.reduce((least, cell) => Math.min(least, cell.y - cell.above), Number.POSITIVE_INFINITY);
  const bottom = cells.reduce((most, cell) => Math.max(most, cell.y + cell.below), Number.NEGATIVE_INFINITY);
  const titleHeight = box ? box.title.height : 0;
  const dy = (cells.length > 0 ? -top : 0) + (box ? PADDING * 0.5 + titleHeight : 0);
  const inner = extents.at(-1)?.right ?? 0;
  const width = box ? Math.max(inner + 2 * PADDING, box.title.width + PADDING) : inner;
  const dx = (width - inner) / 2;
  const height = (cells.length > 0 ? bottom - top : 0) + (box ? PADDING * 1.5 + titleHeight : 0);

  const nodes = new Map<string, PlacedNode>();
  const labels = new Map<string, PlacedNode>();
  const entries = new Map<string, number>();
  const exits = new Map<string, number>();
  const frames: { id: string; rect: Rect; inside: PlacedLevel }[] = [];
  for (const cell of cells) {
    const extent = extents[cell.column] ?? { left: 0, right: 0 };
    const x = dx + leftOf(cell, level, extent);
    const line = cell.y + dy;
    const rect = { x, y: line - cell.above, width: cell.width, height: cell.above + cell.below };
    const node = level.nodes[cell.node];
    const inside = node && drawn.insides.get(node.id);
    if (node?.kind === 'entry') entries.set(node.id, line);
    else if (node?.kind === 'exit') exits.set(node.id, line);
    else if (node && inside) frames.push({ id: node.id, rect, inside });
    else if (node) nodes.set(node.id, { ...rect, line });
    else if (cell.kind === 'label') {
      // The room is as wide as its column, so that what is written stands in the middle of the line.
      const wide = { ...rect, x: dx + extent.left, width: extent.right - extent.left, line };
      for (const { edge } of drawn.pieces[cell.edge] ?? []) labels.set(edge.id, wide);
    }
  }
  const runs = new Map<string, Run[]>();
  for (const [k, route] of columns.routes.entries()) {
    const edge = level.edges[k];
    if (!edge || route.length === 0) continue;
    const drawnRuns = runsOf(route, level, extents, edge.outOffset, edge.inOffset).map((run) => ({
      from: run.from + dx,
      to: run.to + dx,
      y: run.y + dy,
    }));
    for (const { edge: original, from, to } of drawn.pieces[k] ?? []) {
      const mine = drawnRuns.slice();
      if (from === undefined) mine.unshift({ from: 0, to: mine[0]?.from ?? 0, y: mine[0]?.y ?? 0 });
      if (to === undefined) mine.push({ from: mine.at(-1)?.to ?? width, to: width, y: mine.at(-1)?.y ?? 0 });
      runs.set(original.id, mine);
    }
  }
  return { width, height, nodes, labels, runs, frames, entries, exits, crossings };
}

/** The level's own graph: frames are laid out first, so that their sizes and the places of their edges are known. */
function drawLevel(nest: Nest, box: LayoutBox | undefined, before: Layout | undefined): Drawn {
  const nodes: LevelNode[] = [];
  const insides = new Map<string, PlacedLevel>();
  const indexOf = new Map<string, number>();
  const add = (key: string, node: LevelNode): number => {
    indexOf.set(key, nodes.length);
    nodes.push(node);
    return nodes.length - 1;
  };
  for (const item of nest.inside.get(box?.id) ?? []) {
    if (item.kind === 'node') {
      const { id, width, above, below, cap, leaf } = item.node;
      add(`node ${id}`, { id, kind: 'node', width, above, below, cap, leaf });
    } else {
      const inside = placeLevel(nest, item.box, before);
      insides.set(item.box.id, inside);
      const line = [...inside.exits.values()][0] ?? inside.height / 2;
      const { width, height } = inside;
      add(`node ${item.box.id}`, {
        id: item.box.id,
        kind: 'frame',
        width,
        above: line,
        below: height - line,
        cap: 0,
        leaf: false,
      });
    }
  }
  const edges = new Map<string, { edge: LevelEdge; pieces: NestEdge[] }>();
  for (const piece of nest.edges.get(box?.id) ?? []) {
    const from =
      indexOf.get(piece.from === undefined ? `entry ${piece.edge.from}` : `node ${piece.from}`) ??
      add(`entry ${piece.edge.from}`, border('entry', piece.edge.from));
    const to =
      indexOf.get(piece.to === undefined ? `exit ${piece.edge.from}` : `node ${piece.to}`) ??
      add(`exit ${piece.edge.from}`, border('exit', piece.edge.from));
    const made = edgeOf(
      piece,
      from,
      to,
      piece.from === undefined ? undefined : insides.get(piece.from),
      piece.to === undefined ? undefined : insides.get(piece.to),
    );
    const joined = made.label.width === 0 && (piece.to === undefined || insides.has(piece.to));
    const key = joined ? `${from} ${to} ${piece.edge.from}` : piece.edge.id;
    const known = edges.get(key);
    if (known) known.pieces.push(piece);
    else edges.set(key, { edge: made, pieces: [piece] });
  }
  const list = [...edges.values()];
  return { level: { nodes, edges: list.map(({ edge }) => edge) }, pieces: list.map(({ pieces }) => pieces), insides };
}

const border = (kind: 'entry' | 'exit', id: string): LevelNode => ({
  id,
  kind,
  width: 0,
  above: 3,
  below: 3,
  cap: 0,
  leaf: false,
});

function edgeOf(
  { edge, to: ends }: NestEdge,
  from: number,
  to: number,
  source: PlacedLevel | undefined,
  target: PlacedLevel | undefined,
): LevelEdge {
  const sourceLine = source ? ([...source.exits.values()][0] ?? 0) : 0;
  const targetLine = target ? ([...target.exits.values()][0] ?? target.height / 2) : 0;
  const entry = target?.entries.get(edge.from);
  return {
    id: edge.id,
    from,
    to,
    port: target ? (entry ?? 0) : edge.port,
    outlet: source ? Math.max(0, [...source.exits.keys()].indexOf(edge.from)) : 0,
    outOffset: source ? (source.exits.get(edge.from) ?? sourceLine) - sourceLine : 0,
    inOffset: target ? (entry ?? targetLine) - targetLine : 0,
    // Written once, where the edge reaches its consumer.
    label: target || ends === undefined ? NO_LABEL : edge.label,
  };
}
