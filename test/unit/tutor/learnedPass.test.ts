import { describe, expect, test } from 'vitest';
import { checkLearnedPasses } from '../../../src/core/tutor/marking/customBackward/customBackward.ts';
import { learnedProblems, suspectGradients } from '../../../src/core/tutor/marking/customBackwardProblems.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { evaluated } from './evaluated.ts';

const layer = (rule: string): string => `def layer(X, W, b) = X @ W + b
backward layer(X, W, b, upstream) = ${rule}
X = [[1, -2, 0.5], [2, 1, -1]]
W = [[1, 0], [2, -1], [-1, 3]]
b = [0.1, -0.2]
h = layer(X, W, b)
L = sum(h)
`;
const square = (rule: string): string =>
  `def twice(a) = a * a\nbackward twice(a, upstream) = ${rule}\nx = 3\ny = 2 * x\nf = twice(y)\n`;

describe('an own backward pass', () => {
  test('that is right is not accused', () => {
    for (const text of [
      layer('(upstream @ W.T, X.T @ upstream, sum(upstream, axis=0))'),
      square('2 * a * upstream'),
      square('upstream * a + a * upstream'),
      'def cut(a) = relu(a)\nbackward cut(a, upstream) = upstream * (a > 0)\nx = [1, -2, 0]\nf = sum(cut(x) * [2, 3, -4])\n',
      'def pair(a, b) = a * b\nbackward pair(a, b, upstream) = (b * upstream, a * upstream)\nx = 3\nf = pair(x, x) * pair(2, x)\n',
    ]) {
      const evaluation = evaluated(text);
      expect(checkLearnedPasses(evaluation)).toMatchObject([{ right: true }]);
      expect(learnedProblems(evaluation)).toEqual([]);
    }
  });

  test('the first wrong entry, both truths, and the mistake', () => {
    const evaluation = evaluated(layer('(upstream @ W.T, X.T @ upstream, mean(upstream, axis=0))'));
    const [check] = checkLearnedPasses(evaluation);
    expect(check?.params.map(({ param, right }) => [param, right])).toEqual([
      ['X', true],
      ['W', true],
      ['b', false],
    ]);
    expect(check?.params[2]?.mistakes).toEqual(['broadcast-averaged']);
    expect(check?.params[2]?.message).toMatch(/b\[0\] is 1; automatic differentiation gives 2, centred differences 2/);
  });

  test('a wrong shape names the right one', () => {
    const problems = learnedProblems(evaluated(layer('(upstream @ W.T, upstream.T @ X, sum(upstream, axis=0))')));
    expect(problems[0]).toMatchObject({ code: 'own-backward-wrong', statement: 1 });
    expect(problems[0]?.message).toMatch(/shape \(2, 3\).*shape \(3, 2\).*transposed/);
  });

  test('an upstream of 1 and round numbers hide nothing', () => {
    const [check] = checkLearnedPasses(evaluated(square('2 * a')));
    expect(check?.params[0]).toMatchObject({ right: false, mistakes: ['upstream-forgotten'] });
    expect(check?.params[0]?.message).toContain('another upstream');
    expect(checkLearnedPasses(evaluated(square('12 * upstream')))[0]?.right).toBe(false);
    expect(checkLearnedPasses(evaluated(square('a * upstream')))[0]?.params[0]?.mistakes).toEqual([
      'square-factor',
      'fork-overwritten',
    ]);
  });

  test('what came through a wrong one is marked, and questions ask for the truth', () => {
    const evaluation = evaluated(`${square('a * upstream')}grad(x) = 24\ngrad(y) = 6\n`);
    expect(learnedProblems(evaluation).map(({ code, statement }) => [code, statement])).toEqual([
      ['own-backward-wrong', 1],
      ['through-own-backward', 2],
      ['through-own-backward', 3],
    ]);
    expect(suspectGradients(evaluation).size).toBe(2);
    expect(markDocument(evaluation).map(({ verdict }) => verdict)).toEqual(['right', 'wrong']);
  });

  test('one that is never called is not judged', () => {
    const evaluation = evaluated('def twice(a) = a * a\nbackward twice(a, upstream) = 7\n');
    expect(checkLearnedPasses(evaluation)).toMatchObject([{ calls: 0, right: true }]);
  });
});
