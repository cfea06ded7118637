import type { ProblemKind } from './problemKind.ts';

/** Outputs, questions, gradients inside the text and backward passes of one's own. */
export const outputProblems = [
  {
    code: 'output-tensor',
    severity: 'error',
    title: 'An output is a single number',
    explanation:
      'A gradient says how one number changes. Of a vector or a matrix take the sum, or the mean as losses do, and differentiate that.',
    example: 'x = [1, 2]\ny = x * x\nbackward(⟦y⟧)',
    remedy: 'x = [1, 2]\ny = x * x\nbackward(sum(y))',
  },
  {
    code: 'output-constant',
    severity: 'warning',
    title: 'An output that nothing can change',
    explanation:
      'No named value, parameter or data feeds this number through gates that pass gradients, so every gradient of it is 0. accuracy(…) and comparisons pass none: their value jumps.',
    example: 'scores = [[1, 2]]\nacc = accuracy(scores, [1])\nshare = acc * 1\nbackward(⟦accuracy(scores, [0])⟧)',
    remedy: 'scores = [[1, 2]]\nloss = cross_entropy(scores, [1])\nbackward(loss)',
  },
  {
    code: 'grad-before-backward',
    severity: 'error',
    title: 'A gradient before a backward pass',
    explanation:
      'grad(x) in a formula is the gradient that the last backward(…) above it found. Without one there is none yet.',
    example: 'x = 3\nf = x * x\nu = ⟦grad(x)⟧ * 0.1',
    remedy: 'x = 3\nf = x * x\nbackward(f)\nu = grad(x) * 0.1',
  },
  {
    code: 'grad-not-reached',
    severity: 'error',
    title: 'A gradient of something that the output does not depend on',
    explanation:
      'The output of the backward pass is computed without this name, so there is no path along which a gradient could flow to it.',
    example: 'x = 3; z = 4\nf = x * x\ng = z + 1\nbackward(f)\nu = ⟦grad(z)⟧ + g',
    remedy: 'x = 3; z = 4\nf = x * z\ng = z + 1\nbackward(f)\nu = grad(z) + g',
  },
  {
    code: 'grad-of-name',
    severity: 'error',
    title: 'A gradient is of a name',
    explanation: 'grad(…) takes the name of a value. Give the formula a line of its own and ask for that.',
    example: 'x = 3\nf = x * x\nbackward(f)\nu = ⟦grad(x * 2)⟧',
    remedy: 'x = 3\nf = x * x\nbackward(f)\nu = grad(x)',
  },
  {
    code: 'question-entry',
    severity: 'error',
    title: 'A question about one entry or about all',
    explanation: 'Ask for the whole, grad(W) = ?, or for one entry with an index for each axis, grad(W)[0, 1] = ?.',
    example: 'W = [[1, 2], [3, 4]]\nf = sum(W * W)\ngrad(⟦W⟧)[0] = ?',
    remedy: 'W = [[1, 2], [3, 4]]\nf = sum(W * W)\ngrad(W)[0, 1] = ?',
  },
  {
    code: 'rule-without-def',
    severity: 'error',
    title: 'A backward pass without its function',
    explanation:
      'backward name(…) = … belongs to a def of the same name above it, and is used in place of automatic gradients.',
    example: 'backward ⟦square2⟧(a, upstream) = 2 * a * upstream',
    remedy: 'def square2(a) = a * a\nbackward square2(a, upstream) = 2 * a * upstream',
  },
  {
    code: 'rule-params',
    severity: 'error',
    title: 'A backward pass takes upstream last',
    explanation:
      'Its parameters are those of the function, in order, and then upstream: the gradient that arrives at the output of the function.',
    example: 'def twice(a) = 2 * a\nbackward ⟦twice⟧(a) = 2',
    remedy: 'def twice(a) = 2 * a\nbackward twice(a, upstream) = 2 * upstream',
  },
  {
    code: 'rule-gradients',
    severity: 'error',
    title: 'One gradient for each parameter',
    explanation:
      'The formulas stand in round brackets with commas between, in the order of the parameters; each has the shape of its parameter.',
    example: 'def prod(a, b) = a * b\n⟦backward prod(a, b, upstream) = upstream * b⟧',
    remedy: 'def prod(a, b) = a * b\nbackward prod(a, b, upstream) = (upstream * b, upstream * a)',
  },
] as const satisfies readonly ProblemKind[];
