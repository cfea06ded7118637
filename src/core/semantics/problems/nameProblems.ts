import type { ProblemKind } from './problemKind.ts';

/** Names and functions that are not there, or not yet. */
export const nameProblems = [
  {
    code: 'import',
    severity: 'hint',
    title: 'No import needed',
    explanation:
      'All functions are there from the start. np., torch., F. and their like before a function are passed over, so that lines of a script can stay as they are.',
    example: '⟦import numpy as np⟧\nx = np.exp(1)',
    remedy: 'x = exp(1)',
  },
  {
    code: 'unknown-name',
    severity: 'error',
    title: 'A name without a value',
    explanation:
      'Nothing above gives this name a value. Perhaps it is spelled otherwise there (capital and small letters differ: W is not w), or a line is missing.',
    example: 'weight = 2\nf = 3 * ⟦wieght⟧',
    remedy: 'weight = 2\nf = 3 * weight',
  },
  {
    code: 'given-below',
    severity: 'error',
    title: 'A name that is given further down',
    explanation:
      'Lines are computed from top to bottom, whatever is clicked or edited first, so that a text always has the same values. Move the line that gives the name above this one.',
    example: 'f = 3 * ⟦x⟧\nx = 2',
    remedy: 'x = 2\nf = 3 * x',
  },
  {
    code: 'needs-itself',
    severity: 'error',
    title: 'A line that needs itself',
    explanation:
      'A value is computed from what stands above it. A name may be given again, as in x = x + 1, but only when it had a value before.',
    example: 'n = ⟦n⟧ + 1',
    remedy: 'n = 0\nn = n + 1',
  },
  {
    code: 'error-above',
    severity: 'info',
    title: 'A value that is missing because of another line',
    explanation:
      'This line is right as it stands, but a name in it has no value: the line that gives it has an error. Put that line right first.',
    example: 'a = 2 *\nf = ⟦a⟧ + 1',
    remedy: 'a = 2 * 3\nf = a + 1',
    with: ['expected-expression'],
  },
  {
    code: 'error-further-up',
    severity: 'hint',
    title: 'A value that is missing because of a line further up',
    explanation:
      'Nothing is wrong here. A line further up has an error, and what depends on it waits until it is put right.',
    example: 'a = 2 *\nb = a + 1\nf = ⟦b⟧ * 2',
    remedy: 'a = 2 * 3\nb = a + 1\nf = b * 2',
    with: ['expected-expression', 'error-above'],
  },
  {
    code: 'unused-name',
    severity: 'hint',
    title: 'A value that nothing reads',
    explanation:
      'No line below reads this value, so it has no gradient and changes nothing. It may be left over, or another name was meant where it should stand.',
    example: 'x = 2; ⟦y⟧ = 5\nf = x * x\ng = f + 1',
    remedy: 'x = 2\nf = x * x\ng = f + 1',
  },
  {
    code: 'unknown-function',
    severity: 'error',
    title: 'No such function',
    explanation:
      'The language has a fixed set of functions, which completion lists, and those that the text defines with def above this line.',
    example: 'f = ⟦sigmiod⟧(0.5)',
    remedy: 'f = sigmoid(0.5)',
  },
  {
    code: 'function-not-called',
    severity: 'error',
    title: 'A function without its values',
    explanation: 'A function has no value of its own; it needs the values that it works on, in round brackets.',
    example: 'x = 0.5\nf = 2 * ⟦tanh⟧',
    remedy: 'x = 0.5\nf = 2 * tanh(x)',
  },
  {
    code: 'def-not-called',
    severity: 'error',
    title: 'A defined function without its values',
    explanation: 'A def names a formula, not a number. Give it its values in round brackets.',
    example: 'def twice(a) = 2 * a\nf = ⟦twice⟧ + 1',
    remedy: 'def twice(a) = 2 * a\nf = twice(3) + 1',
  },
  {
    code: 'not-a-function',
    severity: 'error',
    title: 'A value that is called',
    explanation:
      'A name followed by ( is a call. Products are written with *; nothing multiplies by standing side by side.',
    example: 'x = 3; y = 4\nf = ⟦x⟧(y + 1)',
    remedy: 'x = 3; y = 4\nf = x * (y + 1)',
  },
  {
    code: 'statement-in-expression',
    severity: 'error',
    title: 'A statement inside a formula',
    explanation: 'train(…), backward(…) and value(…) have no value: each is a line of its own.',
    example: 'x = 3\nf = x * 2\ng = ⟦backward⟧(f)',
    remedy: 'x = 3\nf = x * 2\nbackward(f)',
  },
] as const satisfies readonly ProblemKind[];
