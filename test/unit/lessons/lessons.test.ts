import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { isOrdering } from '../../../src/core/syntax/cells.ts';
import { answeredText } from '../../../src/core/tutor/course/answered.ts';
import { revealFor } from '../../../src/core/tutor/help/reveal.ts';
import { isRight, type Mark } from '../../../src/core/tutor/marking/answer/mark.ts';
import { asksToOrder, questionsIn } from '../../../src/core/tutor/marking/answer/question.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { cells } from '../../../src/language/features/cells.ts';
import { diagnostics } from '../../../src/language/features/diagnostics.ts';
import { settle } from '../../../src/language/features/questions.ts';
import { openText } from '../../support/openText.ts';

const folder = new URL('../../../media/lessons/', import.meta.url);
const all = readdirSync(fileURLToPath(folder))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
/** Its pictures are not in the repository. */
const lessons = all.filter(({ name }) => name !== '16-cifar10.bp');

const problemsOf = (text: string): readonly string[] =>
  diagnostics(openText(text).state)
    .filter(({ severity }) => severity === 1 || severity === 2)
    .map(({ code, message }) => `${code}: ${message}`);

/** Lines that are to be put in order are no questions to be answered: `answeredText` orders them. */
const questionsOf = (evaluation: Evaluation): readonly number[] =>
  evaluation.document.cells.filter((cell) => !isOrdering(cell)).flatMap(({ index }) => questionsIn(evaluation, index));

const marksOf = (evaluation: Evaluation): readonly Mark[] =>
  markDocument(evaluation).filter(({ cell }) => !asksToOrder(evaluation, cell));

/** The text with the answers of these questions written in; from the last on, so that earlier places stay. */
function answered(text: string, wanted: (index: number) => boolean): string {
  const { evaluation } = openText(text).state;
  let result = text;
  for (const [index, statement] of [...questionsOf(evaluation).entries()].reverse()) {
    if (!wanted(index)) continue;
    // The answer alone, without the comment that says it was looked up.
    const edit = revealFor(evaluation, statement)?.edits[0];
    if (edit) result = result.slice(0, edit.span.from) + edit.text + result.slice(edit.span.to);
  }
  return result;
}

describe('the lessons', () => {
  test('are numbered from 01 on, each with a title of its own', () => {
    expect(all.map(({ name }) => name.slice(0, 3))).toEqual(
      all.map((_, index) => `${String(index + 1).padStart(2, '0')}-`),
    );
    const titles = all.map(({ text }) => /^# %% \[markdown\] (.+)\n/.exec(text)?.[1]);
    expect(titles).not.toContain(undefined);
    expect(new Set(titles).size).toBe(all.length);
  });

  test.each(lessons)('$name: no error and no warning', ({ text }) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(lessons)('$name: ends in questions', ({ text }) => {
    const { document } = openText(text).state;
    const kinds = document.statements.map(({ tree }) => tree.kind);
    expect(kinds.at(-1)).toBe('question');
  });

  test.each(all)('$name: is read as it is written, without TeX', ({ text }) => {
    expect(text).not.toMatch(/[$\\]/);
  });

  test.each(lessons)('$name: every question has an answer', ({ text }) => {
    const { evaluation } = openText(text).state;
    for (const mark of marksOf(evaluation)) {
      expect(mark.verdict, mark.question).toBe('unanswered');
      expect([...(mark.expected?.data ?? [Number.NaN])].every(Number.isFinite), mark.question).toBe(true);
      expect(revealFor(evaluation, mark.statement), mark.question).toBeDefined();
    }
    expect(marksOf(evaluation)).toHaveLength(questionsOf(evaluation).length);
  });

  test.each(lessons)('$name: the right answers give full marks', ({ text }) => {
    const done = answeredText(openText(answered(text, () => true)).state.evaluation);
    const { state } = openText(done);
    settle(state);
    const marks = markDocument(state.evaluation);
    expect(marks.filter((mark) => !isRight(mark) || mark.credit !== 1 || mark.revealed)).toEqual([]);
    expect(problemsOf(done)).toEqual([]);
    const found = cells(state).reduce((sum, { right }) => sum + right, 0);
    expect(found).toBe(marks.length);
  });

  test.each(lessons)('$name: half of the answers are counted as half', ({ text }) => {
    const { state } = openText(answered(text, (index) => index % 2 === 0));
    settle(state);
    const marks = marksOf(state.evaluation);
    expect(marks.filter(isRight)).toHaveLength(Math.ceil(marks.length / 2));
    expect(cells(state).reduce((sum, cell) => sum + cell.answered, 0)).toBe(Math.ceil(marks.length / 2));
  });

  test.each(lessons)('$name: an answer that is off is not counted', ({ text }) => {
    const { evaluation } = openText(text).state;
    for (const { statement, expected, question } of marksOf(evaluation)) {
      const first = revealFor(evaluation, statement)?.edits[0];
      if (!first || !expected || expected.shape.length > 0) continue;
      const wrong = `${text.slice(0, first.span.from)}${(expected.data[0] ?? 0) * 1.5 + 7}${text.slice(first.span.to)}`;
      const mark = marksOf(openText(wrong).state.evaluation).find((one) => one.statement === statement);
      expect(mark?.verdict, question).toBe('wrong');
    }
  });
});
