import {
  ABSENT,
  type Columns,
  distanceOf,
  FRAME,
  LABEL,
  type LayoutCells,
  makeCells,
  makeTies,
  NODE,
  TRUNK,
} from './columns.ts';
import type { Layers, Level, LevelEdge } from './level.ts';
import { listsBy } from './lists.ts';
import type { Order } from './ordering/ordering.ts';

/** How strongly a tie pulls, and which ties are straightened first. */
interface Pull {
  readonly weight: number;
  readonly priority: number;
}

const NONE: Pull = { weight: 0, priority: 0 };
const BODY: Pull = { weight: 50, priority: 9 };
const ON_TRUNK: Pull = { weight: 8, priority: 5 };
const ALONE: Pull = { weight: 8, priority: 3 };
const TRUNK_GOES_ON: Pull = { weight: 6, priority: 2 };
const BRANCH: Pull = { weight: 1, priority: 0 };
const SPINE: Pull = { weight: 8, priority: 4 };
const BESIDE_SPINE: Pull = { weight: 0.3, priority: 0 };

/** Where a branch leaves a trunk, it is the trunk that runs straight on. */
function pullOfSource(fromTrunk: boolean, toTrunk: boolean, alone: boolean): Pull {
  if (alone) return fromTrunk && toTrunk ? ON_TRUNK : ALONE;
  return toTrunk ? TRUNK_GOES_ON : BRANCH;
}

/**
 * By edge, how it pulls at its target. Beside a straight operand the others hardly pull; equal operands pull equally,
 * and the stronger the nearer they are to the leaves, so that a gate stands in the middle of its operands.
 */
function pullsOfTargets(level: Level): readonly Pull[] {
  const depth = depths(level);
  const spine = spines(level, depth);
  return level.edges.map(({ from, to }, index) => {
    const main = spine[to]!;
    if (main === index) return SPINE;
    if (main !== -1) return BESIDE_SPINE;
    return { weight: 0.3 + 20 * 0.1 ** depth[from]!, priority: 0 };
  });
}

/** Where a trunk goes on. */
const PASSING = ON_TRUNK;

/**
 * For each node the operand whose edge runs straight into it: the deepest one, when there is a single deepest. Equal
 * operands are drawn symmetrically around the node.
 */
function spines({ nodes, edges }: Level, depth: Int32Array): Int32Array {
  const chosen = new Int32Array(nodes.length).fill(-1);
  const deepest = new Int32Array(nodes.length).fill(-1);
  for (const [index, { from, to }] of edges.entries()) {
    const far = depth[from]!;
    const most = deepest[to]!;
    if (far > most) {
      deepest[to] = far;
      chosen[to] = index;
    } else if (far === most) chosen[to] = -1;
  }
  return chosen;
}

