import { type Lists, listsBy } from './lists.ts';
import type { Distances } from './separation.ts';

/** For each of `count` things both ends of distances that lie at it: `2k` the upper end of distance `k`, `2k + 1` the lower. */
export function endsOf(count: number, { upper, lower }: Distances): Lists {
  const ends = new Int32Array(2 * upper.length);
  for (let k = 0; k < upper.length; k++) {
    ends[2 * k] = upper[k] as number;
    ends[2 * k + 1] = lower[k] as number;
  }
  return listsBy(ends, count);
}

/** The distances in such an order that each comes after all that lie above it. What lies on a cycle comes last. */
export function fromAbove(count: number, { lower }: Distances, { start, items }: Lists): Int32Array {
  const waiting = new Int32Array(count);
  for (const thing of lower) waiting[thing] = (waiting[thing] as number) + 1;
  const ready = new Int32Array(count);
  let known = 0;
  for (let k = 0; k < count; k++) if (waiting[k] === 0) ready[known++] = k;
  const order = new Int32Array(lower.length);
  const done = new Uint8Array(lower.length);
  let size = 0;
  for (let head = 0; head < known; head++) {
    const at = ready[head] as number;
    for (let end = start[at] as number; end < (start[at + 1] as number); end++) {
      const item = items[end] as number;
      if (item % 2 === 1) continue;
      const k = item >> 1;
      order[size++] = k;
      done[k] = 1;
      const below = lower[k] as number;
      waiting[below] = (waiting[below] as number) - 1;
      if (waiting[below] === 0) ready[known++] = below;
    }
  }
  for (let k = 0; k < done.length; k++) if (done[k] === 0) order[size++] = k;
  return order;
}
