/**
 * Heights that keep their distance: minimise Σ weight·(y − wanted)² so that y[lower] − y[upper] ≥ gap for each
 * constraint. An active-set method after Dwyer, Marriott and Stuckey, "Fast node overlap removal" (2005): things that
 * would overlap are merged into a group that moves as one, and a group is split again where a constraint in it only
 * holds back (its Lagrange multiplier is negative). Groups are kept from one answer to the next.
 */
export interface Distance {
  readonly upper: number;
  readonly lower: number;
  readonly gap: number;
}

interface Group {
  members: number[];
  /** Weighted mean of what its members want, less their offsets in it. */
  height: number;
  weight: number;
}

const TOLERANCE = 1e-6;
const MOST_PASSES = 30;

export class Separation {
  private readonly distances: readonly Distance[];
  private readonly order: readonly number[];
  /** For each thing the distances that it has part in. */
  private readonly around: readonly (readonly number[])[];
  private readonly active: Uint8Array;
  private readonly multiplier: Float64Array;
  private readonly offset: Float64Array;
  private readonly groups: Group[];
  private readonly queue: Int32Array;
  private readonly by: Int32Array;
  private readonly from: Int32Array;
  private readonly pull: Float64Array;
  private wanted = new Float64Array();
  private weights = new Float64Array();

  constructor(count: number, distances: readonly Distance[]) {
    this.distances = distances;
    const around: number[][] = Array.from({ length: count }, () => []);
    for (const [k, { upper, lower }] of distances.entries()) {
      around[upper]?.push(k);
      around[lower]?.push(k);
    }
    this.around = around;
    this.order = fromAbove(count, distances, around);
    this.active = new Uint8Array(distances.length);
    this.multiplier = new Float64Array(distances.length);
    this.offset = new Float64Array(count);
    this.queue = new Int32Array(count);
    this.by = new Int32Array(count);
    this.from = new Int32Array(count);
    this.pull = new Float64Array(count);
    this.groups = Array.from({ length: count }, (_, k) => ({ members: [k], height: 0, weight: 1 }));
  }

