import { makeColumns } from './columns.ts';
import { crossesFrames } from './crossings.ts';
import { drawLevel, type PlacedLevel } from './drawLevel.ts';
import { layersOf, sliceLayers } from './layering.ts';
import type { Layout, LayoutBox, PlacedNode, Rect } from './layout.ts';
import type { Layers, Level, LevelNode } from './level.ts';
import type { Nest } from './nest.ts';
import { orderLayers } from './ordering.ts';
import { placeCells } from './placement.ts';
import { extentsOf, leftOf, Router, type Run } from './routing.ts';

const PADDING = 14;

export function placeLevel(nest: Nest, box: LayoutBox | undefined, before: Layout | undefined): PlacedLevel {
  const drawn = drawLevel(nest, box, (inner) => placeLevel(nest, inner, before));
  const { level, sliced, crossings } = orderLevel(drawn.level, before);
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
    const x = dx + leftOf(cell, level, extents);
    const line = cell.y + dy;
    const rect = { x, y: line - cell.above, width: cell.width - cell.stub, height: cell.above + cell.below };
    const node = level.nodes[cell.node];
    const inside = node && drawn.insides.get(node.id);
    if (cell.column !== cell.first) continue;
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
  const router = new Router(level, columns, extents);
  for (const [k, route] of sliced.routes.entries()) {
    const edge = level.edges[k];
    if (!edge || !route) continue;
    const drawnRuns = router.runsOf(route, edge).map((run) => ({
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
  const depth = sliced.layers.filter((layer) => layer.some((slot) => isInner(level.nodes[slot.node]))).length;
  return { width, height, nodes, labels, runs, frames, entries, exits, crossings, depth };
}

const isInner = (node: LevelNode | undefined): boolean => node?.kind === 'node' || node?.kind === 'frame';

interface Ordered {
  readonly level: Level;
  readonly sliced: Layers;
  readonly crossings: number;
}

/** Frames stretch over as many layers as they have inside, unless an edge would have to run over one. */
function orderLevel(level: Level, before: Layout | undefined): Ordered {
  const order = (candidate: Level): Ordered => {
    const sliced = sliceLayers(candidate, layersOf(candidate));
    const crossings = orderLayers(sliced, (node) => {
      const id = candidate.nodes[node]?.id ?? '';
      const rect = before?.nodes.get(id) ?? before?.boxes.get(id);
      return rect && rect.y + rect.height / 2;
    });
    return { level: candidate, sliced, crossings };
  };
  const ordered = order(level);
  if (!crossesFrames(ordered.sliced)) return ordered;
  return order({ ...level, nodes: level.nodes.map((node) => ({ ...node, span: 1 })) });
}
