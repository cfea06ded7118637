import { type Cell, type Columns, distanceOf } from './columns.ts';
import { type Distance, Separation } from './separation.ts';
import { straightTies } from './straightTies.ts';

const MOST_ROUNDS = 40;
/** Larger graphs get fewer rounds. */
const BEAM_ROUNDS = 12_000;
/** Pixels: less is not worth another round. */
const SETTLED = 0.2;

/**
 * Cells that an edge should join in one straight line become a beam; beams are moved as wholes towards where their
 * edges pull them, and keep their distance.
 */
export function moveBeams(columns: Columns): void {
  const cells = columns.columns.flat();
  const beamOf = new Int32Array(cells.length);
  /** Distance of a cell from the height of its beam. */
  const shift = new Float64Array(cells.length);
  const count = gatherBeams(columns, cells, beamOf, shift);
  const separation = new Separation(count, distancesOf(columns, count, beamOf, shift));
  const pulls = pullsOf(cells, beamOf, shift);
  let heights = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (const cell of cells) {
    const beam = beamOf[cell.index] ?? 0;
    heights[beam] = (heights[beam] ?? 0) + cell.y - (shift[cell.index] ?? 0);
    sizes[beam] = (sizes[beam] ?? 0) + 1;
  }
  heights = heights.map((sum, beam) => sum / (sizes[beam] ?? 1));
  heights = separation.pushedApart(heights);
  const rounds = Math.max(5, Math.min(MOST_ROUNDS, Math.floor(BEAM_ROUNDS / count)));
  // At first all ties pull evenly, so that whole terms come near their consumers soon.
  for (const strength of [pulls.even, pulls.weight]) {
    for (let round = 0, moved = SETTLED; round < rounds && moved >= SETTLED; round++) {
      const next = pullOnce(heights, pulls, strength, separation);
      moved = 0;
      for (let k = 0; k < count; k++) moved = Math.max(moved, Math.abs((next[k] ?? 0) - (heights[k] ?? 0)));
      heights = next;
    }
  }
  for (const cell of cells) cell.y = (heights[beamOf[cell.index] ?? 0] ?? 0) + (shift[cell.index] ?? 0);
}

/** Ties between beams: `from` lies `offset` higher than `to` when the edge runs straight. */
interface Pulls {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly offset: Float64Array;
  readonly even: Float64Array;
  readonly weight: Float64Array;
}

type Heights = Float64Array<ArrayBuffer>;

function pullOnce(heights: Heights, pulls: Pulls, strength: Float64Array, separation: Separation): Heights {
  const sums = new Float64Array(heights.length);
  const weights = new Float64Array(heights.length);
  for (let k = 0; k < strength.length; k++) {
    const from = pulls.from[k] ?? 0;
    const to = pulls.to[k] ?? 0;
    const pull = strength[k] ?? 0;
    sums[from] = (sums[from] ?? 0) + pull * ((heights[to] ?? 0) - (pulls.offset[k] ?? 0));
    sums[to] = (sums[to] ?? 0) + pull * ((heights[from] ?? 0) + (pulls.offset[k] ?? 0));
    weights[from] = (weights[from] ?? 0) + pull;
    weights[to] = (weights[to] ?? 0) + pull;
  }
  for (let k = 0; k < heights.length; k++) {
    const now = heights[k] ?? 0;
    const weight = weights[k] ?? 0;
    // Half way: beams that pull each other would otherwise change places for ever.
    sums[k] = weight > 0 ? (now + (sums[k] ?? 0) / weight) / 2 : now;
    weights[k] = Math.max(weight, 0.05);
  }
  return separation.solve(sums, weights);
}

function gatherBeams(columns: Columns, cells: readonly Cell[], beamOf: Int32Array, shift: Float64Array): number {
  const straight = straightTies(columns);
  let count = 0;
  for (const cell of cells) {
    const tie = cell.ins.find((candidate) => straight.has(candidate));
    beamOf[cell.index] = tie ? (beamOf[tie.from.index] ?? 0) : count++;
    if (tie) shift[cell.index] = (shift[tie.from.index] ?? 0) + tie.fromOffset - tie.toOffset;
  }
  return count;
}

function distancesOf(columns: Columns, count: number, beamOf: Int32Array, shift: Float64Array): Distance[] {
  // Beams that run beside each other for long keep the largest of their distances.
  const gaps = new Map<number, number>();
  for (const column of columns.columns) {
    for (let k = 1; k < column.length; k++) {
      const upper = column[k - 1] as Cell;
      const lower = column[k] as Cell;
      const gap = distanceOf(upper, lower) + (shift[upper.index] ?? 0) - (shift[lower.index] ?? 0);
      const pair = (beamOf[upper.index] ?? 0) * count + (beamOf[lower.index] ?? 0);
      gaps.set(pair, Math.max(gaps.get(pair) ?? Number.NEGATIVE_INFINITY, gap));
    }
  }
  return Array.from(gaps, ([pair, gap]) => ({ upper: Math.floor(pair / count), lower: pair % count, gap }));
}

/** What something else keeps from running straight pulls no more than any other edge. */
const pullOf = (weight: number, priority: number): number => (priority > 0 ? Math.min(weight, 0.2) : weight);

function pullsOf(cells: readonly Cell[], beamOf: Int32Array, shift: Float64Array): Pulls {
  const ties = cells.flatMap((cell) => cell.outs.filter(({ to }) => beamOf[cell.index] !== beamOf[to.index]));
  return {
    from: Int32Array.from(ties, ({ from }) => beamOf[from.index] ?? 0),
    to: Int32Array.from(ties, ({ to }) => beamOf[to.index] ?? 0),
    offset: Float64Array.from(
      ties,
      ({ from, to, fromOffset, toOffset }) => (shift[from.index] ?? 0) + fromOffset - toOffset - (shift[to.index] ?? 0),
    ),
    even: Float64Array.from(ties, ({ from }) => 1 / from.outs.length),
    weight: Float64Array.from(ties, ({ from, weight, priority }) => pullOf(weight, priority) / from.outs.length),
  };
}
