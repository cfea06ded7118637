import { describe, expect, test } from 'vitest';
import type { Mark } from '../../../src/core/tutor/marking/answer/mark.ts';
import { scoreOf } from '../../../src/core/tutor/marking/answer/mark.ts';
import { marksOf } from './confusion.ts';

const SIMPLE = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';
const NEURON = `w0 = 2; x0 = -1; w1 = -3; x1 = -2; w2 = -3
a = w0 * x0; b = w1 * x1; c = a + b; d = c + w2; e = -d; p = exp(e); s = p + 1
f = 1 / s
`;
const SATURATED = NEURON.replace(/^.*\n/, 'w0 = 1; x0 = 5; w1 = 3; x1 = 8; w2 = -2\n');
const LAYER = `X = [[1, -2, 0.5, 3], [2, 1, -1, 0]]
W = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]
b = [0.1, -0.2, 0.3]
L = sum((X @ W + b) * [[2, -1, 0.5], [1, 1, -2]])
`;

const only = (program: string, question: string): Mark => {
  const mark = marksOf(program + question).at(-1);
  if (mark === undefined) throw new Error('nothing was asked');
  return mark;
};
const verdicts = (program: string, questions: readonly string[]) =>
  questions.map((question) => [question, only(program, question).verdict]);

describe('what counts as right', () => {
  test('numbers, formulas and values', () => {
    for (const question of [
      'grad(x) = -4',
      'grad(z) = 3',
      'grad(z) = q',
      'grad(z) = x + y',
      'grad(f) = 1',
      'value(q) = 3',
      'value(f) = q * z',
      'grad(x) = z',
    ])
      expect(only(SIMPLE, question)).toMatchObject({ verdict: 'right', credit: 1, mistakes: [] });
  });

  test('lists, matrices and single entries', () => {
    expect(
      verdicts(LAYER, [
        'grad(b) = [3, 0, -1.5]',
        'grad(W) = [[4, 1, -3.5], [-3, 3, -3], [0, -1.5, 2.25], [6, -3, 1.5]]',
        'grad(W)[2, 1] = -1.5',
        'grad(X)[0] = 1',
        'grad(X) = [[1, 5.5, -4.5, -2.5], [5, -1, 0, 4]]',
        'value(W)[0, 2] = -2',
      ]).map(([, verdict]) => verdict),
    ).toEqual(['right', 'right', 'right', 'invalid', 'right', 'right']);
  });

  test('near the value, where digits may have been lost and where no number has any', () => {
    const said = (program: string, question: string) => only(program, question).message;
    expect(said(NEURON, 'value(f) = 0.74')).toBe(
      'You wrote 0.74. It is close: keep more digits on the way, or check the last step.',
    );
    expect(said('x = [2, 3]\nf = dot(x, [4, 5])\n', 'value(f) = 22')).toBe(
      'You wrote 22. It is close: check the last step.',
    );
  });

  test('rounded at the end, or at every gate as on slides', () => {
    for (const question of [
      'grad(x0) = 0.39',
      'grad(x0) = 0.40',
      'grad(x0) = 0.393',
      'grad(w1) = -0.39',
      'grad(w1) = -0.4',
      'grad(x1) = -0.59',
      'grad(x1) = -0.60',
      'grad(w2) = 0.2',
      'grad(w2) = 0.20',
      'grad(s) = -0.53',
      'value(f) = 0.73',
      'value(p) = 0.37',
    ])
      expect([question, only(NEURON, question).verdict]).toEqual([question, 'rounded']);
    expect(only(NEURON, 'grad(x0) = 0.3932').verdict).toBe('right');
    expect(only(NEURON, 'grad(x0) = 0.39').message).toContain('0.393224');
    expect(only(NEURON, 'grad(x0) = 0.40').message).toContain('slides');
    expect(
      verdicts(NEURON, ['grad(x0) = 0.38', 'grad(x0) = 0.41', 'grad(x0) = 0.5', 'grad(x0) = -0.39']).map(([, v]) => v),
    ).toEqual(Array(4).fill('wrong'));
  });

  test('where everything saturates no right answer is called wrong', () => {
    for (const question of [
      'grad(d) = 1.88e-12',
      'grad(d) = 1.9e-12',
      'grad(d) = 1.8795e-12',
      'grad(d) = (1 - f) * f',
      'grad(w2) = 1.879607580686857e-12',
      'grad(w2) = 1.879528816532018e-12',
      'grad(w0) = 9.4e-12',
      'grad(w0) = 5 * (1 - f) * f',
      'grad(w1) = 1.5e-11',
      'grad(x1) = 5.6e-12',
      'grad(s) = -1',
      'value(p) = 1.88e-12',
    ])
      expect([question, ['right', 'rounded'].includes(only(SATURATED, question).verdict)]).toEqual([question, true]);
    const zero = only(SATURATED, 'grad(d) = 0');
    expect(zero.verdict).toBe('wrong');
    expect(zero.message).toContain('not zero');
  });

  test('another order of summation', () => {
    const cancelling = 'a = 0.1; b = 0.2; c = 0.3\nx = 1\nf = x * a + x * b - x * c\n';
    for (const question of [
      'grad(x) = a + b - c',
      'grad(x) = a - c + b',
      'grad(x) = 0',
      'grad(x) = 5.551115123125783e-17',
    ])
      expect([question, only(cancelling, question).verdict]).toEqual([question, 'right']);
  });
});

