import type { Layers, Level } from './level.ts';

/** Something that takes up height in a column: a node, the room of a label, or a trunk passing through. */
export interface Cell {
  readonly index: number;
  readonly column: number;
  readonly kind: 'node' | 'frame' | 'label' | 'trunk';
  readonly node: number;
  readonly edge: number;
  /** Its columns: several for a frame, which has a cell in each. */
  readonly first: number;
  readonly last: number;
  readonly width: number;
  /** Room for a short edge to the right of a leaf that stands close to its consumer. */
  readonly stub: number;
  readonly above: number;
  readonly below: number;
  readonly ins: Tie[];
  readonly outs: Tie[];
  /** Index in its column, from the top. */
  rank: number;
  /** Height of the line through it. */
  y: number;
}

/** Two cells in neighbouring columns whose lines an edge joins; it wants to run straight. */
export interface Tie {
  readonly from: Cell;
  readonly to: Cell;
  /** Distance of the edge from the line of each. */
  readonly fromOffset: number;
  readonly toOffset: number;
  /** How strongly it pulls at both its cells. */
  readonly weight: number;
  /** Straightened before others are: the higher the sooner, 0 never. */
  readonly priority: number;
}

/** Columns alternate: nodes, labels, nodes, … The labels of an edge stand in the column before its consumer. */
export interface Columns {
  readonly columns: readonly (readonly Cell[])[];
  readonly ofNode: readonly Cell[];
  /** The cell of each slot, and of each piece between them. */
  readonly ofSlot: readonly Cell[];
  readonly between: readonly Cell[];
}

/** The distance that two neighbours in a column keep between their lines. */
export function distanceOf(upper: Cell, lower: Cell): number {
  const loose = upper.kind === 'trunk' || lower.kind === 'trunk' ? 7 : upper.kind === 'node' ? 14 : 11;
  const gap = upper.kind === 'frame' || lower.kind === 'frame' ? 16 : loose;
  return upper.below + lower.above + gap;
}

const TRUNK = { kind: 'trunk', node: -1, edge: -1, width: 0, stub: 0, above: 3, below: 3 } as const;
const STUB = 14;

type NewCell = Omit<Cell, 'index' | 'column' | 'ins' | 'outs' | 'rank' | 'y' | 'first' | 'last'>;

export function makeColumns(level: Level, sliced: Layers): Columns {
  const columns: Cell[][] = Array.from({ length: Math.max(1, sliced.layers.length * 2 - 1) }, () => []);
  let count = 0;
  const add = (column: number, cell: NewCell): Cell => {
    const list = columns[column] as Cell[];
    const frame = cell.kind === 'frame' ? level.nodes[cell.node] : undefined;
    const first = frame ? 2 * (sliced.first[cell.node] ?? 0) : column;
    const last = frame ? first + 2 * (frame.span - 1) : column;
    const { kind, node, edge, width, stub, above, below } = cell;
    const shape = { kind, node, edge, first, last, width, stub, above, below };
    const made: Cell = { index: count++, column, ...shape, ins: [], outs: [], rank: list.length, y: 0 };
    list.push(made);
    return made;
  };
  const ofSlot: Cell[] = [];
  const close = closeLeaves(level);
  for (const slot of sliced.layers.flat()) {
    ofSlot[slot.index] = add(2 * slot.layer, close.has(slot.node) ? TRUNK : cellOfNode(level, slot.node));
  }
  const depth = depths(level);
  const spine = spines(level, depth);
  const between: Cell[] = [];
  for (const slot of sliced.layers.flat()) {
    for (const piece of slot.ins.length < 2 ? slot.ins : slot.ins.toSorted((a, b) => a.arrives - b.arrives)) {
      const cell = add(
        2 * slot.layer - 1,
        piece.body ? cellOfNode(level, slot.node) : cellOfEdge(level, piece.edge, close),
      );
      between[piece.index] = cell;
      const from = ofSlot[piece.from.index] as Cell;
      const to = ofSlot[slot.index] as Cell;
      if (piece.body) {
        tie(from, cell, 0, 0, BODY);
        tie(cell, to, 0, 0, BODY);
        continue;
      }
      const offset = from.kind === 'trunk' ? 0 : (level.edges[piece.carries]?.outOffset ?? 0);
      tie(from, cell, offset, 0, pullOfSource(from, to, piece.from.outs.length === 1));
      const edge = level.edges[piece.edge];
      tie(
        cell,
        to,
        0,
        edge?.inOffset ?? 0,
        pullOfTarget(spine, edge?.to, piece.edge, edge ? (depth[edge.from] ?? 0) : 0),
      );
    }
  }
  const ofNode: Cell[] = [];
  for (const slot of sliced.slots) if (slot.node >= 0) ofNode[slot.node] ??= ofSlot[slot.index] as Cell;
  return { columns, ofNode, ofSlot, between };
}

