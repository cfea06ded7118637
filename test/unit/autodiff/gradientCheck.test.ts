import { expect, test } from 'vitest';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { checkGradients, errorCurve } from '../../../src/core/evaluate/gradientCheck.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';

const check = (text: string) => checkGradients(evaluateDocument(parseDocument(text), plainSurroundings), 0);

test('an ordinary neuron: all three witnesses agree', () => {
  const checks = check('w = [2, -3]; b = -3; x = [-1, -2]\nf = sigmoid(dot(w, x) + b)');
  expect(checks.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['w', 'agrees'],
    ['b', 'agrees'],
    ['x', 'agrees'],
  ]);
  for (const { differenceError } of checks) expect(differenceError).toBeLessThan(1e-9);
});

test('a saturated neuron: differences fail, and nobody is called wrong', () => {
  const text =
    'w0 = 1; w1 = 3; w2 = -2; x0 = 5; x1 = 8\na = w0 * x0; b = w1 * x1; c = a + b; d = c + w2; e = -d; p = exp(e); s = p + 1\nf = 1 / s';
  const checks = check(text);
  expect(checks).toHaveLength(5);
  for (const { exactError, verdict } of checks) {
    expect(exactError).toBeLessThan(1e-12);
    expect(['agrees', 'rounding']).toContain(verdict);
  }
  expect(checks.find(({ name }) => name === 'w0')?.backprop).toBeCloseTo(9.397644082660089e-12, 26);
});

test('a kink and a tie are explained by the convention', () => {
  expect(check('x = 0\nf = relu(x)')[0]?.verdict).toBe('kink');
  expect(check('z = 2; w = 2\nf = 3 * max(z, w)').map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees']);
});

test("a learner's wrong backward pass is found, a right one is not accused", () => {
  const rule = (gradient: string) =>
    `def square_it(a) = a * a\nbackward square_it(a, upstream) = ${gradient}\nx = 3\nf = 2 * square_it(x)`;
  expect(check(rule('a * upstream'))[0]).toMatchObject({ verdict: 'wrong', backprop: 6, exact: 12 });
  expect(check(rule('2 * a * upstream'))[0]?.verdict).toBe('agrees');
});

test('the error of differences over the step is a V', () => {
  const evaluation = evaluateDocument(parseDocument('x = 0.7\nf = exp(sin(x))'), plainSurroundings);
  const [first] = checkGradients(evaluation, 0);
  const curve = first ? errorCurve(evaluation, first) : [];
  const errors = curve.map(({ error }) => error);
  const lowest = errors.indexOf(Math.min(...errors));
  expect(lowest).toBeGreaterThan(2);
  expect(lowest).toBeLessThan(8);
  expect(errors[0]).toBeGreaterThan(1e-4);
  expect(errors.at(-1)).toBeGreaterThan(1e-8);
});
