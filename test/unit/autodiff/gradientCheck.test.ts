import { expect, test } from 'vitest';
import { BackwardGraph } from '../../../src/core/autodiff/backwardGraph.ts';
import { finish } from '../../../src/core/base/work.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { checkGradients, errorCurve } from '../../../src/core/evaluate/gradientCheck.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';

const check = (text: string) => checkGradients(evaluateDocument(parseDocument(text), plainSurroundings), 0);

test('an ordinary neuron: all three methods agree', () => {
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
  const curve = first ? finish(errorCurve(evaluation, first)) : [];
  const errors = curve.map(({ error }) => error);
  const lowest = errors.indexOf(Math.min(...errors));
  expect(lowest).toBeGreaterThan(2);
  expect(lowest).toBeLessThan(8);
  expect(errors[0]).toBeGreaterThan(1e-4);
  expect(errors.at(-1)).toBeGreaterThan(1e-8);
});

test.each([
  ['the shift of a softmax', 'x = [1, 2, 3]\nc = sum(softmax(x))'],
  ['a number added to all scores', 'z = [1, 2, 3.7]; s = 5\nq = cross_entropy(z + s, 1)'],
  ['centring', 'm = [1, 5.3, 9]\nw = mean(m - mean(m))'],
  ['a factor that a quotient cancels', 'k = 3; n = [1, 2.7]\nv = sum((k * n) / k)'],
  [
    'a bias before a norm',
    'x = [0.3, 1.1, -2]; b = 0.7\nh = x + b\ny = sum((h - mean(h)) / sqrt(mean((h - mean(h))**2)) * [1, 2, 4])',
  ],
])('where messages cancel to 0 the last digits are nobody’s fault: %s', (_what, text) => {
  for (const { name, verdict } of check(text)) expect([name, verdict]).toEqual([name, 'agrees']);
});

test('what should cancel and does not is found', () => {
  const text =
    'def shift(a) = softmax(a)\nbackward shift(a, upstream) = softmax(a) * upstream\nx = [1, 2, 3]\nc = sum(shift(x))';
  expect(check(text)[0]?.verdict).toBe('wrong');
});

test.each([
  ['exp', 'x = [1000, -1]\nf = sum(where(x > 0, x, exp(x) - 1))', [1, Math.exp(-1)]],
  ['a root by its power', 'x = [0, 4]\nf = sum(where(x > 0, x ** 0.5, 0))', [0, 0.25]],
  ['log', 'x = [-1, 2]\nf = sum(where(x > 0, log(x), 3 * x))', [3, 0.5]],
  ['a quotient of a number', 'x = 0\nf = 2 * where(x > 0, 1 / x, 5 * x)', [10]],
  ['a root behind a sum', 'x = [0, 0]\nf = where(0, sum(sqrt(x)), sum(x))', [1, 1]],
  ['a value with two uses', 'x = [0, 4]\nr = sqrt(x)\nf = sum(where(x > 0, r, 0) + where(x > 1, 2 * r, x))', [1, 0.75]],
])('a branch that where does not take passes 0: %s', (_what, text, gradient) => {
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  const { output = -1 } = evaluation.cells[0] ?? {};
  const x = evaluation.statements[0]?.bindings[0]?.node ?? -1;
  for (const found of [evaluation.gradients(output).of(x), new BackwardGraph(evaluation.tape, output).gradient(x)])
    for (const [at, entry] of gradient.entries()) expect(found?.data[at]).toBeCloseTo(entry, 12);
});
