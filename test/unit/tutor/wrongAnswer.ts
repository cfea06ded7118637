import type { Random } from '../../../src/core/base/random.ts';

/** One question in a small program, answered by a learner who makes one mistake. */
export interface WrongAnswer {
  readonly code: string;
  readonly text: string;
  readonly kind: 'scalar' | 'matrix' | 'update';
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

/** A small number away from zero, whole or with one decimal. */
export function smallNumber(random: Random, largest = 4): number {
  const size = random.below(2) === 0 ? 1 + random.below(largest) : (4 + random.below(10 * largest - 3)) / 10;
  return random.below(2) === 0 ? size : -size;
}

/** As a learner writes it: with five or six digits. */
export const asWritten = (value: number): string => String(Number(value.toPrecision(6)));

export const differs = (a: number, b: number): boolean =>
  Number.isFinite(a) &&
  Number.isFinite(b) &&
  Math.abs(a - b) > 0.03 * Math.max(Math.abs(a), Math.abs(b)) &&
  Math.abs(a - b) > 1e-3;
