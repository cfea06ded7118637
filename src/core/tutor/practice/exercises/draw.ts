import type { Random } from '../../../base/random.ts';
import { seededRandom } from '../../../base/seededRandom.ts';

/** Draws the parts of an exercise from one seeded stream. */
export class Draw {
  private readonly random: Random;

  constructor(seed: string) {
    this.random = seededRandom(seed);
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + this.random.below(to - from + 1);
  }

  one<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.random.below(items.length)] ?? items[0];
  }

  chance(of: number): boolean {
    return this.random.uniform() < of;
  }

  shuffled<Item>(items: readonly Item[]): readonly Item[] {
    const left = [...items];
    return items.flatMap(() => left.splice(this.random.below(left.length), 1));
  }

  /** A whole number other than 0, at most `most` from it. */
  nonZero(most: number): number {
    return this.whole(1, most) * (this.chance(0.5) ? 1 : -1);
  }

  /** Whole numbers with sizes that all differ, rarely 1, so that different mistakes give different answers. */
  apart(count: number, most = 5): readonly number[] {
    const sizes = this.shuffled(Array.from({ length: most - 1 }, (_, i) => i + 2));
    return Array.from({ length: count }, (_, i) => (sizes[i] ?? 1) * (this.chance(0.6) ? 1 : -1));
  }

  vector(length: number, most: number): string {
    return `[${Array.from({ length }, () => this.nonZero(most)).join(', ')}]`;
  }

  /** May hold a zero now and then, as matrices do. */
  matrix(rows: number, columns: number, most: number): string {
    const row = (): string =>
      `[${Array.from({ length: columns }, () => (this.chance(0.12) ? 0 : this.nonZero(most))).join(', ')}]`;
    return `[${Array.from({ length: rows }, row).join(', ')}]`;
  }
}
