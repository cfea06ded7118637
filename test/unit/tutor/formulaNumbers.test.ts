/** The policy of media/language.md on numbers in place of names in a formula. */
import { expect, test } from 'vitest';
import { isRight } from '../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { evaluated } from './evaluated.ts';

const SCALARS = 'x = 2; y = 3; z = -4\nq = x * y\ns = q + z\nf = s ** 2\n';
const ROWS =
  'X = [[1, 2], [3, 4], [5, 6]]; w = [0.5, -1]; t = [1, 0, 2]; m = 3; lr = 0.1\ne = X @ w - t\nL = sum(e ** 2) / m\n';

const cases: readonly (readonly [string, string, boolean])[] = [
  // Names, and numbers that belong to the rule itself.
  [SCALARS, 'grad(s) = 2 * s', true],
  [SCALARS, 'grad(x) = 2 * s * y', true],
  [SCALARS, 'grad(y) = 2 * (x * y + z) * x', true],
  [SCALARS, 'grad(z) = s + s', true],
  [SCALARS, 'grad(q) = 2 * (q + z)', true],
  [SCALARS, 'grad(q) = s / 0.5', true],
  // The number that a name has today.
  [SCALARS, 'grad(s) = 2 * (q - 4)', false],
  [SCALARS, 'grad(x) = 2 * (x * y - 4) * y', false],
  [SCALARS, 'grad(x) = 2 * (x * 3 + z) * y', false],
  [SCALARS, 'grad(z) = 2 * (2 * y + z)', false],
  [SCALARS, 'grad(s) = s + 2', false],
  [SCALARS, 'grad(s) = s * x', false],
  [SCALARS, 'grad(q) = x + x', false],
  [SCALARS, 'grad(x) = 12 + 0 * x', false],
  // Inside a computed value that the formula reads.
  [SCALARS, 'grad(x) = 2 * s * 3', true],
  [SCALARS, 'grad(y) = 2 * s * 2', true],
  // The m of 1/m, and a rate.
  [ROWS, 'grad(e) = 2 * e / 3', true],
  [ROWS, 'grad(w) = 2 / m * X.T @ e', true],
  [ROWS, 'grad(w) = 2 / 3 * X.T @ (X @ w - t)', true],
  [ROWS, 'grad(w) = 2 / 3 * X.T @ (X @ w - [1, 0, 2])', false],
  [ROWS, 'grad(w) = X.T @ e', false],
  [`${ROWS}w1 = w - lr * e[:2]\n`, 'value(w1) = w - 0.1 * e[:2]', true],
];

test.each(cases)('%j%s: %s', (program, answer, right) => {
  const [mark] = markDocument(evaluated(`${program}${answer}\n`));
  expect([mark?.message, mark && isRight(mark)]).toEqual([mark?.message, right]);
});
