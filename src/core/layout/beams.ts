import type { Columns } from './columns.ts';
import { type Distances, Separation } from './separation.ts';

/**
 * Ties that become straight: the most important first, one on each side of a cell, none crossing another. For each cell
 * the tie that arrives straight, or -1.
 */
function straightTies({ start, cells, ties, outs }: Columns): Int32Array {
  const arriving = new Int32Array(cells.y.length).fill(-1);
  const { from, to, priority } = ties;
  for (let column = 0; column + 1 < start.length; column++) {
    const wanted: number[] = [];
    for (let k = outs.start[start[column]!]!; k < outs.start[start[column + 1]!]!; k++)
      if (priority[outs.items[k]!]! > 0) wanted.push(outs.items[k]!);
    // Cells of a column are numbered from top to bottom.
    wanted.sort((a, b) => priority[b]! - priority[a]! || from[a]! - from[b]! || to[a]! - to[b]!);
    const taken: number[] = [];
    for (const tie of wanted) {
      const at = lowerBound(taken, from, from[tie]!);
      const upper = taken[at - 1];
      const lower = taken[at];
      if (lower !== undefined && from[lower] === from[tie]) continue;
      const crossed = upper !== undefined && to[upper]! >= to[tie]! ? at - 1 : at;
      const other = taken[crossed];
      if (other !== undefined && (crossed < at || to[other]! <= to[tie]!)) {
        // Of two that cross and matter equally, each goes half of the way.
        if (priority[other] !== priority[tie]) continue;
        taken.splice(crossed, 1);
        arriving[to[other]!] = -1;
        continue;
      }
      taken.splice(at, 0, tie);
      arriving[to[tie]!] = tie;
    }
  }
  return arriving;
}

function lowerBound(ties: readonly number[], from: Int32Array, cell: number): number {
  let low = 0;
  let high = ties.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (from[ties[middle]!]! < cell) low = middle + 1;
    else high = middle;
  }
  return low;
}

const MOST_ROUNDS = 24;
/** Larger graphs get fewer rounds. */
const BEAM_ROUNDS = 12_000;
/** Pixels: less is not worth another round. */
const SETTLED = 0.2;

type Heights = Float64Array<ArrayBuffer>;

/** The beam of each cell, and how much further down its line is than that of the beam. */
interface Beams {
  readonly count: number;
  readonly beamOf: Int32Array;
  readonly shift: Float64Array;
}

/**
 * Cells that an edge should join in one straight line become a beam; beams are moved as wholes towards where their
 * edges pull them, and keep their distance.
 */
export function moveBeams(columns: Columns): void {
  const beams = gatherBeams(columns);
  const { count, beamOf, shift } = beams;
  const { y } = columns.cells;
  const separation = new Separation(count, distancesOf(columns, beams));
  const pulls = pullsOf(columns, beams);
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (let cell = 0; cell < y.length; cell++) {
    const beam = beamOf[cell]!;
    sums[beam] = sums[beam]! + y[cell]! - shift[cell]!;
    sizes[beam] = sizes[beam]! + 1;
  }
  let heights = separation.pushedApart(sums.map((sum, beam) => sum / sizes[beam]!));
  const rounds = Math.max(5, Math.min(MOST_ROUNDS, Math.floor(BEAM_ROUNDS / count)));
  // At first all ties pull evenly, so that whole terms come near their consumers soon.
  for (const strength of [pulls.even, pulls.weight]) {
    const pulling = new Pulling(count, pulls, strength);
    for (let round = 0, moved = SETTLED; round < rounds && moved >= SETTLED; round++) {
      const next = separation.solve(pulling.wanted(heights), pulling.weights);
      moved = 0;
      for (let k = 0; k < count; k++) moved = Math.max(moved, Math.abs(next[k]! - heights[k]!));
      heights = next;
    }
  }
  for (let cell = 0; cell < y.length; cell++) y[cell] = heights[beamOf[cell]!]! + shift[cell]!;
}

/** Ties between beams: `to` lies `lean` further down than `from` when the edge runs straight. */
interface Pulls {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly lean: Float64Array;
  readonly even: Float64Array;
  readonly weight: Float64Array;
}

class Pulling {
  readonly weights: Heights;
  private readonly pulls: Pulls;
  private readonly strength: Float64Array;
  private readonly total: Heights;
  private readonly sums: Heights;

