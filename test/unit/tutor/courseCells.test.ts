import { describe, expect, test } from 'vitest';
import { finish } from '../../../src/core/base/work.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { ladderFor } from '../../../src/language/document/exercises.ts';
import { questionList } from '../../../src/language/features/answerMarks.ts';
import { formatting } from '../../../src/language/features/formatting.ts';
import { hint, reasonsAt, reveal, settle } from '../../../src/language/features/questions.ts';
import { openText } from '../../support/openText.ts';

const PROGRAM = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n';
const marksOf = (text: string) => markDocument(evaluateDocument(parseDocument(text), plainSurroundings));

test('further words of a marker, in any order; words that do not go together are a warning', () => {
  const kinds = (marker: string) => {
    const { cells, problems } = parseDocument(`# %% ${marker} Title\nx = 1\n`);
    return [cells[0]?.kind, cells[0]?.marks.join(), problems.length];
  };
  expect(kinds('[given]')).toEqual(['code', 'given', 0]);
  expect(kinds('[given practice, numbers]')).toEqual(['practice', 'given,numbers', 0]);
  expect(kinds('[exam]')).toEqual(['practice', 'exam', 0]);
  expect(kinds('[try]')).toEqual(['practice', 'try', 0]);
  expect(kinds('[pause given]')).toEqual(['code', '', 1]);
  expect(kinds('[practice markdown]')).toEqual(['code', '', 1]);
  expect(kinds('[]')).toEqual(['code', '', 1]);
});

describe('reasons', () => {
  const cell = `# %% [practice] P\n${PROGRAM}m = max(q, z)\ng = m * q + relu(z)\n`;
  test.each([
    ['g', 1, 'start'],
    ['m', 3, 'swap'],
    ['q', 6, 'adder'],
    ['x', 6, 'distributor'],
    ['f', 0, 'none'],
  ])('grad(%s) comes about by its rule', (name, value, word) => {
    const mark = (reason: string) => marksOf(`${cell}grad(${name}) = ${value}  # ${reason}\n`)[0];
    expect(mark(word)).toMatchObject({ verdict: 'right', reason: { written: word, isRight: true } });
    const other = word === 'swap' ? 'router' : 'swap';
    const wrong = mark(other);
    expect(wrong).toMatchObject({ verdict: 'right', credit: 1, reason: { written: other, isRight: false } });
    expect(wrong?.message).toContain(`(${word})`);
    expect(mark('why?')?.message).toContain('still to be given');
    expect(mark('nothing')?.reason).toBeUndefined();
  });

  test('are offered for a question about a gradient, and go in the place of why?', () => {
    const text = `${cell}grad(x) = -4  # why?  # 2 points\nvalue(q) = ?\ngrad(y) = ?\n`;
    const { state } = openText(text);
    const at = (words: string) => reasonsAt(state, text.indexOf(words));
    const found = at('grad(x)');
    expect(text.slice(found?.from, found?.to)).toBe('why?');
    expect([found?.lead, found?.question, found?.reasons.length]).toEqual(['', 'grad(x)', 9]);
    expect(at('value(q)')).toBeNull();
    expect(at('grad(y)')?.lead).toBe('  # ');
  });
});

test('a guess: the sign decides, the answer is told, and it is worth nothing', () => {
  const guess = (answer: string) => marksOf(`# %% [try] T\n${PROGRAM}grad(x) = ${answer}\ngrad(y) = ?\n`)[0];
  expect(guess('-5')).toMatchObject({ verdict: 'right', points: 0 });
  expect(guess('-5')?.message).toContain('the sign and the size are right');
  expect(guess('-50')?.message).toContain('the size is another');
  expect(guess('3')).toMatchObject({ verdict: 'wrong', points: 0 });
  expect(guess('?')).toMatchObject({ verdict: 'unanswered', points: 0 });
});

describe('an exam cell', () => {
  const text = `# %% [exam] E\n${PROGRAM}grad( x )=  3\n`;
  const { state } = openText(text);
  const at = text.indexOf('grad(');
  test('gives no help, and is not formatted', () => {
    expect([hint(state, at), reveal(state, at)]).toEqual(['exam', 'exam']);
    expect(formatting(state)).toEqual([]);
  });
  test('lists its questions with their verdicts', () => {
    expect(questionList(state)).toMatchObject([{ label: 'grad( x )', cellTitle: 'E', line: 4, kind: 'open' }]);
    settle(state);
    expect(questionList(state)).toMatchObject([{ kind: 'wrong', message: expect.stringContaining('You wrote 3') }]);
  });
});

test('a ladder is made from the text in front', () => {
  const { state } = openText(`# %% P\n${PROGRAM}`);
  expect(finish(ladderFor(state))).toContain('P: 1 of 4 open');
});
