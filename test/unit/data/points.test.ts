import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { takenRows } from '../../../src/core/base/takenRows.ts';
import type { DataOptions, DataSet, MadeData } from '../../../src/core/makers/dataSet.ts';
import { isMakerProblem } from '../../../src/core/makers/maker.ts';
import { dataSets } from '../../../src/data/index.ts';

const made = dataSets.filter((set) => set.source === 'made' && set.options.some(({ name }) => name === 'seed'));
const named = (name: string): DataSet => {
  const found = dataSets.find((set) => set.name === name);
  if (!found) throw new Error(`no data set ${name}`);
  return found;
};
function make(
  set: DataSet,
  given: Record<string, number> = {},
  seed = 1,
  maxRows = Number.POSITIVE_INFINITY,
): MadeData {
  const data = set.make(new Map(Object.entries(given)), seededRandom(seed), [], maxRows);
  if (isMakerProblem(data)) throw new Error(data.problem);
  return data;
}
const columns = (data: MadeData, d: number): number[] => {
  const [X] = data.parts;
  return Array.from(X?.data ?? []).filter((_, i) => i % (X?.shape[1] ?? 1) === d);
};
const ys = (data: MadeData): number[] => Array.from(data.parts[1]?.data ?? []);

describe.each(made.map((set) => [set.name, set] as const))('%s', (_name, set) => {
  it('has the promised shapes, finite entries and whole labels', () => {
    for (const n of [1, 7, 60]) {
      const options: DataOptions = new Map([['n', n]]);
      const data = make(set, { n });
      expect(data.parts.map((part) => part.shape)).toEqual(set.shapes(options));
      expect(data.rows).toBe(n);
      for (const part of data.parts) expect(Array.from(part.data).every(Number.isFinite)).toBe(true);
      if (set.parts[1]?.role === 'labels') expect(ys(data).every((y) => Number.isInteger(y) && y >= 0)).toBe(true);
      else expect(data.parts[1]?.shape).toEqual([n, 1]);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const noisy = { n: 40, noise: 0.3 };
    expect(make(set, noisy, 5)).toEqual(make(set, noisy, 5));
    expect(make(set, noisy, 5)).not.toEqual(make(set, noisy, 6));
  });

  it('gives rows drawn over all of them as they are in the whole', () => {
    const whole = make(set, { n: 50 });
    const first = make(set, { n: 50 }, 1, 8);
    expect(first.rows).toBe(50);
    for (const [p, part] of first.parts.entries()) {
      expect(part.shape[0]).toBe(8);
      const width = part.data.length / 8;
      const rows = Array.from(takenRows(50, 8));
      expect(Array.from(part.data)).toEqual(
        rows.flatMap((row) => Array.from(whole.parts[p]?.data.subarray(row * width, (row + 1) * width) ?? [])),
      );
    }
  });

  it('refuses options that make no sense, before and while making', () => {
    for (const bad of [{ n: 0 }, { n: 2.5 }, { n: Number.NaN }, { noise: -1 }, { noise: Number.POSITIVE_INFINITY }]) {
      const options = new Map(Object.entries(bad));
      expect(set.shapes(options)).toHaveProperty('problem');
      expect(set.make(options, seededRandom(1), [], 5)).toHaveProperty('problem');
    }
  });
});

describe('what the points look like', () => {
  it('xor is the four corners', () => {
    const data = make(named('xor'));
    expect(Array.from(data.parts[0]?.data ?? [])).toEqual([0, 0, 0, 1, 1, 0, 1, 1]);
    expect(ys(data)).toEqual([0, 1, 1, 0]);
  });

  it('circles lie at radius 1 and factor', () => {
    const data = make(named('circles'), { n: 20, noise: 0, factor: 0.25 });
    const [x, y] = [columns(data, 0), columns(data, 1)];
    for (const [i, label] of ys(data).entries())
      expect(Math.hypot(x[i] ?? 0, y[i] ?? 0)).toBeCloseTo(label === 0 ? 1 : 0.25, 12);
  });

  it('blobs stand around their centres, classes in turn', () => {
    const data = make(named('blobs'), { n: 4000, classes: 4, noise: 0.1 });
    expect(ys(data).slice(0, 5)).toEqual([0, 1, 2, 3, 0]);
    const second = columns(data, 1).filter((_, i) => i % 4 === 1);
    expect(second.reduce((sum, y) => sum + y, 0) / second.length).toBeCloseTo(2, 1);
  });

  it('spiral and moons stay within their picture', () => {
    for (const [name, reach] of [
      ['spiral', 1],
      ['moons', 2],
    ] as const) {
      const data = make(named(name), { n: 200, noise: 0 });
      expect(Math.max(...columns(data, 0).map(Math.abs))).toBeLessThanOrEqual(reach);
    }
  });

  it('line and sine follow their curve exactly without noise', () => {
    const straight = make(named('line'), { n: 30, noise: 0, slope: -3, intercept: 0.5 });
    expect(ys(straight)).toEqual(columns(straight, 0).map((x) => -3 * x + 0.5));
    const wave = make(named('sine'), { n: 30, noise: 0 });
    expect(ys(wave)).toEqual(columns(wave, 0).map(Math.sin));
  });
});
