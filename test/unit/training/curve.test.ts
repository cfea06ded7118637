import { describe, expect, test } from 'vitest';
import { Curve, smoothed } from '../../../webview/training/model/curve.ts';

describe('a curve', () => {
  test('of a million points stays small, keeps both ends, its steps in order, and a spike of one step', () => {
    const curve = new Curve();
    for (let step = 0; step < 1_000_000; step++) curve.append(step, step === 123_457 ? 1000 : 1 / (step + 1));
    expect(curve.steps.length).toBeLessThanOrEqual(4096);
    expect(curve.values.length).toBe(curve.steps.length);
    expect(curve.steps[0]).toBe(0);
    expect(curve.steps.at(-1)).toBe(999_999);
    expect(curve.steps).toEqual([...curve.steps].sort((a, b) => a - b));
    expect(curve.values[curve.steps.indexOf(123_457)]).toBe(1000);
  });

  test('knows its last and its lowest finite value', () => {
    const curve = new Curve();
    [3, 1, 2, Number.NaN, Number.NEGATIVE_INFINITY].forEach((value, step) => {
      curve.append(step, value);
    });
    expect(curve.best).toEqual({ step: 1, value: 1 });
    expect(curve.last).toBe(Number.NEGATIVE_INFINITY);
  });

  test('takes no step twice', () => {
    const curve = new Curve();
    curve.append(5, 1);
    curve.append(5, 2);
    curve.append(4, 3);
    expect(curve.steps).toEqual([5]);
    expect(curve.last).toBe(1);
  });
});

describe('smoothing', () => {
  test('of nothing changes nothing, and of a constant gives the constant from the first step on', () => {
    expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2]);
    for (const value of smoothed([5, 5, 5, 5], 0.98)) expect(value).toBeCloseTo(5, 12);
  });

  test('weighs the past by powers of its amount', () => {
    const [, second, third] = smoothed([1, 2, 4], 0.5);
    expect(second).toBeCloseTo((0.5 * 1 + 2) / 1.5, 12);
    expect(third).toBeCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75, 12);
  });

  test('steps over what is not finite', () => {
    expect(smoothed([2, Number.NaN, 2], 0.9)[2]).toBeCloseTo(2, 12);
  });
});