describe('digits', () => {
  test('those that were written claim themselves', () => {
    const product = 'x = 3; y = 2; a = 12345; h = 3.14 * 12.345\nf = x * y\n';
    for (const wrong of [
      'grad(y) = 3.0014',
      'grad(y) = 3.001',
      'value(f) = 6.0029',
      'value(a) = 12346',
      'value(h) = 38.8000',
    ])
      expect([wrong, only(product, wrong).verdict]).toEqual([wrong, 'wrong']);
    for (const right of [
      'grad(y) = 3.0000',
      'value(a) = 1.23e4',
      'value(a) = 12300',
      'value(h) = 38.8',
      'value(h) = 38.76',
    ])
      expect([right, ['right', 'rounded'].includes(only(product, right).verdict)]).toEqual([right, true]);
  });

  test('an entry of a list is judged as a number is', () => {
    const list = 'w = [2, -3]; b = -3; u = [-1, -2]\ns = dot(w, u) + b\no = sigmoid(s)\n';
    for (const right of ['[-0.2, -0.39]', '[-0.2, -0.393]', '[-0.20, -0.4]'])
      expect([right, only(list, `grad(w) = ${right}`).verdict]).toEqual([right, 'rounded']);
    expect(only(list, 'grad(w) = [-0.2, -0.5]')).toMatchObject({ verdict: 'wrong', credit: 0.5 });
    expect(only(list, 'grad(w) = [-0.2, -0.5]').message).toContain('look again at [1]');
  });

  test('as the author asks', () => {
    const asked = (digits: string, question: string) => only(`# digits: ${digits}\n${NEURON}`, question).verdict;
    expect(asked('3 significant', 'grad(x0) = 0.39')).toBe('wrong');
    expect(asked('3 significant', 'grad(x0) = 0.393')).toBe('rounded');
    expect(asked('1 decimals', 'grad(x0) = 0.4')).toBe('rounded');
    expect(asked('4 decimals', 'grad(x0) = 0.393')).toBe('wrong');
  });
});

