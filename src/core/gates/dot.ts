import { showShape } from '../base/show.ts';
import { productGate } from './product.ts';

export const dot = productGate({
  name: 'dot',
  symbol: 'dot',
  shape([a = [], b = []]) {
    const cannot = `cannot take dot(${showShape(a)}, ${showShape(b)})`;
    if (a.length !== 1 || b.length !== 1)
      return { problem: `${cannot}: dot takes two vectors; matrices multiply with @` };
    return a[0] === b[0] ? [] : { problem: `${cannot}: the lengths ${a[0]} and ${b[0]} differ` };
  },
  kernel: { value: 'sum(a * b)', rules: ['upstream * b', 'upstream * a'] },
  rules: ['upstream * b', 'upstream * a'],
  expansion: 'sum(a * b)',
  prose: {
    summary: 'The dot product of two vectors: products entry by entry, added up.',
    insight: 'Swap multipliers into one distributor: each vector gets the other one times upstream.',
    latex: '{a} \\cdot {b}',
    pytorch: 'torch.dot({a}, {b})',
    shapes: '(n,) and (n,) give ()',
  },
  examples: [
    {
      inputs: [
        [1, 2],
        [3, 4],
      ],
      out: 11,
      gradients: [
        [3, 4],
        [1, 2],
      ],
    },
  ],
});
