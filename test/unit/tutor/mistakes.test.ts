import { describe, expect, test } from 'vitest';
import { mistakes } from '../../../src/core/tutor/mistakes/index.ts';
import { marksOf } from './confusion.ts';

const COLAH = 'a = 2; b = 1\nc = a + b; d = b + 1\ne = c * d\n';
const SIMPLE = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';
const PRACTICE = 'x = 3; y = -4; z = 2; w = -1\np = x * y; m = max(z, w); s = p + m\nf = 2 * s\n';
const NEURON =
  'w0 = 2; x0 = -1; w1 = -3; x1 = -2; w2 = -3\na = w0 * x0; b = w1 * x1; c = a + b; d = c + w2; e = -d; p = exp(e); s = p + 1\nf = 1 / s\n';
const LAYER = `X = [[1, -2, 0.5, 3], [2, 1, -1, 0]]
W = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]
b = [0.1, -0.2, 0.3]
L = sum((X @ W + b) * [[2, -1, 0.5], [1, 1, -2]])
`;
const SQUARE = 'X = [[1, 2], [3, -1]]\nW = [[2, 1], [0.5, -3]]\nL = sum(X @ W * [[1, -2], [0.5, 3]])\n';
const SCORES = 's = [0.4332, -0.228, 0.228]\ny = 2\nL = cross_entropy(s, y)\n';
const BATCH = 'X = [[1], [2], [4]]; t = [2, 0.5, 1]\nw = [1.5]\nL = mse(X @ w, t)\n';
const MOMENTUM =
  'w = 3\nf = 0.5 * w**2\nbackward(f)\nbeta = 0.8; lr = 0.1; v0 = 2\nv = beta * v0 + grad(w)\nw1 = w - lr * v\n';

