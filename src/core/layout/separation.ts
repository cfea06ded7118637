/**
 * Heights that keep their distance: minimise Σ weight·(y − wanted)² so that y[lower] − y[upper] ≥ gap for each
 * constraint. After Dwyer, Marriott and Stuckey, "Fast node overlap removal" (2005): whatever would overlap is merged
 * into a group that moves as one. It is solved from above and from below and the two answers are averaged, which keeps
 * every distance (the solutions form a convex set) and leans to neither side.
 */
export interface Distance {
  readonly upper: number;
  readonly lower: number;
  readonly gap: number;
}

type Heights = Float64Array<ArrayBuffer>;

export function separate(wanted: Float64Array, weights: Float64Array, distances: readonly Distance[]): Heights {
  const down = solve(wanted, weights, distances);
  const mirrored = distances.map(({ upper, lower, gap }) => ({ upper: lower, lower: upper, gap }));
  const up = solve(
    wanted.map((y) => -y),
    weights,
    mirrored,
  );
  return down.map((y, k) => (y - (up[k] ?? 0)) / 2);
}

interface Group {
  readonly members: number[];
  /** Weighted mean of what its members want, less their offsets in it. */
  wants: number;
  weight: number;
}

function solve(wanted: Float64Array, weights: Float64Array, distances: readonly Distance[]): Heights {
  const count = wanted.length;
  const above: Distance[][] = Array.from({ length: count }, () => []);
  for (const distance of distances) above[distance.lower]?.push(distance);
  const order = fromAbove(count, distances);
  const offset = new Float64Array(count);
  const groups: Group[] = [];
  const at = (k: number): number => (groups[k]?.wants ?? 0) + (offset[k] ?? 0);
  for (const k of order) {
    let group: Group = { members: [k], wants: wanted[k] ?? 0, weight: weights[k] ?? 1 };
    groups[k] = group;
    for (let worst = mostViolated(group, groups, above, at); worst; worst = mostViolated(group, groups, above, at)) {
      group = merge(groups[worst.upper] as Group, group, worst, groups, offset);
    }
  }
  const heights = Float64Array.from({ length: count }, (_, k) => at(k));
  // Rounding must never bring two things nearer than their distance.
  for (const k of order)
    for (const { upper, gap } of above[k] ?? []) heights[k] = Math.max(heights[k] ?? 0, (heights[upper] ?? 0) + gap);
  return heights;
}

function mostViolated(
  group: Group,
  groups: readonly Group[],
  above: readonly (readonly Distance[])[],
  at: (k: number) => number,
): Distance | undefined {
  let worst: Distance | undefined;
  let most = 1e-7;
  for (const member of group.members) {
    for (const distance of above[member] ?? []) {
      if (groups[distance.upper] === group) continue;
      const lack = at(distance.upper) + distance.gap - at(member);
      if (lack > most) {
        most = lack;
        worst = distance;
      }
    }
  }
  return worst;
}

/** The smaller group takes its place beside the larger, just as far as the distance asks. */
function merge(upper: Group, lower: Group, distance: Distance, groups: Group[], offset: Float64Array): Group {
  const shift = (offset[distance.upper] ?? 0) + distance.gap - (offset[distance.lower] ?? 0);
  const big = upper.members.length >= lower.members.length ? upper : lower;
  const small = big === upper ? lower : upper;
  const move = small === lower ? shift : -shift;
  big.wants = (big.wants * big.weight + (small.wants - move) * small.weight) / (big.weight + small.weight);
  big.weight += small.weight;
  for (const member of small.members) {
    offset[member] = (offset[member] ?? 0) + move;
    groups[member] = big;
    big.members.push(member);
  }
  return big;
}

/** Every index after all that stand above it. What lies on a cycle comes last. */
function fromAbove(count: number, distances: readonly Distance[]): number[] {
  const below: number[][] = Array.from({ length: count }, () => []);
  const waiting = new Int32Array(count);
  for (const { upper, lower } of distances) {
    below[upper]?.push(lower);
    waiting[lower] = (waiting[lower] ?? 0) + 1;
  }
  const order: number[] = [];
  for (let k = 0; k < count; k++) if (waiting[k] === 0) order.push(k);
  for (let head = 0; head < order.length; head++) {
    for (const k of below[order[head] ?? 0] ?? []) {
      waiting[k] = (waiting[k] ?? 0) - 1;
      if (waiting[k] === 0) order.push(k);
    }
  }
  if (order.length < count) for (let k = 0; k < count; k++) if ((waiting[k] ?? 0) > 0) order.push(k);
  return order;
}
