import { ABSENT, type Columns, climbOf, LABEL, TRUNK } from './columns.ts';
import { drawLevel, type PlacedLevel } from './drawLevel.ts';
import type { Layout, LayoutBox, PlacedNode, Rect } from './layout.ts';
import type { Layers, Level, LevelNode } from './level.ts';
import { makeColumns } from './makeColumns.ts';
import type { Nest } from './nest.ts';
import { crossesFrames } from './ordering/crossings.ts';
import { type Order, type Ordering, orderLayers } from './ordering/ordering.ts';
import { placeCells } from './placement.ts';
import { extentsOf, leftOf, type RouteRun, Router } from './routing.ts';
import { sliceLayers } from './slicing.ts';

/**
 * The layer of each node, from 0 at the left. Everything stands as far right as its consumers let it, so that leaves
 * and small terms stand beside the gate that uses them; entries stand in the first layer, exits in the last.
 */
function layersOf(level: Level): Int32Array {
  const count = level.nodes.length;
  const outs: number[][] = level.nodes.map(() => []);
  const waiting = new Int32Array(count);
  for (const edge of level.edges) {
    outs[edge.from]?.push(edge.to);
    waiting[edge.to] = (waiting[edge.to] ?? 0) + 1;
  }
  const order: number[] = [];
  for (let node = 0; node < count; node++) if (waiting[node] === 0) order.push(node);
  for (let head = 0; head < order.length; head++) {
    for (const to of outs[order[head] ?? 0] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) order.push(to);
    }
  }
  // How far the first layer of each node is from the last layer of all.
  const distance = Int32Array.from(level.nodes, ({ span }) => span - 1);
  // What lies on a ring has no place in the order, but as much room as its span.
  let depth = distance.reduce((most, far) => Math.max(most, far), 0);
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k] ?? 0;
    const own = level.nodes[node]?.span ?? 1;
    for (const to of outs[node] ?? []) distance[node] = Math.max(distance[node] ?? 0, (distance[to] ?? 0) + own);
    depth = Math.max(depth, distance[node] ?? 0);
  }
  const crowded = level.nodes.some((node, k) => node.kind !== 'entry' && distance[k] === depth);
  if (crowded && level.nodes.some((node) => node.kind === 'entry')) depth++;
  return distance.map((far, k) => (level.nodes[k]?.kind === 'entry' ? 0 : depth - far));
}

/** An order that is further from the formula's must save at least so much. */
const WORTH_IT = 0.85;

/** Of orders with equally many crossings the one whose edges climb least steeply, placed. */
function gentlest(level: Level, sliced: Layers, orders: readonly Order[]): Columns {
  const placed = (order: Order): Columns => {
    const columns = makeColumns(level, sliced, order);
    placeCells(columns);
    return columns;
  };
  const [first = [], ...rivals] = orders;
  let best = placed(first);
  if (rivals.length === 0) return best;
  let least = steepness(best);
  for (const order of rivals) {
    const columns = placed(order);
    const climbs = steepness(columns);
    if (climbs >= WORTH_IT * least) continue;
    best = columns;
    least = climbs;
  }
  return best;
}

/** One steep climb is worse than several small ones. */
function steepness({ cells, ties }: Columns): number {
  let sum = 0;
  for (let tie = 0; tie < ties.from.length; tie++) sum += climbOf(cells, ties, tie) ** 2;
  return sum;
}

const PADDING = 14;