describe('formulas', () => {
  const square = 'x = 2; y = 3\nf = x ** 2 * y\n';
  test('hold for other numbers too', () => {
    for (const right of ['grad(x) = 2 * x * y', 'grad(x) = 2 * f / x', 'grad(y) = x * x'])
      expect([right, only(square, right).verdict]).toEqual([right, 'right']);
    for (const wrong of [
      'grad(x) = x + 10',
      'grad(x) = 2 * x * 3',
      'grad(x) = 4 * x + y + 1',
      'grad(y) = x + x',
      'grad(x) = x * x * y',
    ])
      expect([wrong, only(square, wrong).verdict]).toEqual([wrong, 'wrong']);
    expect(only(square, 'grad(x) = x + 10').message).toContain('at x = 3 yours is 13, the gradient 18');
  });

  test('are tried where a negative number is squared', () => {
    const bent = 'a = 9; b = -2; c = -0.1\nq = tanh(c)\nf = q * a - b * q\n';
    expect(only(bent, 'grad(c) = (1 - q ** 2) * (a - b)').verdict).toBe('right');
    for (const wrong of ['(1 - q ** 2) * (a - b) + (a - 9)', '(1 - q ** 2) * (a - b) * a / 9'])
      expect([wrong, only(bent, `grad(c) = ${wrong}`).verdict]).toEqual([wrong, 'wrong']);
  });

  test('keep the branch of a router', () => {
    const router = 'x = -1; y = 2; z = 3\nm = max(x, y)\nf = relu(m) * z\n';
    expect(verdicts(router, ['grad(y) = z', 'grad(z) = y', 'grad(y) = x + 4']).map(([, verdict]) => verdict)).toEqual([
      'right',
      'right',
      'wrong',
    ]);
  });
});

describe('what does not', () => {
  test('the question itself is no answer', () => {
    expect(only(`${SIMPLE}backward(f)\n`, 'grad(x) = grad(x)').verdict).toBe('invalid');
    expect(only(SIMPLE, 'value(q) = q').verdict).toBe('invalid');
  });

  test('a wrong shape says which, and why', () => {
    const mark = only(SIMPLE, 'grad(z) = [1, 2]');
    expect(mark.verdict).toBe('invalid');
    expect(mark.message).toMatch(/shape \(2,\).*single number/);
    expect(only(LAYER, 'grad(b) = 3').message).toMatch(/shape \(3,\).*one entry for each entry of b/);
  });

  test('errors and open questions', () => {
    expect(only(SIMPLE, 'grad(z) = u')).toMatchObject({ verdict: 'invalid', given: undefined });
    expect(only(SIMPLE, 'grad(z) = ?')).toMatchObject({ verdict: 'unanswered', credit: 0, message: '' });
    expect(only(SIMPLE, 'grad(nothing) = 3').verdict).toBe('invalid');
    expect(only('x = [1, 2]\n', 'grad(x) = 3').message).toContain('no output');
  });

  test('how far off, where no mistake is known', () => {
    expect(only('a = 3; b = 0.7; c = 1.9\nf = tanh(a * b) + c\n', 'grad(c) = -1').message).toContain('sign');
    expect(only(LAYER, 'grad(b) = [3, 0, -1.6]').message).toContain('[2]');
    expect(only(SIMPLE, 'grad(x) = 77').message).toContain('Not yet');
  });
});

