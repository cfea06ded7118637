import { describe, expect, it } from 'vitest';
import { unitColumns } from '../../../src/core/picture/layers.ts';
import { snapshot } from '../graph/drawn.ts';

const columnsOf = (text: string) =>
  unitColumns(snapshot(text))?.map(({ name, shape, weightsName }) => [name, shape.join('×'), weightsName]);

describe('fully connected layers as columns of units', () => {
  it('are the inputs, then one column a layer, with its activation', () => {
    const text = `X = [[1, 2], [3, 4], [5, 6]]
W1 = param(ones(2, 4)); b1 = param(zeros(4)); W2 = param(ones(4, 3)); b2 = param(zeros(3))
h = relu(fc(X, W1, b1))
s = fc(h, W2, b2)
L = cross_entropy(s, [0, 1, 2])`;
    expect(columnsOf(text)).toEqual([
      ['X', '3×2', ''],
      ['h', '3×4', 'W1'],
      ['s', '3×3', 'W2'],
    ]);
  });

  it('tell the weights from a batch of the same shape, and take a product with its bias', () => {
    const text = 'x = [[1, 2], [3, 4]]; W = param(ones(2, 2)); b = param(zeros(2))\ns = tanh(x @ W + b)\nL = sum(s)';
    expect(columnsOf(text)).toEqual([
      ['x', '2×2', ''],
      ['s', '2×2', 'W'],
    ]);
    expect(columnsOf('x = 2; y = 3\nf = x * y')).toBeUndefined();
  });
});