export function placeLevel(nest: Nest, box: LayoutBox | undefined, before: Layout | undefined): PlacedLevel {
  const drawn = drawLevel(nest, box, (inner) => placeLevel(nest, inner, before));
  const { level, sliced, crossings, orders } = orderLevel(drawn.level, before);
  const columns = gentlest(level, sliced, orders);
  const extents = extentsOf(columns, nest.flow);
  const { cells } = columns;
  const count = cells.y.length;
  let [top, bottom, first] = [0, 0, true];
  for (let cell = 0; cell < count; cell++) {
    if (cells.kind[cell] === ABSENT) continue;
    const y = cells.y[cell]!;
    const [upper, lower] = [y - cells.above[cell]!, y + cells.below[cell]!];
    if (first || upper < top) top = upper;
    if (first || lower > bottom) bottom = lower;
    first = false;
  }
  // The title stands along the upper edge: beside the first row of a flow to the right, before the first layer of one downwards.
  const isDown = nest.flow === 'down';
  const [head, lead] = [!box || isDown ? 0 : box.title.height, box && isDown ? box.title.height : 0];
  const high = bottom - top + (box ? PADDING * 1.5 + head : 0);
  const height = box && isDown ? Math.max(high, box.title.width + PADDING) : high;
  const dy = (box ? PADDING * 0.5 + head : 0) - top + (height - high) / 2;
  const inner = extents.right.at(-1) ?? 0;
  const width = box ? Math.max(inner + lead + 2 * PADDING, isDown ? 0 : box.title.width + PADDING) : inner;
  const dx = (width - inner - lead) / 2 + lead;

  const nodes = new Map<string, PlacedNode>();
  const labels = new Map<string, PlacedNode>();
  const entries = new Map<string, number>();
  const exits = new Map<string, number>();
  const frames: { id: string; rect: Rect; inside: PlacedLevel }[] = [];
  for (let cell = 0; cell < count; cell++) {
    const column = cells.column[cell]!;
    const kind = cells.kind[cell];
    if (kind === TRUNK || kind === ABSENT || column !== cells.first[cell]) continue;
    const line = cells.y[cell]! + dy;
    const y = line - cells.above[cell]!;
    const high = cells.above[cell]! + cells.below[cell]!;
    if (kind === LABEL) {
      // The room is as wide as its column, so that what is written stands in the middle of the line.
      const [left, right] = [extents.left[column]!, extents.right[column]!];
      const wide = { x: dx + left, y, width: right - left, height: high, line };
      for (const { edge } of drawn.pieces[cells.edge[cell]!] ?? []) labels.set(edge.id, wide);
      continue;
    }
    const node = level.nodes[cells.node[cell]!] as LevelNode;
    const x = dx + leftOf(columns, cell, level, extents);
    const wide = cells.width[cell]! - cells.stub[cell]!;
    if (cells.edge[cell]! >= 0) {
      const beside = { x: x + wide, y, width: cells.stub[cell]!, height: high, line };
      for (const { edge } of drawn.pieces[cells.edge[cell]!] ?? []) labels.set(edge.id, beside);
    }
    const inside = node.kind === 'frame' ? drawn.insides.get(node.id) : undefined;
    if (node.kind === 'entry') entries.set(node.id, line);
    else if (node.kind === 'exit') exits.set(node.id, line);
    else if (inside) frames.push({ id: node.id, rect: { x, y, width: wide, height: high }, inside });
    else nodes.set(node.id, { x, y: line - node.above, width: wide, height: node.above + node.below, line });
  }
  const runs = new Map<string, RouteRun[]>();
  const router = new Router(level, sliced, columns, extents, dx, dy);
  for (const [k, edge] of level.edges.entries()) {
    const drawnRuns = router.runsOf(k, edge);
    if (drawnRuns.length === 0) continue;
    for (const { edge: original, from, to } of drawn.pieces[k] ?? []) {
      const mine = drawnRuns.slice();
      if (from === undefined) mine.unshift({ from: 0, to: mine[0]?.from ?? 0, y: mine[0]?.y ?? 0 });
      if (to === undefined) mine.push({ from: mine.at(-1)?.to ?? width, to: width, y: mine.at(-1)?.y ?? 0 });
      runs.set(original.id, mine);
    }
  }
  const depth = sliced.layers.filter((layer) =>
    layer.some((slot) => isInner(level.nodes[sliced.nodeOf[slot]!])),
  ).length;
  return { width, height, nodes, labels, runs, frames, entries, exits, crossings, depth };
}

const isInner = (node: LevelNode | undefined): boolean => node?.kind === 'node' || node?.kind === 'frame';

interface Ordered extends Ordering {
  readonly level: Level;
  readonly sliced: Layers;
}

/** Frames stretch over as many layers as they have inside, unless an edge would have to run over one. */
function orderLevel(level: Level, before: Layout | undefined): Ordered {
  const order = (candidate: Level): Ordered => {
    const sliced = sliceLayers(candidate, layersOf(candidate));
    const ordering = orderLayers(sliced, (node) => {
      const id = candidate.nodes[node]?.id ?? '';
      const rect = before?.nodes.get(id) ?? before?.boxes.get(id);
      return rect && rect.y + rect.height / 2;
    });
    return { level: candidate, sliced, ...ordering };
  };
  const ordered = order(level);
  const free = ordered.orders.filter((one) => !crossesFrames(ordered.sliced, one));
  if (free.length > 0) return { ...ordered, orders: free };
  return order({ ...level, nodes: level.nodes.map((node) => ({ ...node, span: 1 })) });
}
