import { describe, expect, test } from 'vitest';
import { showNumber } from '../../../src/core/base/show.ts';
import { hintFor } from '../../../src/core/tutor/help/hint.ts';
import { revealFor } from '../../../src/core/tutor/help/reveal.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { evaluated, questionsOf } from './evaluated.ts';

const SHEET = `# %% [practice] A sheet
a = 2.3; b = 1.7; c = -0.9
p = a * b
q = p + c
r = sigmoid(q)
f = r * q
value(q) = ?
grad(f) = ?
grad(r) = ?
grad(q) = ?; grad(p) = ?
grad(a) = ?   # think
`;

function written(text: string): string {
  let now = text;
  for (;;) {
    const evaluation = evaluated(now);
    const open = questionsOf(evaluation).find((statement) => !evaluation.statements[statement]?.question?.answered);
    const found = open === undefined ? undefined : revealFor(evaluation, open);
    if (found === undefined) return now;
    for (const { span, text: by } of found.edits.toReversed()) now = now.slice(0, span.from) + by + now.slice(span.to);
  }
}

describe('hints', () => {
  test('three steps: the rule, with names, with numbers', () => {
    const evaluation = evaluated('x = -2; y = 5; z = -4\nq = x + y\nf = q * z\ngrad(z) = ?');
    const [statement = -1] = questionsOf(evaluation);
    expect(hintFor(evaluation, statement, 1)).toContain('swap multiplier');
    expect(hintFor(evaluation, statement, 2)).toBe('∂f/∂z = q · 1');
    expect(hintFor(evaluation, statement, 3)).toBe('∂f/∂z = 3 · 1 = …');
  });

  test('never the answer, and never what another open question asks for', () => {
    const evaluation = evaluated(SHEET);
    const answers = questionsOf(evaluation).flatMap((statement) => {
      const expected = markDocument(evaluation).find((mark) => mark.statement === statement)?.expected?.data[0] ?? 0;
      return expected === 1 ? [] : [showNumber(expected)];
    });
    for (const statement of questionsOf(evaluation))
      for (const level of [1, 2, 3] as const) {
        const hint = hintFor(evaluation, statement, level) ?? '';
        expect(hint).not.toBe('');
        expect(answers.filter((answer) => hint.split(/[^\d.−e]+/).includes(answer))).toEqual([]);
      }
  });
});

describe('reveal', () => {
  test('writes answers that are right, and that the score sees as revealed', () => {
    const text = written(SHEET);
    expect(text).toContain('# think');
    const marks = markDocument(evaluated(text));
    expect(marks.map(({ verdict, revealed, credit }) => [verdict, revealed, credit])).toEqual(
      Array.from({ length: 6 }, () => ['right', true, 0]),
    );
  });

  test('an answer beside a revealed one keeps its credit', () => {
    const text = 'x = 3; y = 2\nf = x * y\ngrad(x) = ?; grad(y) = 3\n';
    expect(markDocument(evaluated(written(text))).map(({ credit }) => credit)).toEqual([0, 1]);
  });

  test('matrices and entries', () => {
    const text =
      'X = [[1, 2], [3, 4]]\nW = [[0.5, -1], [2, 1]]\nL = sum(tanh(X @ W))\ngrad(W) = ?\ngrad(X)[1, 0] = ?\n';
    expect(markDocument(evaluated(written(text))).map(({ verdict }) => verdict)).toEqual(['right', 'right']);
  });
});
