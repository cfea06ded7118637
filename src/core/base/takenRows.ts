import { seededRandom } from './seededRandom.ts';

/**
 * Rows of `all`, in ascending order: all of them, or `most` drawn without replacement by a fixed seed (Floyd's method). The
 * draw depends on both counts only, so that features and labels in two files of equal length stay together.
 */
export function takenRows(all: number, most: number): Int32Array {
  if (all <= most) return Int32Array.from({ length: all }, (_, row) => row);
  const random = seededRandom(`rows ${all}`);
  const drawn = new Set<number>();
  for (let last = all - most; last < all; last++) {
    const row = Math.min(last, Math.floor(random.uniform() * (last + 1)));
    drawn.add(drawn.has(row) ? last : row);
  }
  return Int32Array.from(drawn).sort();
}
