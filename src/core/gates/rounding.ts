import { complex } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import type { Example, Gate } from './gate.ts';

/** A half goes to the even neighbour, as in NumPy and PyTorch. */
function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

const step = (name: string, symbol: string, value: (x: number) => number, summary: string, example: Example): Gate =>
  elementwise({
    name,
    symbol,
    params: ['x'],
    pattern: 'gradient switch',
    cuts: true,
    value,
    slopes: [() => 0],
    locals: ['0'],
    complex: (x) => complex(value(x.re)),
    remark: () => ({ kind: 'off', param: 0, words: `${name} is flat between its steps, so no gradient passes` }),
    prose: {
      summary,
      insight:
        'Flat between its steps: the gradient is 0. A straight-through estimator passes it on: x + detach(' +
        `${name}(x) - x).`,
      latex: name === 'floor' ? '\\left\\lfloor {x} \\right\\rfloor' : `\\operatorname{${name}}\\left({x}\\right)`,
      pytorch: `torch.${name}({x})`,
      shapes: 'keeps the shape',
    },
    examples: [example],
  });

export const floor = step('floor', '⌊x⌋', Math.floor, 'The largest whole number that is not above x.', {
  inputs: [[-1.5, 0.2, 3]],
  out: [-2, 0, 3],
  gradients: [[0, 0, 0]],
});

export const round = step(
  'round',
  'round',
  roundHalfToEven,
  'The nearest whole number; a half goes to the even one, as in NumPy.',
  { inputs: [[-1.5, 0.5, 2.6]], out: [-2, 0, 3], gradients: [[0, 0, 0]] },
);
