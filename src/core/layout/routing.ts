import { type Columns, climbOf } from './columns.ts';
import type { Flow } from './layout.ts';
import type { Layers, Level, LevelEdge } from './level.ts';

/** A horizontal run of an edge. Runs are joined by curves, or directly where one begins as the other ends. */
export interface RouteRun {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** Left and right end of each column. */
interface Extents {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

const NARROW = 11;
/**
 * Between columns: pixels for each pixel that an edge has to climb, and the most. Downwards what is written stands beside the
 * edges and puts them far apart: there they may be steeper, so that a network is not made tall by its curves.
 */
const CLIMBS: Readonly<Record<Flow, { readonly slope: number; readonly most: number }>> = {
  right: { slope: 0.45, most: 84 },
  down: { slope: 0.25, most: 44 },
};

/** Steeper edges get more room between columns. */
export function extentsOf({ start, cells, ties, ins, ofNode }: Columns, flow: Flow): Extents {
  const { slope, most } = CLIMBS[flow];
  const count = start.length - 1;
  const widths = new Float64Array(count);
  const gaps = new Float64Array(count);
  for (let column = 0; column < count; column++) {
    const [first, end] = [start[column]!, start[column + 1]!];
    let width = 0;
    for (let cell = first; cell < end; cell++)
      if (cells.first[cell] === cells.last[cell]) width = Math.max(width, cells.width[cell]!);
    widths[column] = width;
    let steepest = 0;
    const [tiesFrom, tiesTo] = [ins.start[first]!, ins.start[end]!];
    for (let k = tiesFrom; k < tiesTo; k++) {
      steepest = Math.max(steepest, climbOf(cells, ties, ins.items[k]!));
    }
    gaps[column] = tiesTo > tiesFrom ? Math.min(most, NARROW + slope * Math.max(0, steepest - 8)) : 0;
  }
  for (const cell of ofNode) stretch(cells.first[cell]!, cells.last[cell]!, cells.width[cell]!, widths, gaps);
  const extents = { left: new Float64Array(count), right: new Float64Array(count) };
  for (let column = 0, x = 0; column < count; column++) {
    x += gaps[column]!;
    extents.left[column] = x;
    x += widths[column]!;
    extents.right[column] = x;
  }
  return extents;
}

/** Columns that a frame stretches over are moved apart until it fits in. */
function stretch(first: number, last: number, width: number, widths: Float64Array, gaps: Float64Array): void {
  if (first === last) return;
  let room = widths[first]!;
  for (let k = first + 1; k <= last; k++) room += gaps[k]! + widths[k]!;
  const more = (width - room) / (last - first);
  if (more <= 0) return;
  for (let k = first + 1; k <= last; k++) gaps[k] = gaps[k]! + more;
}

const MIDDLE_MOST = 20;

/**
 * Leaves and exits stand flush right, entries flush left, all else in the middle of its column; but in a wide column
 * flush left, near to what leads there.
 */
export function leftOf({ cells }: Columns, cell: number, level: Level, extents: Extents): number {
  const node = level.nodes[cells.node[cell]!];
  const left = extents.left[cells.first[cell]!]!;
  const right = extents.right[cells.last[cell]!]!;
  const width = cells.width[cell]!;
  if (node?.kind === 'entry') return left;
  if (node?.leaf || node?.kind === 'exit') return right - width;
  const middle = (right - left - width) / 2;
  return left + (node?.kind === 'node' && middle > MIDDLE_MOST ? 0 : middle);
}

/** Finds the runs of edges. What edges share of a trunk is found once. */
export class Router {
  private readonly level: Level;
  private readonly sliced: Layers;
  private readonly columns: Columns;
  private readonly extents: Extents;
  /** How far the level's own origin lies from that of its columns. */
  private readonly dx: number;
  private readonly dy: number;
  private readonly trunks = new Map<number, readonly RouteRun[]>();

  constructor(level: Level, sliced: Layers, columns: Columns, extents: Extents, dx: number, dy: number) {
    this.level = level;
    this.sliced = sliced;
    this.columns = columns;
    this.extents = extents;
    this.dx = dx;
    this.dy = dy;
  }

  /** The runs of an edge from the right side of its source to the left side of its target; none if it has no route. */
  runsOf(index: number, edge: LevelEdge): RouteRun[] {
    const { pieces, routes } = this.sliced;
    const last = routes.last[index]!;
    if (last < 0) return [];
    const { between, ofSlot, cells } = this.columns;
    const length = routes.length[index]!;
    const trunk = routes.trunk[index]!;
    const label = between[last]!;
    // A leaf that stands close has no place in a column of nodes.
    const stub = cells.stub[label]!;
    const source = stub > 0 ? label : ofSlot[pieces.from[length > 0 ? trunk : last]!]!;
    const right = this.leftOf(source) + cells.width[source]! - cells.stub[source]!;
    const y = this.line(source) + edge.outOffset;
    const runs: RouteRun[] = [{ from: right, to: Math.max(right, this.right(source)), y }];
    const end = length > 0 ? this.right(ofSlot[pieces.from[last]!]!) : 0;
    for (const run of length > 0 ? this.trunkRuns(trunk) : []) {
      if (run.from > end) break;
      add(runs, run.from, Math.min(run.to, end), run.y);
    }
    if (stub === 0) add(runs, this.left(label), this.right(label), this.line(label));
    const target = ofSlot[pieces.to[last]!]!;
    const left = this.leftOf(target);
    runs.push({ from: Math.min(left, this.left(target)), to: left, y: this.line(target) + edge.inOffset });
    return runs;
  }

  private trunkRuns(first: number): readonly RouteRun[] {
    const known = this.trunks.get(first);
    if (known) return known;
    const { from, to, edge } = this.sliced.pieces;
    const { between, ofSlot } = this.columns;
    const runs: RouteRun[] = [];
    // The pieces of a trunk follow one another.
    for (let piece = first; edge[piece] === -1 && (piece === first || from[piece] === to[piece - 1]); piece++) {
      for (const cell of [between[piece]!, ofSlot[to[piece]!]!])
        add(runs, this.left(cell), this.right(cell), this.line(cell));
    }
    this.trunks.set(first, runs);
    return runs;
  }

  private leftOf(cell: number): number {
    return this.dx + leftOf(this.columns, cell, this.level, this.extents);
  }

  private line(cell: number): number {
    return this.dy + this.columns.cells.y[cell]!;
  }

  private left(cell: number): number {
    return this.dx + this.extents.left[this.columns.cells.column[cell]!]!;
  }

  private right(cell: number): number {
    return this.dx + this.extents.right[this.columns.cells.column[cell]!]!;
  }
}

/** Straight on: however many columns a trunk passes, it is one run. */
function add(runs: RouteRun[], from: number, to: number, y: number): void {
  const last = runs.at(-1);
  if (last && Math.abs(last.y - y) < 0.01) runs[runs.length - 1] = { from: last.from, to, y: last.y };
  else runs.push({ from, to, y });
}
