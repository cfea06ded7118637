import { describe, expect, test } from 'vitest';
import { axisNamesOf } from '../../../src/core/evaluate/hints/axisNames.ts';
import type { Tensor } from '../../../src/core/tensor/tensor.ts';
import { openText } from '../../support/openText.ts';

function tensorOf(text: string, name: string): Tensor {
  const { state } = openText(text);
  const { tape, statements } = state.evaluation;
  const node = statements.flatMap(({ bindings }) => bindings).findLast((binding) => binding.name === name)?.node;
  if (node === undefined) throw new Error(`${name} has no value: ${JSON.stringify(statements.at(-1)?.problems)}`);
  return tape.valueOf(node);
}
const numbers = (text: string, name: string): readonly number[] => [...tensorOf(text, name).data];

function gradient(text: string, name: string): readonly number[] {
  const { state } = openText(text);
  const { cells, statements, gradients } = state.evaluation;
  const node = statements.flatMap(({ bindings }) => bindings).find((binding) => binding.name === name)?.node ?? -1;
  return [...(gradients(cells[0]?.output ?? -1).of(node)?.data ?? [])];
}

describe('put', () => {
  test('entries, rows, columns and label pairs take new values', () => {
    const A = 'A = [[1, 2, 3], [4, 5, 6]]\n';
    expect(numbers(`${A}A = put(A[0, 1], 9)`, 'A')).toEqual([1, 9, 3, 4, 5, 6]);
    expect(numbers(`${A}A = put(A[1], [7, 8, 9])`, 'A')).toEqual([1, 2, 3, 7, 8, 9]);
    expect(numbers(`${A}A = put(A[:, 2], [7, 8])`, 'A')).toEqual([1, 2, 7, 4, 5, 8]);
    expect(numbers(`${A}A = put(A[:, :2], [[7], [8]])`, 'A')).toEqual([7, 7, 3, 8, 8, 6]);
    expect(numbers(`${A}A = put(A[arange(2), [2, 0]], A[arange(2), [2, 0]] - 1)`, 'A')).toEqual([1, 2, 2, 3, 5, 6]);
  });

  test('the gradient goes to what is put in, and to the entries that stay', () => {
    const text = 'A = [1, 2, 3]\nv = [5, 7]\nB = put(A[1:], v)\nf = sum(B * [1, 10, 100])';
    expect(gradient(text, 'A')).toEqual([1, 0, 0]);
    expect(gradient(text, 'v')).toEqual([10, 100]);
  });

  test('a value of another shape is refused', () => {
    const { state } = openText('A = [1, 2, 3]\nB = put(A[1:], [1, 2, 3])');
    expect(state.evaluation.statements[1]?.problems[0]?.message).toContain('the entries have shape (2,)');
  });
});

describe('several values under one name', () => {
  test('are taken out by names and by numbers, with their gradients', () => {
    const text = 'x = 3; w = 4\ncache = (x, w)\na, b = cache\nf = a * b + cache[0]';
    expect(numbers(text, 'f')).toEqual([15]);
    expect(gradient(text, 'x')).toEqual([5]);
  });

  test('go into functions and come out of them', () => {
    const text = `def forward(x, w):
    out = x * w
    cache = (x, w)
    return out, cache
def back(dout, cache):
    x, w = cache
    return dout * w, dout * x
out, cache = forward(2, 5)
dx, dw = back(10, cache)`;
    expect(numbers(text, 'dx')).toEqual([50]);
    expect(numbers(text, 'dw')).toEqual([20]);
  });

  test('are no number', () => {
    const { state } = openText('x = 3; w = 4\ncache = (x, w)\nf = cache * 2');
    expect(state.evaluation.statements[3]?.problems[0]?.message).toContain('this stands for 2 values');
  });
});

describe('jacobian', () => {
  test('of softmax is diag(p) − p pᵀ', () => {
    const text =
      'x = [1, 2, 0.5]\np = softmax(x)\nJ = jacobian(p, x)\nright = eye(3) * p - outer(p, p)\ngap = max(abs(J - right))';
    expect(numbers(text, 'gap')[0]).toBeLessThan(1e-15);
  });

  test('of what does not depend on x is 0', () => {
    expect(numbers('x = [1, 2]\ny = [3, 4]\nJ = jacobian(y, x)', 'J')).toEqual([0, 0, 0, 0]);
  });
});

describe('names of axes', () => {
  const warnings = (text: string): readonly string[] =>
    axisNamesOf(openText(text).state.evaluation).problems.map(({ problem }) => problem.message);

  test('one name has one size in a cell, and every axis a name', () => {
    expect(warnings('X = zeros(6, 3)  # (batch, in)\nW = zeros(3, 2)  # (in, out)\ny = X @ W  # (batch, out)')).toEqual(
      [],
    );
    expect(warnings('X = zeros(6, 3)  # (batch, in)\nW = zeros(4, 2)  # (in, out)')).toEqual([
      'in is 3 in X and 4 in W',
    ]);
    expect(warnings('X = zeros(6, 3)  # (batch, 4)')).toEqual(['axis 1 of X has size 3, and the comment says 4']);
    expect(warnings('X = zeros(6, 3)  # (batch,)')).toEqual(['X has shape (6, 3), and the comment names 1 axis']);
    expect(warnings('# %% a\nX = zeros(6)  # (n,)\n# %% b\nX = zeros(5)  # (n,)')).toEqual([]);
  });

  test('other remarks are no shapes', () => {
    expect(warnings('x = 3  # (a remark)\ny = 4  # see (a, b) there\nz = 5  # (old)')).toEqual([]);
  });
});
