import type { Cell, Columns, Tie } from './columns.ts';
import { type Distance, Separation } from './separation.ts';

const SOFT_SWEEPS = 8;
const MOST_ROUNDS = 40;
/** Larger graphs get fewer rounds. */
const BEAM_ROUNDS = 12_000;
/** Pixels: less is not worth another round. */
const SETTLED = 0.2;

/**
 * Gives every cell its height. First column by column, each pulled by its neighbours; then cells that an edge should
 * join in one straight line become a beam, and beams are moved as wholes.
 */
export function placeCells(columns: Columns): void {
  stack(columns);
  for (let sweep = 0; sweep < SOFT_SWEEPS; sweep++) {
    for (const column of columns.columns) settle(column, true, false);
    for (const column of columns.columns.toReversed()) settle(column, false, true);
    for (const column of columns.columns.toReversed()) settle(column, true, true);
  }
  moveBeams(columns);
}

/** The distance that two neighbours in a column keep between their lines. */
export function distanceOf(upper: Cell, lower: Cell): number {
  const loose = upper.kind === 'trunk' || lower.kind === 'trunk' ? 7 : upper.kind === 'node' ? 14 : 11;
  const gap = upper.kind === 'frame' || lower.kind === 'frame' ? 16 : loose;
  return upper.below + lower.above + gap;
}

function stack(columns: Columns): void {
  for (const column of columns.columns) {
    let y = 0;
    for (const [k, cell] of column.entries()) {
      const upper = column[k - 1];
      if (upper) y += distanceOf(upper, cell);
      cell.y = y;
    }
    for (const cell of column) cell.y -= y / 2;
  }
}

/** Isotonic regression (pool adjacent violators): the exact least squares for one column. */
function settle(column: readonly Cell[], fromLeft: boolean, fromRight: boolean): void {
  const means: number[] = [];
  const weights: number[] = [];
  const sizes: number[] = [];
  const offsets: number[] = [];
  for (const [k, cell] of column.entries()) {
    const upper = column[k - 1];
    const offset = upper ? (offsets[k - 1] ?? 0) + distanceOf(upper, cell) : 0;
    offsets.push(offset);
    const wish = wishOf(cell, fromLeft, fromRight);
    let mean = wish.height - offset;
    let weight = wish.weight;
    let size = 1;
    while (means.length > 0 && (means.at(-1) ?? 0) > mean) {
      const above = weights.pop() ?? 0;
      mean = (mean * weight + (means.pop() ?? 0) * above) / (weight + above);
      weight += above;
      size += sizes.pop() ?? 0;
    }
    means.push(mean);
    weights.push(weight);
    sizes.push(size);
  }
  let k = 0;
  for (const [group, mean] of means.entries()) {
    for (let left = sizes[group] ?? 0; left > 0; left--, k++) {
      const cell = column[k];
      if (cell) cell.y = mean + (offsets[k] ?? 0);
    }
  }
}

function wishOf(cell: Cell, fromLeft: boolean, fromRight: boolean): { height: number; weight: number } {
  let sum = 0;
  let weight = 0;
  if (fromLeft) {
    for (const tie of cell.ins) {
      const pull = tie.weight / tie.from.outs.length;
      sum += pull * (tie.from.y + tie.fromOffset - tie.toOffset);
      weight += pull;
    }
  }
  if (fromRight) {
    for (const tie of cell.outs) {
      sum += tie.weight * (tie.to.y + tie.toOffset - tie.fromOffset);
      weight += tie.weight;
    }
  }
  return weight > 0 ? { height: sum / weight, weight } : { height: cell.y, weight: 0.05 };
}

/** Cells in one straight line. `offset` is a cell's distance from the beam's height. */
interface Beam {
  readonly index: number;
  readonly cells: Cell[];
}

