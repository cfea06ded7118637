import { type Lists, listsBy } from './lists.ts';

/** For each of `count` things both ends of distances that lie at it: `2k` the upper end of distance `k`, `2k + 1` the lower. */
function endsOf(count: number, { upper, lower }: Distances): Lists {
  const ends = new Int32Array(2 * upper.length);
  for (let k = 0; k < upper.length; k++) {
    ends[2 * k] = upper[k]!;
    ends[2 * k + 1] = lower[k]!;
  }
  return listsBy(ends, count);
}

/** The distances in such an order that each comes after all that lie above it. What lies on a cycle comes last. */
function fromAbove(count: number, { lower }: Distances, { start, items }: Lists): Int32Array {
  const waiting = new Int32Array(count);
  for (const thing of lower) waiting[thing] = waiting[thing]! + 1;
  const ready = new Int32Array(count);
  let known = 0;
  for (let k = 0; k < count; k++) if (waiting[k] === 0) ready[known++] = k;
  const order = new Int32Array(lower.length);
  const done = new Uint8Array(lower.length);
  let size = 0;
  for (let head = 0; head < known; head++) {
    const at = ready[head]!;
    for (let end = start[at]!; end < start[at + 1]!; end++) {
      const item = items[end]!;
      if (item % 2 === 1) continue;
      const k = item >> 1;
      order[size++] = k;
      done[k] = 1;
      const below = lower[k]!;
      waiting[below] = waiting[below]! - 1;
      if (waiting[below] === 0) ready[known++] = below;
    }
  }
  for (let k = 0; k < done.length; k++) if (done[k] === 0) order[size++] = k;
  return order;
}

/** Distance `k` is asked for between the things `upper[k]` and `lower[k]`. */
export interface Distances {
  readonly upper: Int32Array;
  readonly lower: Int32Array;
  readonly gap: Float64Array;
}

type Heights = Float64Array<ArrayBuffer>;

const TOLERANCE = 1e-6;
const MOST_PASSES = 30;

/**
 * Heights that keep their distance: minimise Σ weight·(y − wanted)² so that y[lower] − y[upper] ≥ gap for each
 * constraint. An active-set method after Dwyer, Marriott and Stuckey, "Fast node overlap removal" (2005): things that
 * would overlap are merged into a group that moves as one, and a group is split again where a constraint in it only
 * holds back (its Lagrange multiplier is negative). Groups are kept from one answer to the next.
 */
export class Separation {
  private readonly distances: Distances;
  private readonly order: Int32Array;
  /** For each thing the distances that it has part in. */
  private readonly around: Lists;
  private readonly active: Uint8Array;
  private readonly multiplier: Float64Array;
  /** The group of each thing is known by one of its members; the members stand in a ring. */
  private readonly groupOf: Int32Array;
  private readonly next: Int32Array;
  private readonly offset: Float64Array;
  /** By group: weighted mean of what its members want, less their offsets in it. */
  private readonly height: Float64Array;
  private readonly weight: Float64Array;
  private readonly size: Int32Array;
  /** Groups that have not been looked at since they changed. */
  private readonly fresh: Uint8Array;
  private readonly queue: Int32Array;
  private readonly by: Int32Array;
  private readonly from: Int32Array;
  private readonly pull: Float64Array;
  private wanted: Heights = new Float64Array();
  private weights: Heights = new Float64Array();

  constructor(count: number, distances: Distances) {
    this.distances = distances;
    this.around = endsOf(count, distances);
    this.order = fromAbove(count, distances, this.around);
    this.active = new Uint8Array(distances.gap.length);
    this.multiplier = new Float64Array(distances.gap.length);
    this.groupOf = Int32Array.from({ length: count }, (_, k) => k);
    this.next = this.groupOf.slice();
    this.offset = new Float64Array(count);
    this.height = new Float64Array(count);
    this.weight = new Float64Array(count);
    this.size = new Int32Array(count).fill(1);
    this.fresh = new Uint8Array(count);
    this.queue = new Int32Array(count);
    this.by = new Int32Array(count);
    this.from = new Int32Array(count);
    this.pull = new Float64Array(count);
  }

