import { sizeOf } from '../tensor/tensor.ts';
import { rearrangement } from './rearrangement.ts';

export const copy = rearrangement({
  name: 'copy',
  symbol: 'copy',
  spelling: { kind: 'unwritten' },
  params: ['a'],
  pattern: 'gradient adder',
  shape: ([a = []]) => a,
  moves: (_inputs, out, _options, move) => move(0, 0, 1, 0, 1, sizeOf(out)),
  rules: ['upstream'],
  prose: {
    summary: 'Hands one value to every place where it is used.',
    insight: 'The gradient adder: each use sends a message back, and the messages are added up, never overwritten.',
    latex: '{a}',
    pytorch: '{a}',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [3], out: 3, gradients: [1] }],
});
