import type { Cell, Columns } from './columns.ts';
import type { EdgePath, PathPart, Point } from './layout.ts';
import type { Level, LevelEdge, Piece, Route } from './level.ts';

/** A horizontal run of an edge. Runs are joined by curves, or directly where one begins as the other ends. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** Left and right end of each column. */
export interface Extent {
  readonly left: number;
  readonly right: number;
}

const NARROW = 11;
/** Pixels for each pixel of height that an edge has to climb. */
const SLOPE = 0.45;
const WIDE = 84;

/** Steeper edges get more room between columns. */
export function extentsOf(columns: Columns): Extent[] {
  const widths: number[] = [];
  const gaps: number[] = [];
  for (const column of columns.columns) {
    let width = 0;
    let steepest = 0;
    for (const cell of column) {
      if (cell.first === cell.last) width = Math.max(width, cell.width);
      for (const tie of cell.ins) {
        steepest = Math.max(steepest, Math.abs(tie.from.y + tie.fromOffset - cell.y - tie.toOffset));
      }
    }
    const ties = column.some((cell) => cell.ins.length > 0);
    widths.push(width);
    gaps.push(ties ? Math.min(WIDE, NARROW + SLOPE * Math.max(0, steepest - 8)) : 0);
  }
  for (const cell of columns.ofNode) stretch(cell, widths, gaps);
  const extents: Extent[] = [];
  let x = 0;
  for (const [k, width] of widths.entries()) {
    x += gaps[k] ?? 0;
    extents.push({ left: x, right: x + width });
    x += width;
  }
  return extents;
}

/** Columns that a frame stretches over are moved apart until it fits in. */
function stretch(frame: Cell, widths: readonly number[], gaps: number[]): void {
  if (frame.first === frame.last) return;
  let room = widths[frame.first] ?? 0;
  for (let k = frame.first + 1; k <= frame.last; k++) room += (gaps[k] ?? 0) + (widths[k] ?? 0);
  const more = (frame.width - room) / (frame.last - frame.first);
  if (more <= 0) return;
  for (let k = frame.first + 1; k <= frame.last; k++) gaps[k] = (gaps[k] ?? 0) + more;
}

const MIDDLE_MOST = 20;

/**
 * Leaves and exits stand flush right, entries flush left, all else in the middle of its column; but in a wide column
 * flush left, near to what leads there.
 */
export function leftOf(cell: Cell, level: Level, extents: readonly Extent[]): number {
  const node = level.nodes[cell.node];
  const extent = { left: extents[cell.first]?.left ?? 0, right: extents[cell.last]?.right ?? 0 };
  if (node?.kind === 'entry') return extent.left;
  if (node?.leaf || node?.kind === 'exit') return extent.right - cell.width;
  const middle = (extent.right - extent.left - cell.width) / 2;
  return extent.left + (node && node.kind === 'node' && middle > MIDDLE_MOST ? 0 : middle);
}

/** Finds the runs of edges. What edges share of a trunk is found once. */
export class Router {
  private readonly level: Level;
  private readonly columns: Columns;
  private readonly extents: readonly Extent[];
  private readonly trunks = new Map<readonly Piece[], readonly Run[]>();

  constructor(level: Level, columns: Columns, extents: readonly Extent[]) {
    this.level = level;
    this.columns = columns;
    this.extents = extents;
  }