function depths({ nodes, edges }: Level): Int32Array {
  const depth = Int32Array.from(nodes, (node) => (node.kind === 'entry' && !node.leaf ? 1 : 0));
  const { start, items } = listsBy(
    Int32Array.from(edges, ({ from }) => from),
    nodes.length,
  );
  const waiting = new Int32Array(nodes.length);
  for (const { to } of edges) waiting[to] = waiting[to]! + 1;
  const ready: number[] = [];
  for (let node = 0; node < nodes.length; node++) if (waiting[node] === 0) ready.push(node);
  for (let head = 0; head < ready.length; head++) {
    const node = ready[head]!;
    for (let k = start[node]!; k < start[node + 1]!; k++) {
      const to = edges[items[k]!]!.to;
      depth[to] = Math.max(depth[to]!, depth[node]! + 1);
      waiting[to] = waiting[to]! - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  return depth;
}

const TRUNK_ROOM = 3;
const STUB = 14;
const BESIDE_LABEL = 8;
const NOTHING = { width: 0, above: 0, below: 0 };

/** The cells of ordered layers: the slots of each in a column, and between two of them the pieces that join them. */
export function makeColumns(level: Level, sliced: Layers, layers: Order): Columns {
  const { ins, outs, pieces } = sliced;
  const count = sliced.layerOf.length + pieces.from.length;
  const cells = makeCells(count);
  const start = new Int32Array(Math.max(1, layers.length * 2 - 1) + 1);
  const ofSlot = new Int32Array(sliced.layerOf.length);
  const between = new Int32Array(pieces.from.length);
  const fill = new Filling(level, sliced, cells);
  let cell = 0;
  for (const [layer, slots] of layers.entries()) {
    if (layer > 0) {
      start[2 * layer - 1] = cell;
      for (const slot of slots) {
        for (let k = ins.start[slot]!; k < ins.start[slot + 1]!; k++) {
          const piece = ins.items[k]!;
          between[piece] = cell;
          if (pieces.body[piece] === 1) fill.node(cell++, 2 * layer - 1, sliced.nodeOf[slot]!);
          else fill.edge(cell++, 2 * layer - 1, pieces.edge[piece]!);
        }
      }
    }
    start[2 * layer] = cell;
    for (const slot of slots) {
      ofSlot[slot] = cell;
      fill.slot(cell++, 2 * layer, sliced.nodeOf[slot]!);
    }
  }
  start[start.length - 1] = cell;
  for (let column = 0; column + 1 < start.length; column++) {
    for (let k = start[column]! + 1; k < start[column + 1]!; k++) cells.gap[k] = distanceOf(cells, k - 1, k);
  }

  // Each piece has a cell, and a tie on both its sides.
  const ties = makeTies(2 * pieces.from.length);
  const targets = pullsOfTargets(level);
  for (let piece = 0; piece < pieces.from.length; piece++) {
    const slot = pieces.from[piece]!;
    const from = ofSlot[slot]!;
    const to = ofSlot[pieces.to[piece]!]!;
    const middle = between[piece]!;
    const [left, right] = [2 * piece, 2 * piece + 1];
    ties.from[left] = from;
    ties.to[left] = middle;
    ties.from[right] = middle;
    ties.to[right] = to;
    const body = pieces.body[piece] === 1;
    const edge = pieces.edge[piece]!;
    const alone = outs.start[slot + 1]! - outs.start[slot]! === 1;
    const fromTrunk = cells.kind[from] === TRUNK;
    const absent = cells.kind[from] === ABSENT;
    const source = body ? BODY : absent ? NONE : pullOfSource(fromTrunk, cells.kind[to] === TRUNK, alone);
    const target = body ? BODY : (targets[edge] ?? PASSING);
    ties.weight[left] = source.weight;
    ties.priority[left] = source.priority;
    ties.weight[right] = target.weight;
    ties.priority[right] = target.priority;
    if (body) continue;
    ties.lean[left] = fromTrunk ? 0 : (level.edges[pieces.carries[piece]!]?.outOffset ?? 0);
    ties.lean[right] = -(level.edges[edge]?.inOffset ?? 0);
  }
  const ofNode = Int32Array.from(level.nodes, (_, node) => ofSlot[sliced.headOf[node]!]!);
  return { start, cells, ties, ins: listsBy(ties.to, count), outs: listsBy(ties.from, count), ofNode, ofSlot, between };
}

/** Writes down what each cell is. */
class Filling {
  private readonly level: Level;
  private readonly sliced: Layers;
  private readonly cells: LayoutCells;
  private readonly close: Uint8Array;

  constructor(level: Level, sliced: Layers, cells: LayoutCells) {
    this.level = level;
    this.sliced = sliced;
    this.cells = cells;
    this.close = closeLeaves(level, sliced);
  }

  slot(cell: number, column: number, node: number): void {
    // A leaf that stands close takes no room in a column of nodes.
    if (this.close[node] === 1) this.write(cell, column, ABSENT, -1, -1, NOTHING);
    else this.node(cell, column, node);
  }

  node(cell: number, column: number, index: number): void {
    const node = this.level.nodes[index];
    if (!node) {
      this.write(cell, column, TRUNK, -1, -1);
      return;
    }
    this.write(cell, column, node.kind === 'frame' ? FRAME : NODE, index, -1, node);
    if (node.kind !== 'frame') return;
    const first = 2 * this.sliced.layerOf[this.sliced.headOf[index]!]!;
    this.cells.first[cell] = first;
    this.cells.last[cell] = first + 2 * (node.span - 1);
  }

  edge(cell: number, column: number, index: number): void {
    const edge = this.level.edges[index];
    if (edge && this.close[edge.from] === 1) this.leafWithEdge(cell, column, index, edge);
    else if (!edge || edge.label.width === 0) this.write(cell, column, TRUNK, -1, index);
    else this.write(cell, column, LABEL, -1, index, edge.label);
  }

  private leafWithEdge(cell: number, column: number, index: number, { from, label }: LevelEdge): void {
    this.node(cell, column, from);
    const { cells } = this;
    const written = this.level.nodes[from]?.close ? 0 : label.width;
    const stub = written > 0 ? written + BESIDE_LABEL : STUB;
    cells.stub[cell] = stub;
    cells.width[cell] = cells.width[cell]! + stub;
    if (written === 0) return;
    cells.edge[cell] = index;
    cells.above[cell] = Math.max(cells.above[cell]!, label.above);
    cells.below[cell] = Math.max(cells.below[cell]!, label.below);
  }

  private write(
    cell: number,
    column: number,
    kind: number,
    node: number,
    edge: number,
    room?: { readonly width: number; readonly above: number; readonly below: number },
  ): void {
    const { cells } = this;
    cells.kind[cell] = kind;
    cells.node[cell] = node;
    cells.edge[cell] = edge;
    cells.column[cell] = column;
    cells.first[cell] = column;
    cells.last[cell] = column;
    cells.width[cell] = room?.width ?? 0;
    cells.above[cell] = room?.above ?? TRUNK_ROOM;
    cells.below[cell] = room?.below ?? TRUNK_ROOM;
  }
}

/**
 * Leaves with a single use that stand right beside it, where the label of their edge would: those with nothing written
 * on it, and those that would have to make way for a frame in their layer.
 */
function closeLeaves({ nodes, edges }: Level, { layers, layerOf, headOf, nodeOf }: Layers): Uint8Array {
  const framed = layers.map((slots) => slots.some((slot) => nodes[nodeOf[slot]!]?.kind === 'frame'));
  const uses = new Uint8Array(nodes.length);
  for (const { from } of edges) uses[from] = Math.min(9, uses[from]! + 1);
  const close = new Uint8Array(nodes.length);
  for (const { from, to, label } of edges) {
    const [leaf, target] = [nodes[from], nodes[to]];
    if (uses[from] !== 1 || leaf?.kind !== 'node' || !leaf.leaf || target?.kind === 'exit') continue;
    const made = framed[layerOf[headOf[from]!]!] === true;
    if (made || (leaf.close && label.width > 0)) close[from] = 1;
  }
  return close;
}
