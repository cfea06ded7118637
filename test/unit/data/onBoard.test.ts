import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { npyFileBytes as npyBytes } from '../../../src/core/explain/export/pytorch/pythonValues.ts';
import type { DataOptionValue, DataSet, MadeData } from '../../../src/core/makers/dataSet.ts';
import { isMakerProblem, type MakerProblem } from '../../../src/core/makers/maker.ts';
import { tensor } from '../../../src/core/tensor/tensor.ts';
import { json, npy, npz } from '../../../src/data/arrays.ts';
import { digits } from '../../../src/data/digits.ts';
import { iris } from '../../../src/data/iris.ts';
import { textFile } from '../../support/dataFiles.ts';

const make = (
  set: DataSet,
  options: Record<string, DataOptionValue> = {},
  bytes?: Uint8Array,
): MadeData | MakerProblem =>
  set.make(
    new Map<string, DataOptionValue>(Object.entries({ split: 'all', path: 'data.file', ...options })),
    seededRandom(0),
    bytes ? [{ bytes, size: bytes.length }] : [],
    Number.POSITIVE_INFINITY,
  );
function good(made: MadeData | MakerProblem): MadeData {
  if (isMakerProblem(made)) throw new Error(made.problem);
  return made;
}
const entries = (made: MadeData, part = 0): readonly number[] => Array.from(made.parts[part]?.data ?? []);
const problem = (made: MadeData | MakerProblem): string => (isMakerProblem(made) ? made.problem : 'none');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('sets on board', () => {
  it('has the digits: 1,797 pictures in sixteenths', () => {
    const made = good(make(digits));
    expect(made.parts.map(({ shape }) => shape)).toEqual([[1797, 64], [1797]]);
    // Sums of scikit-learn's load_digits().
    expect(sum(entries(made)) * 16).toBe(561718);
    expect(sum(entries(made, 1))).toBe(8070);
    expect(
      entries(made)
        .slice(0, 8)
        .map((ink) => ink * 16),
    ).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
    expect(made.picture).toEqual([8, 8, 1]);
  });

  it('has the irises, in centimetres', () => {
    const made = good(make(iris));
    expect(made.parts.map(({ shape }) => shape)).toEqual([[150, 4], [150]]);
    expect(entries(made).slice(0, 4)).toEqual([5.1, 3.5, 1.4, 0.2]);
    expect(sum(entries(made))).toBeCloseTo(2078.7, 9);
    expect(made.classNames).toEqual(['setosa', 'versicolor', 'virginica']);
  });

  it('splits into the same rows every time', () => {
    const [train, test] = ['train', 'test'].map((split) => good(make(digits, { split })));
    expect([train?.rows, test?.rows]).toEqual([1438, 359]);
    expect(sum(entries(train ?? good(make(digits)), 1)) + sum(entries(test ?? good(make(digits)), 1))).toBe(8070);
    expect(problem(make(iris, { split: 'half' }))).toMatch(/split is "all", "train" or "test"/);
    expect(good(make(iris, { n: 5 })).parts[0]?.shape).toEqual([5, 4]);
  });
});

describe('arrays in files', () => {
  const X = tensor([3, 2], [1, 2.5, 3, 4, 5, 6]);

  it('reads npy, npz and JSON', () => {
    expect(good(make(npy, {}, npyBytes(X))).parts[0]).toEqual(X);
    const archive = zipSync({ 'X.npy': npyBytes(X), 'y.npy': npyBytes(tensor([3], [0, 2, 1])) });
    expect(good(make(npz, { name: 'X' }, archive)).parts[0]).toEqual(X);
    expect(good(make(npz, { name: 'y' }, archive)).roles).toEqual(['labels']);
    expect(problem(make(npz, {}, archive))).toMatch(/holds 2 arrays: pick one with name=, of X, y/);
    expect(good(make(json, {}, textFile('[[1,2.5],[3,4],[5,6]]'))).parts[0]).toEqual(X);
    expect(good(make(json, { name: 'X', n: 1 }, textFile('{"X":[[1,2.5],[3,4]]}'))).parts[0]?.shape).toEqual([1, 2]);
  });

  it('says what is wrong and where', () => {
    expect(problem(make(json, {}, textFile('[[1,2],[3]]')))).toMatch(
      /entry \[1\]: a list of 1 stands beside lists of 2/,
    );
    expect(problem(make(json, {}, textFile('[[1,"a"]]')))).toMatch(/entry \[0\]\[1\]: "a" is not a number/);
    expect(problem(make(json, {}, textFile('{"a":1}')))).toMatch(/pick an array with name=, of a/);
    expect(problem(make(json, {}, textFile('[1,')))).toMatch(/is no JSON/);
    const huge = npyBytes(tensor([1], [1]));
    const text = new TextDecoder('latin1').decode(huge).replace('(1,), }', '(99999999999,), }');
    expect(
      problem(
        make(
          npy,
          {},
          Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
        ),
      ),
    ).toMatch(/at most 50 million are read/);
  });
});
