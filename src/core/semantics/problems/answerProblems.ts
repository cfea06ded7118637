import type { ProblemKind } from './problemKind.ts';

/** What is said of answers and of backward passes of one's own, once typing has paused. */
export const answerProblems = [
  {
    code: 'wrong-answer',
    severity: 'warning',
    title: 'An answer that is not right yet',
    explanation:
      'The answer was compared with the right one, and with what each of the usual mistakes would have given; where one fits, the message names it with your own numbers. A number rounded as on the slides counts as right.',
    example: 'x = 3; y = -2\nf = x * y\ngrad(x) = ⟦3⟧',
    remedy: 'x = 3; y = -2\nf = x * y\ngrad(x) = -2',
  },
  {
    code: 'follows-wrong-answer',
    severity: 'info',
    title: 'An answer that follows from a wrong one',
    explanation:
      'This answer is right for the gradient that you gave further up, which is not. Put that one right, and this one after it.',
    example: 'x = 2; y = 3; z = 4\nq = x + y\nf = q * z\ngrad(q) = 5\ngrad(x) = ⟦5⟧',
    remedy: 'x = 2; y = 3; z = 4\nq = x + y\nf = q * z\ngrad(q) = 4\ngrad(x) = 4',
    with: ['wrong-answer'],
  },
  {
    code: 'own-backward-wrong',
    severity: 'warning',
    title: 'A formula of a backward pass that is not the gradient',
    explanation:
      'Your backward pass was compared with automatic differentiation and with numerical gradients, entry by entry. Multiply what arrives, upstream, by the slope of the function for this parameter; the result has the shape of the parameter.',
    example:
      'def prod(a, b) = a * b\nbackward prod(a, b, upstream) = (⟦upstream * a⟧, upstream * a)\nx = 2; y = 3\nf = prod(x, y)',
    remedy:
      'def prod(a, b) = a * b\nbackward prod(a, b, upstream) = (upstream * b, upstream * a)\nx = 2; y = 3\nf = prod(x, y)',
    with: ['through-own-backward'],
  },
  {
    code: 'through-own-backward',
    severity: 'info',
    title: 'A gradient that came through a wrong backward pass',
    explanation:
      'The gradient shown here is computed with the backward pass that the text gives, and that one is not right yet.',
    example:
      'def prod(a, b) = a * b\nbackward prod(a, b, upstream) = (upstream * a, upstream * a)\n⟦x⟧ = 2; y = 3\nf = prod(x, y)',
    remedy:
      'def prod(a, b) = a * b\nbackward prod(a, b, upstream) = (upstream * b, upstream * a)\nx = 2; y = 3\nf = prod(x, y)',
    with: ['own-backward-wrong'],
  },
] as const satisfies readonly ProblemKind[];
