import { describe, expect, test } from 'vitest';
import { revealFor } from '../../../src/core/tutor/help/reveal.ts';
import type { Mark } from '../../../src/core/tutor/marking/answer/mark.ts';
import { annotate } from '../../../src/language/annotations/annotation.ts';
import { hiddenIn } from '../../../src/language/document/hidden.ts';
import { defaultSettings } from '../../../src/language/document/settings.ts';
import { cells } from '../../../src/language/features/cells.ts';
import { openText } from '../../support/openText.ts';
import { marksOf } from './confusion.ts';

const program = (answer: string): string =>
  `# %% [practice] A\nx = -2; y = 5; z = -4\nq = x + y\nf = q * z\ngrad(q) = ${answer}\nvalue(f) = ?\n`;
const vector = (answer: string): string => `x = [2, 3]\nf = dot(x, [4, 5])\ngrad(x) = ${answer}\n`;

const first = (text: string): Mark => {
  const [mark] = marksOf(text);
  if (mark === undefined) throw new Error('nothing was asked');
  return mark;
};

describe('an answer that cannot be read', () => {
  test.each([
    ['0,39', 'a decimal point is a point, 0.39; two values need brackets'],
    ['-4,', 'nothing follows the comma: delete it'],
    ['= -4', 'one = is enough'],
    ['q = -4', 'write the answer alone, without another ='],
    ['-4  grad(x) = 3', 'one question to a line: put a line break before the next'],
    ['-4 or 4', 'write one answer, the one that you believe in'],
    ['-400%', 'write 5 % as 0.05'],
    ['≈-4', 'leave the sign out: an answer that is rounded counts'],
    ['-3.99…', 'leave the dots out: an answer that is rounded counts'],
    ['-3.99...', 'leave the dots out: an answer that is rounded counts'],
    ['-4?', 'your answer takes the place of the ?: delete the ?'],
    ['?-4', 'your answer takes the place of the ?: delete the ?'],
    ['? 4', 'your answer takes the place of the ?: delete the ?'],
    ['"-4"', 'write the answer without signs around it'],
    ['$-4$', 'write the answer without signs around it'],
    ['minus 4', 'write - for minus'],
    ['1 000', 'write the digits without blanks'],
    ['no idea', 'write a number or a formula; a remark stands behind a #'],
    ['½', 'write 1/2'],
    ['', 'the answer is missing: write it on this line, after =, or ? for later'],
  ])('%s', (answer, message) => {
    expect(first(program(answer))).toMatchObject({ verdict: 'invalid', message });
  });

  test('stays a question: counted, not right, and next in turn', () => {
    for (const answer of ['0,39', '', '-4 or 4', '(-4']) {
      const { state } = openText(program(answer));
      const [cell] = cells(state);
      expect(cell).toMatchObject({ questions: 2, answered: 1, right: 0 });
      expect(cell?.open.map(({ from, to }) => state.document.text.slice(from, to))).toEqual([answer, '?']);
    }
  });

  test('hides what it asks for as before, and a reveal takes its place as a whole', () => {
    const text = program('0,39');
    const { state } = openText(text);
    expect(annotate(state, 4, defaultSettings, hiddenIn(state)).text).toContain('·');
    const [edit] = revealFor(state.evaluation, 5)?.edits ?? [];
    expect(edit && text.slice(0, edit.span.from) + edit.text + text.slice(edit.span.to)).toContain('grad(q) = -4\n');
  });
});

describe('an answer in other brackets', () => {
  test.each([
    ['[[4], [5]]', 'In its brackets yours is [4, 5].'],
    ['[[4, 5]]', 'In its brackets yours is [4, 5].'],
    ['[0,4, 0,5]', 'A decimal point is a point: 0.5, not 0,5.'],
    ['[4, ?]', 'as in grad(x)[0] = ?'],
  ])('%s', (answer, words) => {
    expect(first(vector(answer)).message).toContain(words);
  });

  test('a number in brackets', () => {
    expect(first(program('[-4]')).message).toContain('Without brackets yours is −4.');
  });
});

describe('an answer from the way there', () => {
  test('the gradient of a gate without a name', () => {
    const text = 'u = 2\nJ = (3 * u) ** 2\ngrad(u) = 12\n';
    expect(first(text).message).toBe('You wrote 12. That is the gradient of 3 · u: u is one gate further back.');
  });

  test('an operand of the last gate', () => {
    expect(first('z = 2; w = -1\nm = max(z, w)\nf = m * 3\nvalue(m) = -1\n').message).toBe(
      'You wrote −1. That is w, only one input of max (the larger of two numbers).',
    );
    expect(first('s = [3, -1, 0]\nt = relu(s)\nm = sum(t)\nvalue(t) = [3, -1, 0]\n').message).toContain(
      'That is s, the input of ReLU (keeps what is above 0 and replaces the rest by 0).',
    );
  });

  test('a whole number is no rounding of one that is far from it', () => {
    expect(first('u = 7\nv = u / 2\nvalue(v) = 4\n').message).not.toContain('as far as it goes');
    expect(first('u = 33\nv = u / 20\nvalue(v) = 1.6\n').message).toContain('as far as it goes');
  });
});

test('a question whose left side slipped is told how one is written', () => {
  const problem = (line: string) =>
    openText(`x = 2\nf = x * x\n${line}\n`).state.evaluation.statements[2]?.problems[0]?.message;
  expect(problem('gard(x) = 4')).toBe('a question is written grad(x) = ? or value(x) = ?');
  expect(problem('Grad(x) = 4')).toBe('a question is written grad(x) = ? or value(x) = ?');
  expect(problem('grad(x): 4')).toBe('an answer stands behind =: grad(x) = 1');
  expect(problem('grad(x) ≈ 4')).toBe('an answer stands behind =: grad(x) = 1');
  expect(problem('grad(x) == 4')).toContain('a question is grad(x) = ?');
  expect(problem('half(x) = x / 2')).toBe('a function is defined with def: def half(x) = …');
});
