import { complex } from '../tensor/complex.ts';
import { elementwise } from './elementwise.ts';
import type { Gate } from './gate.ts';

interface Comparison {
  readonly name: string;
  readonly operator: string;
  readonly symbol: string;
  readonly latex: string;
  readonly words: string;
  readonly holds: (a: number, b: number) => boolean;
}

const comparison = ({ name, operator, symbol, latex, words, holds }: Comparison): Gate =>
  elementwise({
    name,
    symbol,
    spelling: { kind: 'infix', operator },
    params: ['a', 'b'],
    differentiable: [false, false],
    pattern: undefined,
    cuts: true,
    value: (a, b) => (holds(a, b) ? 1 : 0),
    slopes: [() => 0, () => 0],
    locals: ['0', '0'],
    complex: (a, b) => complex(holds(a.re, b.re) ? 1 : 0),
    prose: {
      summary: `1 where the left is ${words} the right, else 0, entry by entry.`,
      insight: 'A comparison jumps from 0 to 1 and is flat otherwise: no gradient flows through it.',
      latex: `{a} ${latex} {b}`,
      pytorch: `({a} ${operator} {b}).to({a}.dtype)`,
      shapes: 'shapes are broadcast',
    },
    examples: [
      {
        inputs: [[1, 2, 3], 2],
        out: [1, 2, 3].map((entry) => (holds(entry, 2) ? 1 : 0)),
        gradients: [[0, 0, 0], 0],
      },
    ],
  });

export const comparisons: readonly Gate[] = [
  comparison({ name: 'less', operator: '<', symbol: '<', latex: '<', words: 'smaller than', holds: (a, b) => a < b }),
  comparison({
    name: 'less_equal',
    operator: '<=',
    symbol: '≤',
    latex: '\\le',
    words: 'smaller than or equal to',
    holds: (a, b) => a <= b,
  }),
  comparison({ name: 'greater', operator: '>', symbol: '>', latex: '>', words: 'larger than', holds: (a, b) => a > b }),
  comparison({
    name: 'greater_equal',
    operator: '>=',
    symbol: '≥',
    latex: '\\ge',
    words: 'larger than or equal to',
    holds: (a, b) => a >= b,
  }),
  comparison({ name: 'equal', operator: '==', symbol: '=', latex: '=', words: 'equal to', holds: (a, b) => a === b }),
  comparison({
    name: 'not_equal',
    operator: '!=',
    symbol: '≠',
    latex: '\\ne',
    words: 'different from',
    holds: (a, b) => a !== b,
  }),
];
