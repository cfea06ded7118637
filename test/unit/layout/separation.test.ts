import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Distances, Separation } from '../../../src/core/layout/separation.ts';

interface Distance {
  readonly upper: number;
  readonly lower: number;
  readonly gap: number;
}

const asked = (distances: readonly Distance[]): Distances => ({
  upper: Int32Array.from(distances, ({ upper }) => upper),
  lower: Int32Array.from(distances, ({ lower }) => lower),
  gap: Float64Array.from(distances, ({ gap }) => gap),
});

const solve = (wanted: readonly number[], distances: readonly Distance[], weights = wanted.map(() => 1)): number[] => [
  ...new Separation(wanted.length, asked(distances)).solve(Float64Array.from(wanted), Float64Array.from(weights)),
];

it('leaves alone what is far enough apart', () => {
  expect(solve([0, 30], [{ upper: 0, lower: 1, gap: 20 }])).toEqual([0, 30]);
});

it('moves two that are too near apart by the same way, the lighter one further', () => {
  expect(solve([0, 0], [{ upper: 0, lower: 1, gap: 10 }])).toEqual([-5, 5]);
  expect(solve([0, 0], [{ upper: 0, lower: 1, gap: 10 }], [3, 1])).toEqual([-2.5, 7.5]);
});

it('lets go again of what a later one has pulled along for nothing', () => {
  const distances = [
    { upper: 0, lower: 1, gap: 10 },
    { upper: 1, lower: 2, gap: 10 },
  ];
  const separation = new Separation(3, asked(distances));
  const even = Float64Array.of(1, 1, 1);
  expect([...separation.solve(Float64Array.of(0, 0, 0), even)]).toEqual([-10, 0, 10]);
  const again = [...separation.solve(Float64Array.of(-50, 0, 60), even)];
  for (const [k, height] of [-50, 0, 60].entries()) expect(again[k]).toBeCloseTo(height, 6);
});

const problem = fc.integer({ min: 2, max: 8 }).chain((count) =>
  fc.record({
    wanted: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: count, maxLength: count }),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: count, maxLength: count }),
    distances: fc.array(
      fc
        .record({ a: fc.nat(count - 1), b: fc.nat(count - 1), gap: fc.integer({ min: 1, max: 20 }) })
        .filter(({ a, b }) => a !== b)
        .map(({ a, b, gap }) => ({ upper: Math.min(a, b), lower: Math.max(a, b), gap })),
      { maxLength: 12 },
    ),
  }),
);

const costOf = (heights: readonly number[], wanted: readonly number[], weights: readonly number[]): number =>
  heights.reduce((sum, height, k) => sum + (weights[k] ?? 1) * (height - (wanted[k] ?? 0)) ** 2, 0);

/** Dykstra's alternating projections: slow, simple, and known to converge to the answer. */
function slowly(wanted: readonly number[], weights: readonly number[], distances: readonly Distance[]): number[] {
  const heights = wanted.slice();
  const pushed = distances.map(() => 0);
  for (let round = 0; round < 4000; round++) {
    for (const [k, { upper, lower, gap }] of distances.entries()) {
      const [a, b] = [1 / (weights[upper] ?? 1), 1 / (weights[lower] ?? 1)];
      const free = (heights[lower] ?? 0) - (heights[upper] ?? 0) - (pushed[k] ?? 0) * (a + b);
      const push = Math.max(0, (gap - free) / (a + b));
      heights[upper] = (heights[upper] ?? 0) - a * (push - (pushed[k] ?? 0));
      heights[lower] = (heights[lower] ?? 0) + b * (push - (pushed[k] ?? 0));
      pushed[k] = push;
    }
  }
  return heights;
}

it('keeps every distance, at the least cost', () => {
  fc.assert(
    fc.property(problem, ({ wanted, weights, distances }) => {
      const heights = solve(wanted, distances, weights);
      for (const { upper, lower, gap } of distances)
        expect((heights[lower] ?? 0) - (heights[upper] ?? 0)).toBeGreaterThanOrEqual(gap - 1e-5);
      const best = costOf(slowly(wanted, weights, distances), wanted, weights);
      expect(costOf(heights, wanted, weights)).toBeLessThanOrEqual(best * 1.001 + 0.01);
    }),
    { numRuns: 60, seed: 7 },
  );
});