function cellOfNode(level: Level, index: number): NewCell {
  const node = level.nodes[index];
  if (!node) return TRUNK;
  const { width, above, below } = node;
  return { kind: node.kind === 'frame' ? 'frame' : 'node', node: index, edge: -1, width, stub: 0, above, below };
}

function cellOfEdge(level: Level, index: number, close: ReadonlySet<number>): NewCell {
  const edge = level.edges[index];
  if (!edge || edge.label.width === 0) return { ...TRUNK, edge: index };
  if (!close.has(edge.from)) return { kind: 'label', node: -1, edge: index, stub: 0, ...edge.label };
  const leaf = cellOfNode(level, edge.from);
  return { ...leaf, width: leaf.width + STUB, stub: STUB };
}

/** Leaves that stand where the label of their only edge would. */
function closeLeaves(level: Level): ReadonlySet<number> {
  const edges = level.nodes.map(() => 0);
  for (const edge of level.edges) edges[edge.from] = (edges[edge.from] ?? 0) + (edge.label.width > 0 ? 1 : 2);
  return new Set([...edges.keys()].filter((node) => level.nodes[node]?.close && edges[node] === 1));
}

type Pull = Pick<Tie, 'weight' | 'priority'>;

const BODY: Pull = { weight: 50, priority: 9 };

function pullOfSource(from: Cell, to: Cell, alone: boolean): Pull {
  if (alone) return { weight: 8, priority: from.kind === 'trunk' && to.kind === 'trunk' ? 5 : 3 };
  // Where a branch leaves a trunk, it is the trunk that runs straight on.
  return to.kind === 'trunk' ? { weight: 6, priority: 2 } : { weight: 1, priority: 0 };
}

/**
 * Beside a straight operand the others hardly pull; equal operands pull equally, and the stronger the nearer they are to
 * the leaves, so that a gate stands in the middle of its operands.
 */
function pullOfTarget(spine: Int32Array, target: number | undefined, edge: number, depth: number): Pull {
  if (target === undefined) return { weight: 8, priority: 5 };
  const main = spine[target];
  if (main === edge) return { weight: 8, priority: 4 };
  if (main !== -1) return { weight: 0.3, priority: 0 };
  return { weight: 0.3 + 20 * 0.1 ** depth, priority: 0 };
}

function tie(from: Cell, to: Cell, fromOffset: number, toOffset: number, pull: Pull): void {
  const made: Tie = { from, to, fromOffset, toOffset, ...pull };
  from.outs.push(made);
  to.ins.push(made);
}

/**
 * For each node the operand whose edge runs straight into it: the deepest one, when there is a single deepest. Equal
 * operands are drawn symmetrically around the node.
 */
function spines(level: Level, depth: Int32Array): Int32Array {
  const chosen = new Int32Array(level.nodes.length).fill(-1);
  const deepest = new Int32Array(level.nodes.length).fill(-1);
  for (const [index, edge] of level.edges.entries()) {
    const far = depth[edge.from] ?? 0;
    const most = deepest[edge.to] ?? -1;
    if (far > most) {
      deepest[edge.to] = far;
      chosen[edge.to] = index;
    } else if (far === most) chosen[edge.to] = -1;
  }
  return chosen;
}

function depths(level: Level): Int32Array {
  const depth: number[] = level.nodes.map((node) => (node.kind === 'entry' && !node.leaf ? 1 : 0));
  const outs: number[][] = level.nodes.map(() => []);
  const waiting = new Int32Array(level.nodes.length);
  for (const edge of level.edges) {
    outs[edge.from]?.push(edge.to);
    waiting[edge.to] = (waiting[edge.to] ?? 0) + 1;
  }
  const ready = [...waiting.keys()].filter((node) => waiting[node] === 0);
  for (let head = 0; head < ready.length; head++) {
    const node = ready[head] ?? 0;
    for (const to of outs[node] ?? []) {
      depth[to] = Math.max(depth[to] ?? 0, (depth[node] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  return Int32Array.from(depth);
}