  /** The runs of one edge from the right side of its source to the left side of its target. */
  runsOf({ trunk, length, last }: Route, edge: LevelEdge): Run[] {
    const { between, ofSlot } = this.columns;
    const first = trunk[0] ?? last;
    const label = between[last.index] as Cell;
    // A leaf that stands close has no place in a column of nodes.
    const source = label.stub > 0 ? label : (ofSlot[first.from.index] as Cell);
    const right = leftOf(source, this.level, this.extents) + source.width - source.stub;
    const runs: Run[] = [{ from: right, to: Math.max(right, this.right(source)), y: source.y + edge.outOffset }];
    const end = length > 0 ? this.right(ofSlot[last.from.index] as Cell) : 0;
    for (const run of length > 0 ? this.trunkRuns(trunk) : []) {
      if (run.from > end) break;
      add(runs, run.to > end ? { ...run, to: end } : run);
    }
    if (label.stub === 0) add(runs, { from: this.left(label), to: this.right(label), y: label.y });
    const target = ofSlot[last.to.index] as Cell;
    const left = leftOf(target, this.level, this.extents);
    runs.push({ from: Math.min(left, this.left(target)), to: left, y: target.y + edge.inOffset });
    return runs;
  }

  private trunkRuns(trunk: readonly Piece[]): readonly Run[] {
    const known = this.trunks.get(trunk);
    if (known) return known;
    const runs: Run[] = [];
    for (const piece of trunk) {
      for (const cell of [this.columns.between[piece.index] as Cell, this.columns.ofSlot[piece.to.index] as Cell]) {
        add(runs, { from: this.left(cell), to: this.right(cell), y: cell.y });
      }
    }
    this.trunks.set(trunk, runs);
    return runs;
  }

  private left(cell: Cell): number {
    return this.extents[cell.column]?.left ?? 0;
  }

  private right(cell: Cell): number {
    return this.extents[cell.column]?.right ?? 0;
  }
}

/** Straight on: however many columns a trunk passes, it is one run. */
function add(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  if (last && Math.abs(last.y - next.y) < 0.01) runs[runs.length - 1] = { ...last, to: next.to };
  else runs.push(next);
}

/** Joins runs to a path. The last one ends on the round cap of the target, coming from the direction of its row. */
export function pathOf(runs: readonly Run[], cap: number): EdgePath {
  const first = runs[0] ?? { from: 0, to: 0, y: 0 };
  const start: Point = { x: first.from, y: first.y };
  const parts: PathPart[] = [];
  let at = start;
  const straight = (to: Point) => {
    if (to.x - at.x > 0.01) {
      if (parts.at(-1)?.curve === undefined) parts.pop();
      parts.push({ to });
    }
    at = to;
  };
  straight({ x: first.to, y: first.y });
  const last = runs.at(-1);
  // In a wide column the row is kept up to the node, so that the curve cannot meet a neighbour in that column.
  const aims = cap > 0 && last !== undefined && last.to - last.from < 20;
  const body = aims ? runs.slice(1, -1) : runs.slice(1);
  for (const run of body) {
    const to: Point = { x: run.from, y: run.y };
    if (Math.abs(to.y - at.y) < 0.05) straight(to);
    else {
      const bend = (to.x - at.x) * 0.55;
      parts.push({
        curve: [
          { x: at.x + bend, y: at.y },
          { x: to.x - bend, y: to.y },
        ],
        to,
      });
      at = to;
    }
    straight({ x: run.to, y: run.y });
  }
  if (aims) arrive(parts, at, { x: last.to + cap, y: last.y }, cap);
  return { start, parts };
}

const STEEPEST = 1.1;

function arrive(parts: PathPart[], at: Point, centre: Point, cap: number): void {
  const rise = at.y - centre.y;
  if (Math.abs(rise) < 0.05) {
    parts.push({ to: { x: centre.x - cap, y: centre.y } });
    return;
  }
  const angle = Math.max(-STEEPEST, Math.min(STEEPEST, Math.atan2(rise, (centre.x - at.x) * 0.8)));
  const to: Point = { x: centre.x - cap * Math.cos(angle), y: centre.y + cap * Math.sin(angle) };
  const reach = Math.hypot(to.x - at.x, to.y - at.y);
  const before: Point = { x: to.x - reach * 0.4 * Math.cos(angle), y: to.y + reach * 0.4 * Math.sin(angle) };
  parts.push({ curve: [{ x: at.x + (to.x - at.x) * 0.5, y: at.y }, before], to });
}
