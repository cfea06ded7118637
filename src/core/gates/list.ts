import { rearrangement } from './rearrangement.ts';
import { stackedShape, stackMoves } from './stack.ts';

export const list = rearrangement({
  name: 'list',
  symbol: '[ ]',
  spelling: { kind: 'list' },
  params: ['a'],
  variadic: true,
  shape: (inputs) => stackedShape(inputs, 0, 'the entries of a list'),
  moves: (inputs, out, _options, move) => stackMoves(inputs, out, 0, move),
  rules: [''],
  ruleAt: (param) => `upstream[${param}]`,
  prose: {
    summary: 'A vector from numbers, a matrix from vectors.',
    insight: 'Each entry gets back its own entry of upstream.',
    latex: '\\left[{all}\\right]',
    pytorch: 'torch.stack([{all}])',
    shapes: 'n numbers give (n,), m lists of n give (m, n)',
  },
  examples: [{ inputs: [1, 2, 3], out: [1, 2, 3], gradients: [1, 1, 1] }],
});