  constructor(count: number, pulls: Pulls, strength: Float64Array) {
    this.pulls = pulls;
    this.strength = strength;
    this.total = new Float64Array(count);
    this.sums = new Float64Array(count);
    for (let k = 0; k < strength.length; k++) {
      for (const beam of [pulls.from[k]!, pulls.to[k]!]) this.total[beam] = this.total[beam]! + strength[k]!;
    }
    this.weights = this.total.map((weight) => Math.max(weight, 0.05));
  }

  /** Where the edges of each beam would have it, half way: beams that pull each other would change places for ever. */
  wanted(heights: Heights): Heights {
    const { pulls, strength, total, sums } = this;
    const { from, to, lean } = pulls;
    sums.fill(0);
    for (let k = 0; k < strength.length; k++) {
      const [a, b] = [from[k]!, to[k]!];
      const pull = strength[k]!;
      sums[a] = sums[a]! + pull * (heights[b]! - lean[k]!);
      sums[b] = sums[b]! + pull * (heights[a]! + lean[k]!);
    }
    for (let k = 0; k < sums.length; k++) {
      const now = heights[k]!;
      const weight = total[k]!;
      sums[k] = weight > 0 ? (now + sums[k]! / weight) / 2 : now;
    }
    return sums;
  }
}

function gatherBeams(columns: Columns): Beams {
  const arriving = straightTies(columns);
  const { from, lean } = columns.ties;
  const beamOf = new Int32Array(arriving.length);
  const shift = new Float64Array(arriving.length);
  let count = 0;
  for (let cell = 0; cell < arriving.length; cell++) {
    const tie = arriving[cell]!;
    if (tie < 0) {
      beamOf[cell] = count++;
      continue;
    }
    const before = from[tie]!;
    beamOf[cell] = beamOf[before]!;
    shift[cell] = shift[before]! + lean[tie]!;
  }
  return { count, beamOf, shift };
}

/** Beams that run beside each other for long keep the largest of their distances. */
function distancesOf({ start, cells }: Columns, { count, beamOf, shift }: Beams): Distances {
  const known = new Map<number, number>();
  const upper: number[] = [];
  const lower: number[] = [];
  const gaps: number[] = [];
  for (let column = 0; column + 1 < start.length; column++) {
    for (let cell = start[column]! + 1; cell < start[column + 1]!; cell++) {
      const gap = cells.gap[cell]! + shift[cell - 1]! - shift[cell]!;
      const [a, b] = [beamOf[cell - 1]!, beamOf[cell]!];
      const at = known.get(a * count + b);
      if (at === undefined) {
        known.set(a * count + b, gaps.length);
        upper.push(a);
        lower.push(b);
        gaps.push(gap);
      } else gaps[at] = Math.max(gaps[at]!, gap);
    }
  }
  return { upper: Int32Array.from(upper), lower: Int32Array.from(lower), gap: Float64Array.from(gaps) };
}

/** What something else keeps from running straight pulls no more than any other edge. */
const MOST_WHEN_BENT = 0.2;

function pullsOf({ ties, ins, outs }: Columns, { beamOf, shift }: Beams): Pulls {
  const bent: number[] = [];
  for (const tie of ins.items) {
    const apart = beamOf[ties.from[tie]!] !== beamOf[ties.to[tie]!];
    if (apart && ties.weight[tie]! > 0) bent.push(tie);
  }
  const pulls: Pulls = {
    from: new Int32Array(bent.length),
    to: new Int32Array(bent.length),
    lean: new Float64Array(bent.length),
    even: new Float64Array(bent.length),
    weight: new Float64Array(bent.length),
  };
  for (const [k, tie] of bent.entries()) {
    const [from, to] = [ties.from[tie]!, ties.to[tie]!];
    pulls.from[k] = beamOf[from]!;
    pulls.to[k] = beamOf[to]!;
    pulls.lean[k] = shift[from]! + ties.lean[tie]! - shift[to]!;
    const weight = ties.weight[tie]!;
    const beside = outs.start[from + 1]! - outs.start[from]!;
    pulls.even[k] = 1 / beside;
    pulls.weight[k] = (ties.priority[tie]! > 0 ? Math.min(weight, MOST_WHEN_BENT) : weight) / beside;
  }
  return pulls;
}