/** Code, program, answer, and what the message must say. */
const cases: readonly (readonly [string, string, string, string?])[] = [
  ['fork-overwritten', COLAH, 'grad(b) = 3', 'that is the message through d alone. b also feeds c (2). Forks add: 5.'],
  ['fork-overwritten', COLAH, 'grad(b) = 2.5', 'mean of the messages'],
  ['no-swap', SIMPLE, 'grad(z) = -4', 'z’s own value, −4'],
  ['no-swap', SIMPLE, 'grad(q) = 3'],
  ['upstream-forgotten', PRACTICE, 'grad(x) = -4', '∂f/∂p = 2'],
  ['upstream-added', PRACTICE.replace('f = 2 * s', 'f = 5 * s'), 'grad(x) = 1', 'multiplies'],
  ['add-halved', SIMPLE, 'grad(x) = -2', 'distributor'],
  ['max-to-both', `${PRACTICE}grad(z) = 2\n`, 'grad(w) = 2', 'router'],
  ['max-to-loser', PRACTICE.replace('f = 2', 'f = 3'), 'grad(z) = 0', 'Of z = 2 and w = −1 the greater wins'],
  ['sign-lost', NEURON, 'grad(s) = 0.534', '−1 / s²'],
  ['sign-lost', 'x = 3; y = 2\nd = x - y\nf = d * 7\n', 'grad(y) = 7'],
  ['power-slope', 'x = 2\nf = 5 * x**3\n', 'grad(x) = 120', 'go down by one'],
  ['power-slope', 'x = 2\nf = 5 * x**3\n', 'grad(x) = 20', 'missing in front'],
  ['exp-slope', NEURON, 'grad(e) = -0.5344', 'its own slope'],
  ['sigmoid-slope', 'z = 1.5\nf = 3 * sigmoid(z)\n', 'grad(z) = -2.25', 'input z'],
  ['tanh-slope', 'z = 0.5\nf = 3 * tanh(z)\n', 'grad(z) = 1.614', 'square is missing'],
  ['relu-mask', 'x = [1, -2, 3]\nf = sum(relu(x) * [2, 5, -4])\n', 'grad(x) = [2, 5, 0]', 'positive in the gradient'],
  ['relu-mask', 'x = 0\nf = 3 * relu(x)\n', 'grad(x) = 3'],
  [
    'transpose-missing',
    LAYER,
    'grad(W) = [[4, -3, 0, 6], [1, 3, -1.5, -3], [-3.5, -3, 2.25, 1.5]]',
    'transpose is missing',
  ],
  ['transpose-missing', SQUARE, 'grad(W) = [[2, 4], [2.5, -9]]'],
  ['order-swapped', SQUARE, 'grad(W) = [[-3, 5], [6.5, -1.5]]', 'wrong way round'],
  [
    'order-swapped',
    'W = [[1, 2, 3], [0, 1, -1]]\nx = [1, 2, -1]\nL = sum(W @ x * [3, -2])\n',
    'grad(W) = [[3, -2], [6, -4], [-3, 2]]',
  ],
  ['broadcast-not-summed', LAYER, 'grad(b) = [[2, -1, 0.5], [1, 1, -2]]', '2 messages are added'],
  ['broadcast-averaged', LAYER, 'grad(b) = [1.5, 0, -0.75]', 'mean of the 2 messages'],
  ['mean-forgotten', BATCH, 'grad(w) = [49]', '1/3'],
  ['mean-twice', BATCH, 'grad(w) = [5.4444]', 'once more'],
  [
    'statistics-fixed',
    'x = [[1, 2, 4]]\nL = sum(layer_norm(x, [1, 2, 1], [0, 0, 0]) * [1, 2, 3])\n',
    'grad(x) = [[1, 2, 3]] * [1, 2, 1] / sqrt(var(x) + 1e-5)',
    'constants',
  ],
  [
    'statistics-fixed',
    'x = [[1, 2], [3, 5], [0, 1]]\nL = sum(batch_norm(x, [1, 2], [0, 0]) * [[1, 2], [0, 3], [-1, 1]])\n',
    'grad(x) = [[1, 2], [0, 3], [-1, 1]] * [1, 2] / sqrt(var(x, axis=0) + 1e-5)',
  ],
  ['variance-slope', 'v = [1, 2, 6]\nL = 2 * var(v)\n', 'grad(v) = [-4, -2, 6]', 'another count'],
  ['variance-slope', 'v = [1, 2, 6]\nL = 3 * std(v)\n', 'grad(v) = [-4, -2, 6]', 'root'],
  ['window-to-all', 'v = [1, 2, 0.5]\nL = 3 * logsumexp(v)\n', 'grad(v) = [3, 3, 3]', 'softmax(v)'],
  [
    'window-to-all',
    'I = [[1, 2, 3, 4], [5, 6, 7, 8]]\nL = sum(max_pool2d(I, 2) * [[1, 2]])\n',
    'grad(I) = [[1, 1, 2, 2], [1, 1, 2, 2]]',
    'the entry that won',
  ],
  [
    'window-to-all',
    'I = [[1, 2, 3, 4], [5, 6, 7, 8]]\nL = sum(avg_pool2d(I, 2) * [[1, 2]])\n',
    'grad(I) = [[1, 1, 2, 2], [1, 1, 2, 2]]',
    'divides',
  ],
  [
    'kernel-flipped',
    'x = [1, 2, 3, 4]; w = [1, -1, 2]\nL = sum(conv1d(x, w) * [1, 2])\n',
    'grad(x) = [2, 3, -1, 2]',
    'half a circle',
  ],
  [
    'kernel-flipped',
    'x = [1, 2, 3, 4]; w = [1, -1, 2]\nL = sum(conv1d(x, w) * [1, 2])\n',
    'grad(w) = [11, 8, 5]',
    'nothing is turned',
  ],
  [
    'rows-overwritten',
    'E = [[0.1, 0.2], [0.3, 0.4]]; ids = [1, 0, 1]\nL = sum(E[ids] * [[1, 2], [3, 4], [5, 6]])\n',
    'grad(E) = [[3, 4], [5, 6]]',
    'add up',
  ],
  [
    'softmax-slope',
    'z = [0.2, -1, 1.5]; u = [1, 2, -1]\nL = dot(softmax(z), u)\n',
    'grad(z) = [0.1609, 0.2424, 0.3691]',
    'where the probability belongs',
  ],
  ['softmax-sign', SCORES, 'grad(s) = [-0.429, -0.2215, 0.6505]', 'p − y'],
  ['softmax-no-label', SCORES, 'grad(s) = [0.429, 0.2215, 0.3495]', 'probabilities alone'],
  [
    'softmax-slope',
    'z = [0.2, -1, 1.5]; u = [1, 2, -1]\np = softmax(z)\nL = dot(p, u)\n',
    'grad(z) = u*p*(1 - p)',
    'diagonal of the Jacobian',
  ],
  [
    'softmax-slope',
    's = [0.4332, -0.228, 0.228]\nP = softmax(s)\nL = -log(P[2])\n',
    'grad(s) = P*(1 - P)',
    'every score',
  ],
  ['inner-derivative', 'x = 3\ns = sin(x^2)\n', 'grad(x) = 2*x*cos(x)', 'instead of at x²'],
  ['inner-derivative', 'x = 3\ns = sin(x^2)\n', 'grad(x) = cos(x^2)', 'inner derivative is missing'],
  ['inner-derivative', 'x = 3\ns = sin(x^2)\n', 'grad(x) = cos(2*x)', 'inside the outer function'],
  ['recursion-order', 'a = 2; b = 3\nc = a + b; d = a * b\ne = c + d; f = c * d\ny = e + f\n', 'grad(a) = 29', 'order'],
  ['recursion-order', 'a = 1\nb = a + a\nc = b + b\n', 'grad(a) = 8'],
  ['exp-slope', 'x = 3\ny = 2 ** x\nz = 5 * y\n', 'grad(x) = 60', 'exponent'],
  ['exp-slope', 'x = 3\ny = 2 ** x\nz = 5 * y\n', 'grad(x) = 40', 'logarithm'],
  ['power-slope', 'c = 6; d = 2\nq = c/d\n', 'grad(d) = -3', 'divisor'],
  ['sigmoid-slope', 'z = 1.5\nf = 3 * sigmoid(z)\n', 'grad(z) = 0.0667476', 'twice'],
  ['square-factor', 'W = [[1, 2], [3, -4]]\nL = 0.1 * sum(W*W)\n', 'grad(W) = 0.1 * W', 'is missing'],
  ['mean-twice', 'x = [1, 2, 5]; w = 2; m = 3\nJ = -sum(w*x*x)/m\n', 'grad(w) = -sum(x*x)/m/m', '3 times too small'],
  [
    'mean-twice',
    'x = [1, 2, 5]; y = [3, 5, 1]; m = 3; w = 0.5\nJ = 1/(2*m) * sum((w*x - y)**2)\n',
    'grad(w) = 1/m * (1/m * sum((w*x - y)*x))',
    '3 times too small',
  ],
  ['square-factor', 'w = 3; lam = 0.1\nL = lam * w**2\n', 'grad(w) = 0.3', 'is missing'],
  ['momentum-sign', MOMENTUM, 'value(v) = -1.4', 'adds both'],
  ['momentum-ema', MOMENTUM, 'value(v) = 2.2', 'moving average'],
  ['momentum-lr-inside', MOMENTUM, 'value(v) = 1.3', 'learning rate 0.1 inside'],
  ['momentum-lr-inside', MOMENTUM, 'value(w1) = 4.3'],
  ['ascent', MOMENTUM, 'value(w1) = 3.46', 'uphill'],
];

