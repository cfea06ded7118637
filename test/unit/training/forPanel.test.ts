import { expect, test } from 'vitest';
import { cornerOf, forPanel } from '../../../src/extension/host/forPanel.ts';
import type { SavedParameter } from '../../../src/protocol/training.ts';

const counted = (shape: readonly number[]): SavedParameter => ({
  name: 'W',
  shape,
  data: Float64Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, i) => i),
});

test('of a large matrix the panel gets the corner that it draws', () => {
  const { shape, data } = cornerOf(counted([300, 200]));
  expect(shape).toEqual([128, 128]);
  for (const [row, column] of [
    [0, 0],
    [5, 127],
    [127, 3],
  ] as const)
    expect(data[row * 128 + column]).toBe(row * 200 + column);
  expect(cornerOf(counted([3072, 10])).shape).toEqual([128, 10]);
  expect(cornerOf(counted([20_000])).shape).toEqual([1, 128]);
});

test('a small one goes as it is', () => {
  const small = counted([100, 100]);
  expect(cornerOf(small)).toBe(small);
});

test('no event carries more than the panel draws, nor what the optimiser remembers', () => {
  const large = [counted([1000, 500]), counted([500])];
  const parameters = forPanel({
    type: 'parameters',
    run: 1,
    variant: 0,
    step: 3,
    parameters: large,
    memory: [large],
  });
  const end = { variant: 0, steps: 3, end: { how: 'done' }, parameters: large } as const;
  const ended = forPanel({ type: 'ended', run: 1, ends: [end] });
  for (const event of [parameters, ended]) {
    const numbers: number[] = [];
    JSON.stringify(event, (_key, value: unknown) => {
      if (value instanceof Float64Array) numbers.push(value.length);
      return value;
    });
    expect(numbers).toEqual([128 * 128, 500]);
  }
});
