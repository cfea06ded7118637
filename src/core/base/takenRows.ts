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

/** What of a file that is not packed shows all that is wanted of it: a head, then records of equal size of which some are drawn. */
export interface FileHead {
  readonly header: number;
  /** Bytes of a record, or where in the header its lengths are, each in four bytes, the most significant first. */
  readonly record: number | readonly number[];
  /** Of the first `limit` records at most `count` are wanted. */
  readonly count: number;
  readonly limit: number;
  /** Where the header says how many records follow; left out: as many as the file has room for. */
  readonly countAt?: number;
}