describe('each mistake by its worked numbers', () => {
  test.each(cases)('%s', (code, program = '', answer = '', words = undefined) => {
    const mark = marksOf(program + answer).at(-1);
    expect(mark).toMatchObject({ verdict: 'wrong', mistakes: expect.arrayContaining([code]) });
    expect(mark?.mistakes[0]).toBe(code);
    if (words !== undefined) expect(mark?.message).toContain(words);
    expect(mark?.message).toMatch(/^You wrote /);
  });

  test('every mistake of the list is tried here', () => {
    expect(mistakes.map(({ code }) => code).filter((code) => !cases.some(([tried]) => tried === code))).toEqual([]);
  });
});

describe('more than one mistake', () => {
  test('two that fit are both named, with a second point that tells them apart', () => {
    const mark = marksOf('x = 2; y = 3\nq = x - y\nf = q**2\ngrad(y) = -2').at(-1);
    expect(mark?.mistakes.length).toBeGreaterThan(0);
    const several = marksOf('x = 1; y = 2; u = 3\nq = x * y\nf = (q - u)**2\ngrad(q) = -1').at(-1);
    expect(several?.mistakes).toContain('square-factor');
  });

  test('other answers of the cell decide', () => {
    const both = marksOf(`${PRACTICE}grad(z) = 2\ngrad(w) = 2`).at(-1);
    expect(both?.mistakes).toEqual(['max-to-both']);
    const loser = marksOf(`${PRACTICE}grad(z) = 0\ngrad(w) = 2`).at(-1);
    expect(loser?.mistakes).toEqual(['max-to-loser']);
  });

  test('a pair that only fits together', () => {
    const mark = marksOf('a = 1.7; b = 0.6; c = 2.3\np = a * b\nq = exp(p) + c\nf = 3.1 * q\ngrad(a) = 5.27').at(-1);
    expect(mark).toMatchObject({ together: true, verdict: 'wrong' });
    expect(new Set(mark?.mistakes)).toEqual(new Set(['no-swap', 'exp-slope']));
  });
});