function moveBeams(columns: Columns): void {
  const beamOf: Beam[] = [];
  const offset: number[] = [];
  const beams: Beam[] = [];
  const straight = straightTies(columns);
  for (const cell of columns.columns.flat()) {
    const tie = cell.ins.find((candidate) => straight.has(candidate));
    const beam: Beam = (tie && beamOf[tie.from.index]) ?? { index: beams.length, cells: [] };
    if (beam.cells.length === 0) beams.push(beam);
    beam.cells.push(cell);
    beamOf[cell.index] = beam;
    offset[cell.index] = tie ? (offset[tie.from.index] ?? 0) + tie.fromOffset - tie.toOffset : 0;
  }
  const index = (cell: Cell): number => beamOf[cell.index]?.index ?? 0;
  const shift = (cell: Cell): number => offset[cell.index] ?? 0;
  const distances: Distance[] = [];
  for (const column of columns.columns) {
    for (const [k, lower] of column.entries()) {
      const upper = column[k - 1];
      if (!upper) continue;
      const gap = distanceOf(upper, lower) + shift(upper) - shift(lower);
      distances.push({ upper: index(upper), lower: index(lower), gap });
    }
  }
  let heights = Float64Array.from(
    beams,
    ({ cells }) => cells.reduce((sum, cell) => sum + cell.y - shift(cell), 0) / cells.length,
  );
  const weights = Float64Array.from(beams, ({ cells }) => cells.length);
  const separation = new Separation(beams.length, distances);
  heights = separation.solve(heights, weights);
  const rounds = Math.max(6, Math.min(MOST_ROUNDS, Math.floor(BEAM_ROUNDS / beams.length)));
  // At first all ties pull evenly, so that whole terms come near their consumers soon.
  for (const even of [true, false]) {
    for (let round = 0, moved = SETTLED; round < rounds && moved >= SETTLED; round++) {
      const wanted = Float64Array.from(beams, (beam) => wishOfBeam(beam, heights, weights, index, shift, even));
      const next = separation.solve(wanted, weights);
      moved = next.reduce((most, height, k) => Math.max(most, Math.abs(height - (heights[k] ?? 0))), 0);
      heights = next;
    }
  }
  for (const cell of columns.columns.flat()) cell.y = (heights[index(cell)] ?? 0) + shift(cell);
}

function wishOfBeam(
  beam: Beam,
  heights: Float64Array,
  weights: Float64Array,
  index: (cell: Cell) => number,
  shift: (cell: Cell) => number,
  even: boolean,
): number {
  let sum = 0;
  let weight = 0;
  for (const cell of beam.cells) {
    for (const tie of cell.ins) {
      const other = index(tie.from);
      if (other === beam.index) continue;
      const pull = weightOf(tie, even) / tie.from.outs.length;
      sum += pull * ((heights[other] ?? 0) + shift(tie.from) + tie.fromOffset - tie.toOffset - shift(cell));
      weight += pull;
    }
    for (const tie of cell.outs) {
      const other = index(tie.to);
      if (other === beam.index) continue;
      const pull = weightOf(tie, even) / tie.from.outs.length;
      sum += pull * ((heights[other] ?? 0) + shift(tie.to) + tie.toOffset - tie.fromOffset - shift(cell));
      weight += pull;
    }
  }
  weights[beam.index] = Math.max(weight, 0.05);
  const now = heights[beam.index] ?? 0;
  // Half way: beams that pull each other would otherwise change places for ever.
  return weight > 0 ? (now + sum / weight) / 2 : now;
}

const weightOf = (tie: Tie, even: boolean): number => (even ? 1 : tie.weight);

/** Ties that become straight: the most important first, one on each side of a cell, none crossing another. */
function straightTies(columns: Columns): Set<Tie> {
  const chosen = new Set<Tie>();
  for (const column of columns.columns) {
    const ties = column.flatMap((cell) => cell.outs.filter((tie) => tie.priority > 0));
    ties.sort((a, b) => b.priority - a.priority || a.from.rank - b.from.rank || a.to.rank - b.to.rank);
    const taken: Tie[] = [];
    for (const tie of ties) {
      const at = lowerBound(taken, tie.from.rank);
      const upper = taken[at - 1];
      const lower = taken[at];
      if (lower && lower.from.rank === tie.from.rank) continue;
      if (upper && upper.to.rank >= tie.to.rank) continue;
      if (lower && lower.to.rank <= tie.to.rank) continue;
      taken.splice(at, 0, tie);
      chosen.add(tie);
    }
  }
  return chosen;
}

function lowerBound(ties: readonly Tie[], rank: number): number {
  let low = 0;
  let high = ties.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ties[middle]?.from.rank ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