  solve(wanted: Heights, weights: Heights): Heights {
    this.wanted = wanted;
    this.weights = weights;
    for (let k = 0; k < wanted.length; k++) if (this.groupOf[k] === k) this.weigh(k);
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const split = this.splitGroups();
      const merged = this.mergeViolated();
      if (!split && !merged) break;
    }
    // Whatever rounding or an unfinished search left over: nothing may come nearer than its distance.
    const heights = new Float64Array(wanted.length);
    for (let k = 0; k < heights.length; k++) heights[k] = this.heightOf(k);
    return this.pushedApart(heights);
  }

  /** Keeps every distance by pushing things down, and up, and taking the mean: quick, and good enough to start from. */
  pushedApart(heights: Heights): Heights {
    const { upper, lower, gap } = this.distances;
    const { order } = this;
    const down = heights.slice();
    const up = heights;
    for (let at = 0; at < order.length; at++) {
      const k = order[at]!;
      const least = down[upper[k]!]! + gap[k]!;
      if (down[lower[k]!]! < least) down[lower[k]!] = least;
    }
    for (let at = order.length - 1; at >= 0; at--) {
      const k = order[at]!;
      const most = up[lower[k]!]! - gap[k]!;
      if (up[upper[k]!]! > most) up[upper[k]!] = most;
    }
    for (let k = 0; k < down.length; k++) down[k] = (down[k]! + up[k]!) / 2;
    return down;
  }

  private heightOf(k: number): number {
    return this.height[this.groupOf[k]!]! + this.offset[k]!;
  }

  private weigh(group: number): void {
    const { next, weights, wanted, offset } = this;
    let sum = 0;
    let weight = 0;
    let k = group;
    do {
      const own = weights[k]!;
      sum += own * (wanted[k]! - offset[k]!);
      weight += own;
      k = next[k]!;
    } while (k !== group);
    this.height[group] = sum / weight;
    this.weight[group] = weight;
    this.fresh[group] = 1;
  }

  private mergeViolated(): boolean {
    const { upper, lower, gap } = this.distances;
    const { order, groupOf } = this;
    let ever = false;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      let merged = false;
      for (let at = 0; at < order.length; at++) {
        const k = order[at]!;
        const [above, below] = [upper[k]!, lower[k]!];
        if (this.heightOf(below) - this.heightOf(above) >= gap[k]! - TOLERANCE) continue;
        if (groupOf[above] === groupOf[below] && !this.splitBetween(above, below)) continue;
        this.merge(k);
        merged = true;
      }
      if (!merged) break;
      ever = true;
    }
    return ever;
  }

  /** The smaller group takes its place beside the larger, just as far as the distance asks. */
  private merge(k: number): void {
    const { groupOf, next, offset, height, weight, size } = this;
    const upper = this.distances.upper[k]!;
    const lower = this.distances.lower[k]!;
    const above = groupOf[upper]!;
    const below = groupOf[lower]!;
    const shift = offset[upper]! + this.distances.gap[k]! - offset[lower]!;
    const big = size[above]! >= size[below]! ? above : below;
    const small = big === above ? below : above;
    const move = small === below ? shift : -shift;
    const together = weight[big]! + weight[small]!;
    height[big] = (height[big]! * weight[big]! + (height[small]! - move) * weight[small]!) / together;
    weight[big] = together;
    size[big] = size[big]! + size[small]!;
    let member = small;
    do {
      offset[member] = offset[member]! + move;
      groupOf[member] = big;
      member = next[member]!;
    } while (member !== small);
    const joint = next[big]!;
    next[big] = next[small]!;
    next[small] = joint;
    this.active[k] = 1;
    this.fresh[big] = 1;
  }

  private splitGroups(): boolean {
    const { groupOf, fresh, size, by, queue, multiplier } = this;
    let any = false;
    for (let group = 0; group < groupOf.length; group++) {
      if (fresh[group] === 0 || groupOf[group] !== group) continue;
      fresh[group] = 0;
      if (size[group] === 1) continue;
      const members = this.walk(group);
      this.findMultipliers(members);
      let weakest = -1;
      let least = -TOLERANCE;
      for (let k = 1; k < members; k++) {
        const link = by[queue[k]!]!;
        if (multiplier[link]! >= least) continue;
        least = multiplier[link]!;
        weakest = link;
      }
      if (weakest < 0) continue;
      this.cut(weakest);
      any = true;
    }
    return any;
  }

  /** Two members of one group that have come too near: the chain between them is cut at its weakest link. */
  private splitBetween(upper: number, lower: number): boolean {
    this.findMultipliers(this.walk(upper));
    let weakest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let at = lower; at !== upper; at = this.from[at]!) {
      const link = this.by[at]!;
      const downwards = this.distances.lower[link] === at;
      if (!downwards || this.multiplier[link]! >= least) continue;
      least = this.multiplier[link]!;
      weakest = link;
    }
    if (weakest < 0) return false;
    this.cut(weakest);
    return true;
  }

  private cut(k: number): void {
    this.active[k] = 0;
    this.regroup(this.distances.upper[k]!);
    this.regroup(this.distances.lower[k]!);
  }

  /** What still hangs together with `start` becomes a group, known by it. */
  private regroup(start: number): void {
    const { queue, next, groupOf } = this;
    const members = this.walk(start);
    for (let k = 0; k < members; k++) {
      groupOf[queue[k]!] = start;
      next[queue[k]!] = queue[k + 1 < members ? k + 1 : 0]!;
    }
    this.size[start] = members;
    this.weigh(start);
  }

  /**
   * The members of a group from one of them outwards: in `queue` as they are reached, each by the constraint `by` from
   * the member `from`. Returns their number.
   */
  private walk(start: number): number {
    const { queue, by, from, active } = this;
    const { upper, lower } = this.distances;
    const { start: first, items } = this.around;
    queue[0] = start;
    by[start] = -1;
    let size = 1;
    for (let head = 0; head < size; head++) {
      const at = queue[head]!;
      for (let k = first[at]!, end = first[at + 1]!; k < end; k++) {
        const link = items[k]! >> 1;
        if (active[link] === 0 || link === by[at]) continue;
        const next = upper[link] === at ? lower[link]! : upper[link]!;
        by[next] = link;
        from[next] = at;
        queue[size++] = next;
      }
    }
    return size;
  }

  /** From the outermost members inwards: how strongly each active constraint pushes. */
  private findMultipliers(size: number): void {
    const { queue, by, from, pull, weights, wanted, multiplier } = this;
    const { lower } = this.distances;
    for (let k = 0; k < size; k++) pull[queue[k]!] = 0;
    for (let k = size - 1; k > 0; k--) {
      const at = queue[k]!;
      const own = 2 * weights[at]! * (this.heightOf(at) - wanted[at]!) + pull[at]!;
      const link = by[at]!;
      multiplier[link] = lower[link] === at ? own : -own;
      const inner = from[at]!;
      pull[inner] = pull[inner]! + own;
    }
  }
}
