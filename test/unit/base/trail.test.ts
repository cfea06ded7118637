import { expect, test } from 'vitest';
import { cornersOf } from '../../../src/core/base/corners.ts';
import { Trail } from '../../../src/core/base/trail.ts';

test('a trail stays small and keeps its end; places off the map are left out', () => {
  const trail = new Trail();
  for (let step = 0; step < 100_000; step++) trail.append(step, step / 10, step === 7 ? Number.NaN : -step);
  expect(trail.x.length).toBeLessThanOrEqual(4096);
  expect(trail.x[0]).toBe(0);
  expect(trail.x.at(-1)).toBe(9999.9);
  expect(trail.steps.length).toBe(trail.y.length);
  expect(trail.y.every(Number.isFinite)).toBe(true);
});

test('the corners of the first steps stay however long the way goes on', () => {
  const trail = new Trail();
  for (let step = 0; step < 60; step++) trail.append(step, 6 * 0.97 ** step, 3 * (-0.9) ** step);
  for (let step = 60; step < 300_000; step++) trail.append(step, 6 * 0.97 ** 60 * 0.99999 ** step, 1e-4 / step);
  expect(trail.steps.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, step) => step));
  expect(trail.steps).toEqual(trail.steps.toSorted((a, b) => a - b));
});

test('what is taken is gone, and no more than was asked for', () => {
  const trail = new Trail();
  for (let step = 0; step < 1000; step++) trail.append(step, Math.cos(step / 50), Math.sin(step / 50));
  const taken = trail.take(100);
  expect(taken).toHaveLength(100);
  expect([taken[0]?.[0], taken.at(-1)?.[0]]).toEqual([0, 999]);
  for (const [step, x, y] of taken) expect([x, y]).toEqual([Math.cos(step / 50), Math.sin(step / 50)]);
  expect(trail.take(100)).toEqual([]);
});

test('corners do not depend on the scale of the axes', () => {
  const x = Float64Array.from({ length: 400 }, (_, i) => Math.cos(i / 9) * i);
  const y = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i / 7) * i);
  expect(
    cornersOf(
      x,
      y.map((entry) => 1024 * entry),
      40,
    ),
  ).toEqual(cornersOf(x, y, 40));
  expect(cornersOf([1, 2], [1, 2], 0)).toEqual([0, 1]);
});