  solve(wanted: Float64Array<ArrayBuffer>, weights: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    this.wanted = wanted;
    this.weights = weights;
    for (const group of new Set(this.groups)) this.weigh(group);
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const split = this.splitGroups();
      const merged = this.mergeViolated();
      if (!split && !merged) break;
    }
    // Whatever rounding or an unfinished search left over: nothing may come nearer than its distance.
    const heights = new Float64Array(this.groups.length);
    for (let k = 0; k < heights.length; k++) heights[k] = this.heightOf(k);
    return this.pushedApart(heights);
  }

  /** Keeps every distance by pushing things down, and up, and taking the mean: quick, and good enough to start from. */
  pushedApart(heights: Float64Array): Float64Array<ArrayBuffer> {
    const down = new Float64Array(heights);
    const up = new Float64Array(heights);
    for (const k of this.order) {
      const { upper, lower, gap } = this.distances[k] as Distance;
      down[lower] = Math.max(down[lower] ?? 0, (down[upper] ?? 0) + gap);
    }
    for (let k = this.order.length - 1; k >= 0; k--) {
      const { upper, lower, gap } = this.distances[this.order[k] ?? 0] as Distance;
      up[upper] = Math.min(up[upper] ?? 0, (up[lower] ?? 0) - gap);
    }
    for (let k = 0; k < down.length; k++) down[k] = ((down[k] ?? 0) + (up[k] ?? 0)) / 2;
    return down;
  }

  private heightOf(k: number): number {
    return (this.groups[k]?.height ?? 0) + (this.offset[k] ?? 0);
  }

  private weigh(group: Group): void {
    let sum = 0;
    let weight = 0;
    for (const k of group.members) {
      const own = this.weights[k] ?? 1;
      sum += own * ((this.wanted[k] ?? 0) - (this.offset[k] ?? 0));
      weight += own;
    }
    group.height = sum / weight;
    group.weight = weight;
  }

  private mergeViolated(): boolean {
    let ever = false;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      let merged = false;
      for (const k of this.order) {
        const { upper, lower, gap } = this.distances[k] as Distance;
        if (this.heightOf(lower) - this.heightOf(upper) >= gap - TOLERANCE) continue;
        if (this.groups[upper] === this.groups[lower] && !this.splitBetween(upper, lower)) continue;
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
    const { upper, lower, gap } = this.distances[k] as Distance;
    const above = this.groups[upper] as Group;
    const below = this.groups[lower] as Group;
    const shift = (this.offset[upper] ?? 0) + gap - (this.offset[lower] ?? 0);
    const big = above.members.length >= below.members.length ? above : below;
    const small = big === above ? below : above;
    const move = small === below ? shift : -shift;
    big.height = (big.height * big.weight + (small.height - move) * small.weight) / (big.weight + small.weight);
    big.weight += small.weight;
    for (const member of small.members) {
      this.offset[member] = (this.offset[member] ?? 0) + move;
      this.groups[member] = big;
      big.members.push(member);
    }
    this.active[k] = 1;
  }

  private splitGroups(): boolean {
    let any = false;
    for (const group of new Set(this.groups)) {
      if (group.members.length < 2) continue;
      const size = this.walk(group.members[0] ?? 0);
      this.findMultipliers(size);
      let weakest = -1;
      let least = -TOLERANCE;
      for (let k = 1; k < size; k++) {
        const by = this.by[this.queue[k] ?? 0] ?? 0;
        if ((this.multiplier[by] ?? 0) >= least) continue;
        least = this.multiplier[by] ?? 0;
        weakest = by;
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
    for (let at = lower; at !== upper; at = this.from[at] ?? upper) {
      const by = this.by[at] ?? 0;
      const downwards = (this.distances[by] as Distance).lower === at;
      if (!downwards || (this.multiplier[by] ?? 0) >= least) continue;
      least = this.multiplier[by] ?? 0;
      weakest = by;
    }
    if (weakest < 0) return false;
    this.cut(weakest);
    return true;
  }

  private cut(k: number): void {
    this.active[k] = 0;
    const { upper, lower } = this.distances[k] as Distance;
    for (const start of [upper, lower]) {
      const size = this.walk(start);
      const group: Group = { members: [], height: 0, weight: 1 };
      for (let at = 0; at < size; at++) {
        const member = this.queue[at] ?? 0;
        group.members.push(member);
        this.groups[member] = group;
      }
      this.weigh(group);
    }
  }

  /**
   * The members of a group from one of them outwards: in `queue` as they are reached, each by the constraint `by` from
   * the member `from`. Returns their number.
   */
  private walk(start: number): number {
    const { queue, by, from } = this;
    queue[0] = start;
    by[start] = -1;
    let size = 1;
    for (let head = 0; head < size; head++) {
      const at = queue[head] ?? 0;
      for (const k of this.around[at] ?? []) {
        if (this.active[k] === 0 || k === by[at]) continue;
        const { upper, lower } = this.distances[k] as Distance;
        const next = upper === at ? lower : upper;
        by[next] = k;
        from[next] = at;
        queue[size++] = next;
      }
    }
    return size;
  }

  /** From the outermost members inwards: how strongly each active constraint pushes. */
  private findMultipliers(size: number): void {
    const { queue, by, from, pull } = this;
    for (let k = 0; k < size; k++) pull[queue[k] ?? 0] = 0;
    for (let k = size - 1; k > 0; k--) {
      const at = queue[k] ?? 0;
      const own = 2 * (this.weights[at] ?? 1) * (this.heightOf(at) - (this.wanted[at] ?? 0)) + (pull[at] ?? 0);
      const link = by[at] ?? 0;
      this.multiplier[link] = (this.distances[link] as Distance).lower === at ? own : -own;
      const inner = from[at] ?? 0;
      pull[inner] = (pull[inner] ?? 0) + own;
    }
  }
}

/** The distances in such an order that each comes after all that lie above it. What lies on a cycle comes last. */
function fromAbove(count: number, distances: readonly Distance[], around: readonly (readonly number[])[]): number[] {
  const waiting = new Int32Array(count);
  for (const { lower } of distances) waiting[lower] = (waiting[lower] ?? 0) + 1;
  const ready: number[] = [];
  for (let k = 0; k < count; k++) if (waiting[k] === 0) ready.push(k);
  const order: number[] = [];
  for (let head = 0; head < ready.length; head++) {
    const at = ready[head] ?? 0;
    for (const k of around[at] ?? []) {
      const { upper, lower } = distances[k] as Distance;
      if (upper !== at) continue;
      order.push(k);
      waiting[lower] = (waiting[lower] ?? 0) - 1;
      if (waiting[lower] === 0) ready.push(lower);
    }
  }
  if (order.length === distances.length) return order;
  const done = new Set(order);
  return [...order, ...[...distances.keys()].filter((k) => !done.has(k))];
}
