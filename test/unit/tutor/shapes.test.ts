import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import {
  conventionWords,
  productsUsing,
  type ShapeVerdict,
  shapeDetective,
} from '../../../src/core/tutor/shapes/shapeDetective.ts';
import { evaluated } from './evaluated.ts';

/** The slides' layer, W x + b with 4 in and 3 out. */
const slides = evaluated(`W = [[1, 2, -1, 0], [0, -1, 3, 2], [-2, 1, 1, -1]]
x = [1, -2, 0.5, 3]
y = W @ x
h = relu(y + [0.1, -0.2, 0.3])
f = sum(h * [2, -1, 0.5])`);
/** The assignment's, x w + b. */
const assignment = evaluated(`X = [[1, -2, 0.5, 3], [2, 1, -1, 0]]
w = [[1, 0, -2], [2, -1, 1], [-1, 3, 1], [0, 2, -1]]
q = X @ w
f = sum(q * [[2, -1, 0.5], [1, 1, -2]])`);

function about(evaluation: Evaluation, name: string, tell = true): ShapeVerdict {
  const node = evaluation.statements.flatMap(({ bindings }) => bindings).find((binding) => binding.name === name)?.node;
  const [edge] = productsUsing(evaluation, 0, node ?? -1);
  const found = edge && shapeDetective(evaluation, 0, edge.consumer, edge.port, tell);
  if (found === undefined) throw new Error(`nothing about ${name}`);
  return found;
}
const fitting = ({ candidates }: ShapeVerdict): readonly string[] =>
  candidates.filter(({ fits }) => fits).map(({ text }) => text);

describe('the shape detective', () => {
  it('leaves one product where shapes decide', () => {
    const dw = about(assignment, 'w');
    expect(dw.candidates).toHaveLength(8);
    expect(fitting(dw)).toEqual(['Xᵀ · dq']);
    expect(dw.verdict).toBe('Shapes leave one way: dw = Xᵀ · dq.');
    expect(dw.candidates.find(({ text }) => text === 'X · dq')?.reason).toBe('the inner sizes 4 and 2 differ');
    expect(dw.candidates.find(({ text }) => text === 'dqᵀ · X')?.reason).toBe('it gives (3, 4), and w is (4, 3)');
    expect(fitting(about(assignment, 'X'))).toEqual(['dq · wᵀ']);
  });
  it('takes a vector as a column on the right', () => {
    const dW = about(slides, 'W');
    expect(fitting(dW)).toEqual(['dy · xᵀ']);
    expect(dW.candidates.filter(({ right }) => right).map(({ text }) => text)).toEqual(['dy · xᵀ']);
    expect(fitting(about(slides, 'x'))).toEqual(['Wᵀ · dy']);
  });
  const square = evaluated('A = [[1, 2], [3, 5]]\nB = [[2, -1], [4, 3]]\nC = A @ B\nf = sum(C * [[1, 2], [-1, 3]])');
  it('lets numbers settle square matrices', () => {
    const dB = about(square, 'B');
    expect(fitting(dB)).toHaveLength(8);
    expect(dB.candidates.filter(({ right }) => right).map(({ text }) => text)).toEqual(['Aᵀ · dC']);
    expect(dB.verdict).toContain('the numbers settle it: dB = Aᵀ · dC');
  });
  it('does not tell which of several is right before the answer is given', () => {
    const dB = about(square, 'B', false);
    expect(dB.candidates.every(({ right }) => right === undefined)).toBe(true);
    expect(dB.verdict).not.toContain('Aᵀ');
    expect(dB.verdict).toContain('8 of them');
  });
  it('says so where the numbers cannot tell them apart', () => {
    const same = evaluated('A = [[2, 1], [1, 2]]\nB = [[2, -1], [4, 3]]\nC = A @ B\nf = sum(C)');
    expect(about(same, 'B').verdict).toContain('give the same');
  });
  it('finds both factors of the product itself, and weights behind a transpose', () => {
    const c = square.statements[2]?.bindings[0]?.node ?? -1;
    expect(productsUsing(square, 0, c).map(({ port }) => port)).toEqual([0, 1]);
    const linear = evaluated('W = [[1, 2, 0, 1], [0, 1, 1, 3], [2, 1, 0, 1]]\nx = [[1, 2, 3, 4]]\nf = sum(x @ W.T)');
    expect(about(linear, 'W').convention).toContain('are used here as nn.Linear');
    expect(about(linear, 'W').convention).toContain('4 in, 3 out');
  });
  it('has nothing to say about other gates', () => {
    const scalar = evaluated('a = 2\nb = 3\nf = a * b');
    expect(productsUsing(scalar, 0, 0)).toEqual([]);
    expect(shapeDetective(scalar, 0, 2, 0, true)).toBeUndefined();
  });
});

describe('the convention', () => {
  it('says which index of (3, 4) is input and which output', () => {
    expect(conventionWords([3, 4], 'x @ W')).toContain(
      'x @ W: the first index is the input, the second the output: 3 in, 4 out',
    );
    expect(conventionWords([3, 4], 'W @ x')).toMatch(
      /^Weights of shape \(3, 4\) are used here as W @ x: .*: 4 in, 3 out\./,
    );
    expect(about(slides, 'x').convention).toContain('are used here as W @ x');
    expect(about(assignment, 'w').convention).toContain('4 in, 3 out');
  });
});
