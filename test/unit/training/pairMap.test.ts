import { describe, expect, test } from 'vitest';
import type { Sweep } from '../../../src/protocol/training.ts';
import { pairMapOf, shadeOf } from '../../../webview/training/cards/map/pairMap.ts';
import { borderPath, cellAt, pairPlaneOf } from '../../../webview/training/cards/map/pairPicture.tsx';

const plan = { rates: [0.01, 0.1, 1], momenta: [0, 0.9], steps: 10 };
const sweep: Sweep = {
  status: 'running',
  start: 100,
  losses: [
    [1, 'inf', null],
    [10, 1e5, null],
  ],
};
const map = pairMapOf(plan, sweep);

describe('the map as numbers', () => {
  test('knows the best of each row and of all, and what has not been tried', () => {
    expect(map).toMatchObject({ start: 100, tried: 4, total: 6 });
    expect(map.best).toEqual({ row: 0, column: 0, lr: 0.01, momentum: 0, loss: 1 });
    expect(map.bests.map((cell) => cell?.lr)).toEqual([0.01, 0.01]);
    expect(pairMapOf(plan, undefined)).toMatchObject({ best: undefined, tried: 0 });
  });

  test('shades by ratios between the start and the best, and tells apart what is worse, lost or unknown', () => {
    expect(shadeOf(100, map)).toEqual({ kind: 'lower', strength: 0 });
    expect(shadeOf(10, map).strength).toBeCloseTo(0.5, 12);
    expect(shadeOf(1, map)).toEqual({ kind: 'lower', strength: 1 });
    expect(shadeOf(1e5, map)).toEqual({ kind: 'higher', strength: 1 });
    expect(shadeOf(Number.POSITIVE_INFINITY, map).kind).toBe('diverged');
    expect(shadeOf(Number.NaN, map).kind).toBe('diverged');
    expect(shadeOf(undefined, map).kind).toBe('waiting');
  });

  test('shades evenly where losses may be below zero', () => {
    const below = pairMapOf(plan, { ...sweep, start: 1, losses: [[-3, -1, 5]] });
    expect(shadeOf(-1, below)).toEqual({ kind: 'lower', strength: 0.5 });
    expect(shadeOf(5, below).kind).toBe('higher');
  });
});

describe('the map in pixels', () => {
  const plane = pairPlaneOf(plan, { width: 360, height: 144 });

  test('gives each pair back from the middle of its cell', () => {
    for (const { row, column, lr, momentum } of map.rows.flat())
      expect(cellAt(map, plane, plane.x(lr), plane.y(row) + plane.rowHeight / 2)).toMatchObject({
        row,
        column,
        momentum,
      });
    expect(cellAt(map, plane, plane.left - 1, plane.top + 1)).toBeUndefined();
  });

  test('draws the border where its rates lie', () => {
    const numbers =
      borderPath([0.1, 1], plane)
        .match(/[\d.]+/g)
        ?.map(Number) ?? [];
    expect(numbers.filter((_, index) => index % 2 === 0)).toEqual(
      [0.1, 0.1, 1, 1].map((lr) => Math.round(plane.x(lr) * 10) / 10),
    );
  });
});
