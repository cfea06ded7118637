import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../src/core/base/seeds.ts';
import { Curve } from '../../../webview/training/model/curve.ts';
import { bandOf, stylesOf } from '../../../webview/training/model/seedGroups.ts';
import { gridOf } from '../../../webview/training/plot/legend.tsx';

const curve = (values: readonly (readonly [number, number])[]): Curve => {
  const made = new Curve();
  for (const [step, value] of values) made.append(step, value);
  return made;
};

describe('runs that differ in their seed', () => {
  it('share the look of their setting', () => {
    const variants = [0.1, 0.5].flatMap((lr) =>
      [1, 2, 3].map((seed) => ({ label: `lr = ${lr}, seed = ${seed}`, options: { lr, seed }, totalSteps: 9 })),
    );
    expect(stylesOf(variants)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('have a mean, a deviation and a spread, none where one was lost', () => {
    expect(spreadOf([1, 2, 6])).toEqual({ mean: 3, deviation: Math.sqrt(7), low: 1, high: 6, count: 3 });
    expect(spreadOf([5])?.deviation).toBe(0);
    expect(spreadOf([1, Number.NaN])).toBeUndefined();
    expect(spreadOf([])).toBeUndefined();
  });

  it('have a band over the steps that all of them have', () => {
    const band = bandOf([
      curve([
        [0, 4],
        [1, 3],
        [3, 1],
      ]),
      curve([
        [0, 6],
        [2, 3],
        [3, 2],
      ]),
    ]);
    expect(band).toEqual({ steps: [0, 3], mean: [5, 1.5], low: [4, 1], high: [6, 2] });
  });
});

describe('a legend of many runs', () => {
  it('has rows and columns by what they differ in', () => {
    const labels = ['lr = 1, β = 0', 'lr = 1, β = 0.9', 'lr = 2, β = 0', 'lr = 2, β = 0.9'];
    const grid = gridOf(labels);
    expect([grid?.columns, grid?.rows]).toEqual([
      ['lr = 1', 'lr = 2'],
      ['β = 0', 'β = 0.9'],
    ]);
    expect(grid?.place('β = 0.9', 'lr = 2')).toBe(3);
    expect(gridOf(['lr = 1', 'lr = 2'])).toBeUndefined();
  });
});
