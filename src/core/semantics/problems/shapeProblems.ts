import type { ProblemKind } from './problemKind.ts';

/** Shapes, sizes and entries of tensors. */
export const shapeProblems = [
  {
    code: 'shapes',
    severity: 'error',
    title: 'Shapes that do not fit',
    explanation:
      'Entry by entry, two shapes fit when each axis is equal or 1, counted from the last. For A @ B the columns of A must be as many as the rows of B: (n, k) @ (k, m) gives (n, m). Often a transpose, .T, or the order of the factors is the answer: write down the shapes and see which product fits.',
    example: 'A = [[1, 2, 3], [4, 5, 6]]\nB = [[1, 2, 3]]\nf = sum(⟦A @ B⟧)',
    remedy: 'A = [[1, 2, 3], [4, 5, 6]]\nB = [[1, 2, 3]]\nf = sum(A @ B.T)',
  },
  {
    code: 'compares-pairs',
    severity: 'warning',
    title: 'Every entry is compared with every other',
    explanation:
      'A vector (n,) against a column (n, 1) is broadcast to (n, n): the loss is the mean over all pairs, not over the rows. flatten makes a vector of a column.',
    example: 'p = [1, 2]\ny = [[1], [3]]\nloss = mse(p, ⟦y⟧)',
    remedy: 'p = [1, 2]\ny = [[1], [3]]\nloss = mse(p, flatten(y))',
  },
  {
    code: 'operand',
    severity: 'error',
    title: 'A value that this function cannot take',
    explanation:
      'The shapes fit, but an entry does not: labels are whole numbers from 0 to the number of classes less one, one for each row of scores.',
    example: 'scores = [[1, 2, 3]]\nloss = ⟦cross_entropy(scores, [3])⟧',
    remedy: 'scores = [[1, 2, 3]]\nloss = cross_entropy(scores, [2])',
  },
  {
    code: 'ragged-list',
    severity: 'error',
    title: 'Rows of different lengths',
    explanation:
      'A matrix is a list of rows, all equally long. Here an entry is missing in a row, or there is one too many.',
    example: 'A = [[1, 2], ⟦[3]⟧]',
    remedy: 'A = [[1, 2], [3, 4]]',
  },
  {
    code: 'empty-list',
    severity: 'error',
    title: 'A list without entries',
    explanation: 'A vector has at least one entry. zeros(3) makes a vector of zeros.',
    example: 'v = ⟦[]⟧',
    remedy: 'v = zeros(3)',
  },
  {
    code: 'too-many-indices',
    severity: 'error',
    title: 'More indices than axes',
    explanation: 'A vector takes one index, v[0], a matrix up to two, A[0, 1]. A single number has no entries.',
    example: 'v = [1, 2, 3]\nf = ⟦v[0, 1]⟧',
    remedy: 'v = [1, 2, 3]\nf = v[1]',
  },
  {
    code: 'index-outside',
    severity: 'error',
    title: 'An index outside of the tensor',
    explanation: 'Entries are counted from 0, so the last of n is n − 1; v[-1] is the last as well.',
    example: 'v = [1, 2, 3]\nf = v[⟦3⟧]',
    remedy: 'v = [1, 2, 3]\nf = v[2]',
  },
  {
    code: 'whole-number',
    severity: 'error',
    title: 'An index is a whole number',
    explanation: 'Entries are counted, so an index is a whole number. A slice, v[1:3], takes several.',
    example: 'v = [1, 2, 3]\nf = v[⟦0.5⟧]',
    remedy: 'v = [1, 2, 3]\nf = v[0]',
  },
  {
    code: 'slice-step',
    severity: 'error',
    title: 'A step of 0',
    explanation: 'A slice goes on by its step, v[0:4:2], or back where that is negative, v[::-1].',
    example: 'v = [1, 2, 3]\nf = v[::⟦0⟧]',
    remedy: 'v = [1, 2, 3]\nf = v[::2]',
  },
  {
    code: 'mask-index',
    severity: 'error',
    title: 'A mask picks no entries',
    explanation:
      'A comparison gives 0 and 1. How many entries it would pick depends on the values, and with it the shape of all that follows; where(mask, x, 0) keeps the shape, and sum(where(mask, x, 0)) adds up the entries that the mask picks.',
    example: 'v = [1, -2, 3]\nf = v[⟦v > 0⟧]',
    remedy: 'v = [1, -2, 3]\nf = where(v > 0, v, 0)',
  },
  {
    code: 'too-large',
    severity: 'error',
    title: 'A tensor that would be too large',
    explanation:
      'Before a tensor is made its entries are counted, so that nothing runs out of memory. The setting backprop.maxElements says how many may be there; all tensors of a text together may have ten times as many.',
    example: 'W = ⟦randn(1e5, 1e5)⟧',
    remedy: 'W = randn(100, 100)',
  },
  {
    code: 'too-much-work',
    severity: 'error',
    title: 'A matrix product that would take too long',
    explanation:
      'The product of an (n, k) and a (k, m) matrix takes n · k · m multiplications. They are counted before anything is computed, over the whole text, so that no line makes you wait. Lines below that do not need this one keep their values. Shapes of a lesson are small on purpose: a few rows show what a million would.',
    example: 'A = ones(2000, 2000)\nf = mean(⟦A @ A⟧)',
    remedy: 'A = ones(200, 200)\nf = mean(A @ A)',
  },
  {
    code: 'too-many-nodes',
    severity: 'error',
    title: 'A graph that would be too large',
    explanation:
      'Every gate of every call is a node of the graph, and functions that call functions multiply quickly. Lines below this place are not computed; those above are.',
    example: `${growingDefs(6)}y = ⟦f6(1)⟧`,
    remedy: 'def f0(x) = x + x\ny = f0(1)',
  },
  {
    code: 'tuple-parts',
    severity: 'error',
    title: 'Several names for one value',
    explanation:
      'X, y = spiral(…) names the parts of a data set. An ordinary formula has one value and takes one name; two values are two lines, or x = 1; y = 2.',
    example: 'a, b = ⟦3⟧',
    remedy: 'a = 3; b = 3',
  },
  {
    code: 'axis-names',
    severity: 'warning',
    title: 'A shape other than its comment says',
    explanation:
      'A comment such as # (batch, in) behind an assignment names the axes. There are as many as the value has, and in one cell a name has one size.',
    example: 'X = zeros(64, 3)  # (batch, in)\nW = zeros(4, 10)  # ⟦(in, out)⟧',
    remedy: 'X = zeros(64, 3)  # (batch, in)\nW = zeros(3, 10)  # (in, out)',
  },
] as const satisfies readonly ProblemKind[];

/** Each calls the one before ten times. */
function growingDefs(count: number): string {
  const ten = (one: string): string => Array.from({ length: 10 }, () => one).join(' + ');
  const lines = Array.from({ length: count }, (_, i) => `def f${i + 1}(x) = ${ten(`f${i}(x)`)}\n`);
  return `def f0(x) = ${ten('x')}\n${lines.join('')}`;
}
