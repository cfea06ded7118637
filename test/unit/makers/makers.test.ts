import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { makerNamed, makers } from '../../../src/core/makers/index.ts';
import { isMakerProblem } from '../../../src/core/makers/maker.ts';
import { fromNested, type Nested, type Tensor, zeros } from '../../../src/core/tensor/tensor.ts';

function make(name: string, args: readonly Nested[], seed = 1): Tensor | string {
  const maker = makerNamed(name);
  if (!maker) throw new Error(`no maker ${name}`);
  const given = { positional: args.map(fromNested), named: new Map<string, Tensor>() };
  const shape = maker.shape(given);
  if (isMakerProblem(shape)) return shape.problem;
  const out = zeros(shape);
  out.data.fill(Number.NaN);
  maker.fill(out, given, seededRandom(seed));
  return out;
}
function made(name: string, args: readonly Nested[], seed = 1): Tensor {
  const out = make(name, args, seed);
  if (typeof out === 'string') throw new Error(out);
  return out;
}
const entries = (name: string, args: readonly Nested[]): number[] => Array.from(made(name, args).data);

describe('makers', () => {
  it('fill every entry of the shape their example promises', () => {
    for (const maker of makers) {
      const args = [...maker.example.text.matchAll(/\[[^\]]*\]|(?<=[(,] ?)\d+(?=[,)])/g)].map(([arg]) =>
        JSON.parse(arg),
      );
      const out = made(maker.name, args);
      expect(out.shape, maker.example.text).toEqual(maker.example.shape);
      expect(Array.from(out.data).every(Number.isFinite), maker.name).toBe(true);
    }
  });

  it('makes what they are called', () => {
    expect(made('zeros', [2, 3])).toEqual(
      fromNested([
        [0, 0, 0],
        [0, 0, 0],
      ]),
    );
    expect(made('ones', [[2, 1]])).toEqual(fromNested([[1], [1]]));
    expect(made('zeros', []).shape).toEqual([]);
    expect(entries('eye', [2])).toEqual([1, 0, 0, 1]);
    expect(entries('arange', [4])).toEqual([0, 1, 2, 3]);
    expect(entries('arange', [1, 2, 0.25])).toEqual([1, 1.25, 1.5, 1.75]);
    expect(entries('arange', [3, 0, -1])).toEqual([3, 2, 1]);
    expect(entries('arange', [3, 0])).toEqual([]);
    expect(entries('linspace', [0, 1, 5])).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(entries('linspace', [-1, 0.1, 11]).at(-1)).toBe(0.1);
    expect(entries('linspace', [3, 9, 1])).toEqual([3]);
    expect(made('onehot', [[2, 0], 3])).toEqual(
      fromNested([
        [0, 0, 1],
        [1, 0, 0],
      ]),
    );
    expect(entries('onehot', [1, 2])).toEqual([0, 1]);
  });

  it('say what they cannot make', () => {
    const refused: readonly [string, readonly Nested[], RegExp][] = [
      ['zeros', [2.5], /whole numbers from 0 as sizes, not 2.5/],
      ['zeros', [-1], /not -1/],
      ['zeros', [Number.NaN], /not NaN/],
      ['zeros', [[1, 2], 3], /sizes as numbers/],
      ['eye', [2, 3], /eye takes one size/],
      ['arange', [], /one to three numbers/],
      ['arange', [0, 1, 0], /steps of 0/],
      ['arange', [Number.POSITIVE_INFINITY], /one to three numbers/],
      ['linspace', [0, 1], /three numbers/],
      ['linspace', [0, 1, -2], /whole number of points, not -2/],
      ['onehot', [[0, 3], 3], /label 3 \(row 1\)/],
      ['onehot', [[0.5], 3], /label 0.5 \(row 0\)/],
      ['onehot', [[0], 0], /number of classes, not 0|whole number of classes, not 0/],
      ['he', [2, 3, 4], /weights of a layer/],
      ['xavier', [], /weights of a layer/],
    ];
    for (const [name, args, words] of refused) expect(make(name, args), `${name}(${args})`).toMatch(words);
  });

  it('draw from the distributions they name', () => {
    const spread = (name: string, args: readonly number[]): [number, number] => {
      const data = Array.from(made(name, args, 3).data);
      const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
      return [mean, Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length)];
    };
    const expected: readonly [string, number[], number, number][] = [
      ['randn', [200, 200], 0, 1],
      ['rand', [200, 200], 0.5, Math.sqrt(1 / 12)],
      ['he', [50, 800], 0, Math.sqrt(2 / 50)],
      ['xavier', [50, 800], 0, Math.sqrt(2 / 850)],
    ];
    for (const [name, args, mean, deviation] of expected) {
      const [m, d] = spread(name, args);
      expect(Math.abs(m - mean), name).toBeLessThan(4 * (deviation / 200));
      expect(d / deviation, name).toBeCloseTo(1, 1.5);
    }
    const uniform = entries('rand', [1000]);
    expect(Math.min(...uniform) >= 0 && Math.max(...uniform) < 1).toBe(true);
  });
});

describe('seeded random numbers', () => {
  const first = (seed: number | string, count: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, () => random.uniform());
  };

  it('are the same for the same seed on every machine', () => {
    expect(first(1, 3)).toEqual(first('1', 3));
    const random = seededRandom('pinned');
    expect([random.uniform(), random.normal(), random.below(1000)]).toMatchInlineSnapshot(`
      [
        0.13784841508496315,
        -1.6094614729446768,
        165,
      ]
    `);
  });

  it('of neighbouring seeds have nothing in common', () => {
    const count = 2000;
    const centred = (seed: number) => first(seed, count).map((x) => (x - 0.5) * Math.sqrt(12));
    for (const seed of [0, 1, 7, 1000, -3]) {
      const [a, b] = [centred(seed), centred(seed + 1)];
      const correlation = a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) / count;
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(count));
    }
    const starts = Array.from({ length: 4000 }, (_, seed) => first(seed, 1)[0] ?? 0);
    const mean = starts.reduce((sum, x) => sum + x, 0) / starts.length;
    expect(mean).toBeCloseTo(0.5, 1.5);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('below gives every whole number alike', () => {
    const random = seededRandom(9);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 6000; i++) {
      const n = random.below(6);
      counts[n] = (counts[n] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(random.below(1)).toBe(0);
  });
});
