import { expect, test } from 'vitest';
import { finish } from '../../../src/core/base/work.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { reviewWork } from '../../../src/core/tutor/practice/review.ts';
import {
  afterReview,
  COMES_BACK,
  DAYS_BETWEEN,
  dueOn,
  MOST_A_DAY,
  type Reviewed,
  withMistake,
} from '../../../src/extension/learner/reviewDays.ts';

test('a mistake comes back three times, in even gaps, and stays due on days that were missed', () => {
  let kept = withMistake([], 'no-swap', 100);
  const days: number[] = [];
  for (let day = 100; day < 130; day++) {
    const due = dueOn(kept, day);
    // The learner is away for a while.
    if (due.length === 0 || (day >= 102 && day < 105)) continue;
    days.push(day);
    kept = afterReview(kept, due, day);
  }
  expect(days).toEqual([105, 105 + DAYS_BETWEEN, 105 + 2 * DAYS_BETWEEN]);
  expect(days.length).toBe(COMES_BACK);
  expect(kept).toEqual([]);
});

test('a mistake that is made again starts from the beginning; others stay as they are', () => {
  let kept = withMistake(withMistake([], 'no-swap', 10), 'sign-lost', 11);
  kept = afterReview(kept, ['no-swap'], 12);
  expect(kept).toContainEqual({ mistake: 'no-swap', due: 12 + DAYS_BETWEEN, left: COMES_BACK - 1 });
  kept = withMistake(kept, 'no-swap', 12);
  expect(kept).toContainEqual({ mistake: 'no-swap', due: 12 + DAYS_BETWEEN, left: COMES_BACK });
  expect(kept).toContainEqual({ mistake: 'sign-lost', due: 11 + DAYS_BETWEEN, left: COMES_BACK });
  expect(kept.length).toBe(2);
});

test('a day has a few, those that have waited longest first; the list does not grow for ever', () => {
  const kept = Array.from({ length: 30 }, (_, i) => `mistake ${i}`).reduce<readonly Reviewed[]>(
    (before, mistake, i) => withMistake(before, mistake, i),
    [],
  );
  expect(kept.length).toBe(20);
  expect(dueOn(kept, 100)).toEqual(['mistake 10', 'mistake 11', 'mistake 12', 'mistake 13', 'mistake 14']);
  expect(dueOn(kept, 100).length).toBe(MOST_A_DAY);
  expect(dueOn(kept, 11)).toEqual([]);
});

test('a review has a cell for each mistake, with one or two questions where it would show', () => {
  const wanted = ['no-swap', 'fork-overwritten', 'max-to-both'];
  const text = finish(reviewWork([...wanted, 'nonsense'], 7)) ?? '';
  expect(finish(reviewWork([...wanted, 'nonsense'], 7))).toBe(text);
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  expect(evaluation.statements.flatMap(({ problems }) => problems)).toEqual([]);
  const { cells } = evaluation.document;
  expect(cells.map(({ title }) => title)).toEqual(['Review', '1 of 3', '2 of 3', '3 of 3']);
  const marks = markDocument(evaluation);
  for (const { index } of cells.slice(1)) {
    const asked = marks.filter(({ cell }) => cell === index);
    expect([1, 2]).toContain(asked.length);
    expect(asked.every(({ verdict, expected }) => verdict === 'unanswered' && expected !== undefined)).toBe(true);
  }
  expect(finish(reviewWork(['nonsense'], 1))).toBeUndefined();
});