describe('follow-through', () => {
  test('the next step is marked against the own upstream', () => {
    const marks = marksOf(`${SIMPLE}grad(q) = 4\ngrad(x) = 4\ngrad(y) = 2\n`);
    expect(marks.map(({ verdict, credit, followed }) => [verdict, credit, followed])).toEqual([
      ['wrong', 0, false],
      ['wrong', 1, true],
      ['wrong', 0, false],
    ]);
    expect(marks[1]?.message).toContain('grad(q) = 4');
    expect(marks[2]?.mistakes).toEqual(['add-halved']);
    expect(scoreOf(marks)).toEqual({ asked: 3, right: 0, credit: 1, points: 1, maxPoints: 3 });
  });

  test('own forward values count too', () => {
    const marks = marksOf(`${SIMPLE}value(q) = 7\nvalue(f) = -28\ngrad(z) = 7\n`);
    expect(marks.map(({ credit, followed }) => [credit, followed])).toEqual([
      [0, false],
      [1, true],
      [1, true],
    ]);
  });

  test('what follows from a rounded answer is rounded, not wrong', () => {
    const marks = marksOf(`${NEURON}grad(d) = 0.197\ngrad(x1) = -0.591\n`);
    expect(marks.map(({ verdict, credit }) => [verdict, credit])).toEqual([
      ['rounded', 1],
      ['rounded', 1],
    ]);
  });

  test('the learner may have gone on with more digits than are written down', () => {
    const layers = `h = [[0.5, 1], [2, -1]]
W = [[1, -1, 0.5], [0.5, 0.25, -1]]; b = [0, 0.1, -0.1]
s = fc(h, W, b)
L = cross_entropy(s, [0, 2])
`;
    const twice = (tensor: readonly (readonly number[])[]) =>
      `[${tensor.map((row) => `[${row.map((entry) => (2 * entry).toFixed(3)).join(', ')}]`).join(', ')}]`;
    const scores = marksOf(`${layers}grad(s) = ?\ngrad(b) = ?`);
    const ds = Array.from(scores[0]?.expected?.data ?? []);
    const db = Array.from(scores[1]?.expected?.data ?? [], (entry) => (2 * entry).toFixed(4));
    const marks = marksOf(`${layers}grad(s) = ${twice([ds.slice(0, 3), ds.slice(3)])}\ngrad(b) = [${db.join(', ')}]`);
    expect(marks.map(({ mistakes, credit }) => [mistakes, credit])).toEqual([
      [['mean-forgotten'], 0],
      [[], 1],
    ]);
  });

  test('cannot be bought', () => {
    const credits = (answers: string) => marksOf(SIMPLE + answers).map(({ credit }) => credit);
    expect(credits('grad(x) = 0\ngrad(y) = 0\ngrad(z) = 0\ngrad(q) = 0\ngrad(f) = 0\n')).toEqual([0, 0, 0, 0, 0]);
    expect(credits('grad(f) = 2\ngrad(q) = -8\ngrad(z) = 6\n')).toEqual([0, 0, 0]);
    expect(credits('value(z) = 7\ngrad(q) = 7\n')).toEqual([0, 0]);
    expect(credits('grad(x) = 7\ngrad(y) = 7\ngrad(z) = 7\ngrad(q) = 7\n')).toEqual([0, 0, 0, 0]);
    const chain = 'x = 3; y = 5; z = 2; w = 4\np = x * y\ns = p * z\no = s * w\n';
    const ones = marksOf(`${chain}grad(s) = 1\ngrad(p) = 1\ngrad(x) = 5\ngrad(y) = 3\ngrad(z) = 15\n`);
    expect(ones.map(({ credit }) => credit)).toEqual([0, 0, 1, 0, 0]);
  });

  test('names only what leads to the answer', () => {
    const [, , last] = marksOf(
      'y = 2; z = 3; x = 5\np = x * y\nq = p + z\nf = p * q\nvalue(p) = 7\nvalue(f) = 21\nvalue(q) = 10\n',
    );
    expect(last?.message).toContain('it follows from your value(p) = 7.');
  });

  test('a right answer is right whatever the others are', () => {
    expect(marksOf(`${SIMPLE}grad(q) = 4\ngrad(x) = -4\n`).at(-1)).toMatchObject({ verdict: 'right', credit: 1 });
  });
});

test('what was revealed is right without credit', () => {
  const marks = marksOf(
    `${SIMPLE}grad(q) = -4  # revealed\ngrad(x) = -4; grad(y) = -4  # revealed grad(x)\ngrad(z) = 3 # easy\n`,
  );
  expect(marks.map(({ verdict, credit, revealed }) => [verdict, credit, revealed])).toEqual([
    ['right', 0, true],
    ['right', 0, true],
    ['right', 1, false],
    ['right', 1, false],
  ]);
  expect(scoreOf(marks)).toEqual({ asked: 4, right: 2, credit: 2, points: 2, maxPoints: 4 });
});

describe('the gradient of another result', () => {
  test('is told, with the output that the cell has', () => {
    const { verdict, message } = only(`${SIMPLE}g = 3 * x\nh = g + 1\n`, 'grad(z) = 3');
    expect([verdict, message]).toEqual([
      'wrong',
      "You wrote 3. That is ∂f/∂z; this cell's gradients are of h. A line backward(f) would make them those of f.",
    ]);
    expect(only(`${SIMPLE}g = 7 * x\nbackward(f)\n`, 'grad(x) = 7').message).toContain('That is ∂g/∂x');
  });

  test('says nothing where it is not', () => {
    expect(only(`${SIMPLE}g = 3 * x\n`, 'grad(z) = 7').message).toBe(
      'You wrote 7. Look whether anything gets through to z at all.',
    );
  });
});
