import type { ProblemKind } from './problemKind.ts';

/** Infinity and nan, in values and in gradients. */
export const numberProblems = [
  {
    code: 'not-finite',
    severity: 'warning',
    title: 'A value that is infinite or not a number',
    explanation:
      'Dividing by 0, the logarithm of 0 and the exponential of a large number are infinite; the logarithm or the root of a negative number, 0/0 and inf − inf are nan, “not a number”. The value is as computers compute it (IEEE 754), and what depends on it is rarely of use. The place named is where it first arises.',
    example: 'x = 0\nf = ⟦1 / x⟧',
    remedy: 'x = 0.5\nf = 1 / x',
  },
  {
    code: 'not-finite-before',
    severity: 'info',
    title: 'A value that is not finite because of another line',
    explanation: 'An infinity or a nan came in from the line named. Look there first.',
    example: 'x = 0\ny = log(x)\nf = ⟦y + 1⟧',
    remedy: 'x = 0.5\ny = log(x)\nf = y + 1',
    with: ['not-finite'],
  },
  {
    code: 'gradient-not-finite',
    severity: 'warning',
    title: 'A gradient that is not finite, of a value that is',
    explanation:
      'The values are all right, but a slope is infinite: the root at 0 is vertical there, and so is x ** 0.5. Everything before that gate receives upstream times infinity, which is infinite, or nan where a 0 comes in: 0 · ∞ has no value. Often a small number inside the root helps: sqrt(x + 1e-8).',
    example: 'x = 0\nf = ⟦sqrt(x)⟧ * 2',
    remedy: 'x = 0\nf = sqrt(x + 1e-8) * 2',
  },
] as const satisfies readonly ProblemKind[];
