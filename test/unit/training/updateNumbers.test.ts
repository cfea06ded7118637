import { describe, expect, test } from 'vitest';
import {
  memoryOf,
  shownTexNumber,
  type UpdateRow,
  weightDigits,
} from '../../../webview/training/model/updateNumbers.ts';

/** Plain momentum on ½·50·y², where the gradient changes its sign. */
function rowsOf(steps: number, beta: number): UpdateRow[] {
  const lr = 0.035;
  let [after, velocity] = [3, 0];
  return Array.from({ length: steps }, (_, step) => {
    const [before, velocityBefore] = [after, velocity];
    const gradient = 50 * before;
    velocity = gradient + beta * velocityBefore;
    after = before - lr * velocity;
    const remembered = { velocityBefore, velocity, memoryBefore: [velocityBefore], memory: [velocity] };
    return { number: step + 1, gradient, ...remembered, before, after, lr, beta };
  });
}

describe('the velocity as a stack of past gradients', () => {
  test.each([0, 0.5, 0.99])('adds up to lr·v with β = %f', (beta) => {
    const rows = rowsOf(40, beta);
    for (const [index, row] of rows.entries()) {
      const { shares, older, total } = memoryOf(rows, index);
      const sum = shares.reduce((all, { amount }) => all + amount, older);
      expect(sum).toBeCloseTo(total, 10);
      expect(total).toBeCloseTo(row.before - row.after, 10);
    }
  });

  test('adds up where only the last rows are at hand', () => {
    const rows = rowsOf(40, 0.9).slice(30);
    const { shares, older, total } = memoryOf(rows, 9);
    expect(shares).toHaveLength(10);
    expect(older).not.toBe(0);
    expect(shares.reduce((all, { amount }) => all + amount, older)).toBeCloseTo(total, 12);
  });

  test('weighs a gradient of k updates ago by lr·βᵏ', () => {
    const rows = rowsOf(5, 0.9);
    const { shares } = memoryOf(rows, 4);
    expect(shares[3]?.amount).toBeCloseTo(0.035 * 0.9 ** 3 * (rows[1]?.gradient ?? 0), 12);
  });

  test('without momentum is this gradient alone', () => {
    expect(memoryOf(rowsOf(5, 0), 4).shares).toHaveLength(1);
  });

  test('of no update is nothing', () => {
    expect(memoryOf([], -1)).toEqual({ shares: [], older: 0, total: 0 });
  });
});

test('numbers in TeX keep sign and exponent apart from the operators', () => {
  expect(shownTexNumber(-2.1749)).toBe('-2.175');
  expect(shownTexNumber(-2.1749, true)).toBe('(-2.175)');
  expect(shownTexNumber(1.5e-9, true)).toBe('(1.5 \\cdot 10^{-9})');
  expect(shownTexNumber(Number.POSITIVE_INFINITY)).toBe('\\infty');
});

test('a weight is written with as many digits as show that it moved', () => {
  const [row] = rowsOf(1, 0);
  if (!row) throw new Error('no row');
  expect(weightDigits({ ...row, before: 0.5, after: 0.4 })).toBe(4);
  expect(weightDigits({ ...row, before: 0.5, after: 0.499999 })).toBe(8);
  expect(weightDigits({ ...row, before: 0.5, after: 0.5 })).toBe(4);
});
