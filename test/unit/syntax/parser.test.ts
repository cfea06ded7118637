import { describe, expect, test } from 'vitest';
import { parseDocument, parseExpression } from '../../../src/core/syntax/document.ts';
import type { Statement } from '../../../src/core/syntax/tree.ts';
import { DRESSED_PROGRAMS, SAMPLE_PROGRAMS } from './samplePrograms.ts';
import { errorsOf, kindsOf, shape } from './treeShape.ts';

const one = (text: string): Statement => {
  const document = parseDocument(text);
  expect(document.statements.length).toBe(1);
  expect(document.statements[0]?.problems).toEqual([]);
  const tree = document.statements[0]?.tree;
  if (tree === undefined) throw new Error('no statement');
  return tree;
};

describe('expressions', () => {
  test.each([
    ['x + y * z', '(x + (y * z))'],
    ['x - y - z', '((x - y) - z)'],
    ['x / y * z @ w', '(((x / y) * z) @ w)'],
    ['-x**2', '(-(x ** 2))'],
    ['(-x)**2', '((-x) ** 2)'],
    ['2**-x**2', '(2 ** (-(x ** 2)))'],
    ['2**3**x', '(2 ** (3 ** x))'],
    ['x^2', '(x ** 2)'],
    ['a · b × c', '((a * b) * c)'],
    ['a ⋅ b', '(a * b)'],
    ['a − −2', '(a - (-2))'],
    ['a – —2', '(a - (-2))'],
    ['1 [2]', '1[2]'],
    ['-a * b', '((-a) * b)'],
    ['a * -b', '(a * (-b))'],
    ['+x', '(+x)'],
    ['x + y < z * 2', '((x + y) < (z * 2))'],
    ['(a < b) == c', '((a < b) == c)'],
    ['A.T @ B', '(A.T @ B)'],
    ['A.T[0]**2', '(A.T[0] ** 2)'],
    ['-A[0, 1:3, :2, 4:, :]', '(-A[0, 1:3, :2, 4:, :])'],
    ['A[i + 1, -1]', 'A[(i + 1), (-1)]'],
    ['sum(x, axis=0, keepdims=true)', 'sum(x, axis=0, keepdims=true)'],
    ['mnist("a \\"b\\" c:\\data")', 'mnist("a \\"b\\" c:\\\\data")'],
    ["csv('points.csv', target='label')", 'csv("points.csv", target="label")'],
    ['[[1, 2], [3, w1 * 2],]', '[[1, 2], [3, (w1 * 2)]]'],
    ['f(a,\n  # comment\n  b\n)', 'f(a, b)'],
    ['grad(W)[0] + 1', '(grad(W)[0] + 1)'],
    ['x\u00a0+ y', '(x + y)'],
  ])('%s', (text, expected) => {
    const { expression, problems } = parseExpression(text);
    expect(problems).toEqual([]);
    expect(shape(expression)).toBe(expected);
  });

  test.each([
    ['1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['1e-3', 0.001],
    ['1E+3', 1000],
    ['1_000.25', 1000.25],
    ['2.5e1_0', 2.5e10],
  ])('the number %s', (text, value) => {
    expect(parseExpression(text).expression).toMatchObject({ kind: 'number', value });
    expect(parseExpression(text).problems).toEqual([]);
  });

  test('names are normalised, and may be any word', () => {
    expect(parseExpression('cafe\u0301').expression).toMatchObject({ kind: 'name', name: 'café', to: 5 });
    for (const name of ['constructor', '__proto__', 'toString', 'α', 'ŷ', 'Δx', '名', '𝑥', 'true'])
      expect(parseExpression(name)).toMatchObject({ expression: { kind: 'name', name }, problems: [] });
  });

  test('spans are those of the text', () => {
    const text = '(a + b) * f(c, lr=0.1)[0].T';
    const { expression } = parseExpression(text);
    const seen: string[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('kind' in value && 'from' in value && 'to' in value)
        seen.push(text.slice(Number(value.from), Number(value.to)));
      for (const part of Object.values(value)) visit(part);
    };
    visit(expression);
    expect(seen).toEqual([
      text,
      '(a + b)',
      'a + b',
      'a',
      'b',
      'f(c, lr=0.1)[0].T',
      'f(c, lr=0.1)[0]',
      'f(c, lr=0.1)',
      'f',
      'c',
      'lr',
      '0.1',
      '0',
      '0',
    ]);
  });
});

describe('statements', () => {
  test('an assignment names a value', () => {
    expect(one('q = x + y')).toMatchObject({ kind: 'assignment', targets: [{ name: 'q' }], from: 0, to: 9 });
  });
  test('a tuple is taken apart', () => {
    expect(one('X, y = spiral(n=300)')).toMatchObject({ kind: 'assignment', targets: [{ name: 'X' }, { name: 'y' }] });
  });
  test('a bare expression', () => {
    expect(one('x == 3')).toMatchObject({ kind: 'bare', value: { kind: 'binary', operator: '==' } });
  });
  test('a function', () => {
    expect(one('def f(w, x) = w * x')).toMatchObject({
      kind: 'def',
      name: { name: 'f' },
      params: [{ name: 'w' }, { name: 'x' }],
      body: { kind: 'binary' },
    });
    expect(one('def c() = 3')).toMatchObject({ kind: 'def', params: [] });
  });
  test('a backward pass', () => {
    expect(one('backward f(w, x, upstream) = (a, b)')).toMatchObject({
      kind: 'backwardRule',
      name: { name: 'f' },
      params: [{ name: 'w' }, { name: 'x' }, { name: 'upstream' }],
      gradients: [{ name: 'a' }, { name: 'b' }],
    });
    expect(one('backward f(x, upstream) = 2 * x')).toMatchObject({ gradients: [{ kind: 'binary' }] });
    expect(one('backward f(x, upstream) = (g)')).toMatchObject({ gradients: [{ kind: 'group' }] });
    expect(one('backward f(x, upstream) = (g,)')).toMatchObject({ gradients: [{ kind: 'name' }] });
    expect(one('backward f(x, upstream) = (a + b) * upstream')).toMatchObject({ gradients: [{ kind: 'binary' }] });
  });
  test('the output, and names that only look like it', () => {
    expect(one('backward(f)')).toMatchObject({ kind: 'backwardOutput', target: { name: 'f' } });
    expect(one('backward = 3')).toMatchObject({ kind: 'assignment' });
    expect(one('backward + 3')).toMatchObject({ kind: 'bare' });
    expect(one('train = 3')).toMatchObject({ kind: 'assignment' });
    expect(one('grad = 3')).toMatchObject({ kind: 'assignment' });
  });
  test('questions', () => {
    expect(one('grad(x) = ?')).toMatchObject({
      kind: 'question',
      asks: 'grad',
      target: { name: 'x' },
      subscripts: [],
      answer: { kind: 'question' },
    });
    expect(one('grad(W)[0, 1] = -z')).toMatchObject({
      subscripts: [{ kind: 'at' }, { kind: 'at' }],
      answer: { kind: 'unary' },
    });
    expect(one('value(q) = [1, ?]')).toMatchObject({ asks: 'value', answer: { kind: 'list' } });
    expect(one('grad(x)')).toMatchObject({ kind: 'bare', value: { kind: 'call' } });
    expect(one('grad(x) == 3')).toMatchObject({ kind: 'bare' });
    expect(one('v = grad(x)')).toMatchObject({ kind: 'assignment', value: { kind: 'call' } });
  });
  test('a training run', () => {
    expect(one('train(loss, lr=0.1, optimizer="adam", shuffle=false)')).toMatchObject({
      kind: 'train',
      args: [
        { name: undefined },
        { name: { name: 'lr' } },
        { value: { kind: 'string', value: 'adam' } },
        { value: { kind: 'name', name: 'false' } },
      ],
    });
  });
});

describe('a text', () => {
  test('statements end at line ends and at ;', () => {
    const document = parseDocument('x = -2; y = 5;z = -4;\n\n  q = f(x,\n    y) ; f = 1 # end');
    expect(document.statements.map(({ text }) => text)).toEqual([
      'x = -2',
      'y = 5',
      'z = -4',
      'q = f(x,\n    y)',
      'f = 1',
    ]);
    expect([...document.starts]).toEqual([0, 8, 14, 25, 43]);
    expect(document.problems).toEqual([]);
  });

  test.each(DRESSED_PROGRAMS.map((text) => [text]))('sample programs have no problems: %j', (text) => {
    const document = parseDocument(text);
    expect(errorsOf(document)).toEqual([]);
    expect(document.problems).toEqual([]);
    document.statements.forEach((statement, i) => {
      const start = document.starts[i] ?? 0;
      expect(text.slice(start, start + statement.text.length)).toBe(statement.text);
      expect(statement.tree).toMatchObject({ from: 0, to: statement.text.length });
    });
  });

  test('line ends and a byte order mark change nothing but offsets', () => {
    for (const text of SAMPLE_PROGRAMS) {
      const kinds = kindsOf(parseDocument(text));
      expect(kindsOf(parseDocument(`\ufeff${text.replaceAll('\n', '\r\n')}`))).toEqual(kinds);
    }
    expect([...parseDocument('\ufeffx = 1\r\ny = 2').starts]).toEqual([1, 8]);
  });

  test('what one statement allows, the next one does not', () => {
    expect(errorsOf(parseDocument('grad(x) = ?\ntrain(?)\ngrad(x)[?] = 1')).map(({ from }) => from)).toEqual([18, 29]);
    expect(errorsOf(parseDocument('backward f(x, u) = (1, 2)\nx = (1, 2)')).map(({ from }) => from)).toEqual([30]);
  });

  test('trees are equal when texts are', () => {
    const document = parseDocument('f(a,\n  b)\n# %% x\n   q = 1; f(a,\n  b)\nq = 1');
    const [first, , third] = document.statements;
    expect(third).toEqual(first);
    expect(document.statements[3]).toEqual(document.statements[1]);
  });
});
