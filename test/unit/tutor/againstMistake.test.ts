import { expect, test } from 'vitest';
import { isRight } from '../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { mistakes } from '../../../src/core/tutor/mistakes/index.ts';
import { againstMistake } from '../../../src/core/tutor/practice/againstMistake.ts';
import { exerciseFor, practiceTopics } from '../../../src/language/document/exercises.ts';
import { evaluated } from './evaluated.ts';

test.each(mistakes)('$code comes back in a new exercise', ({ code }) => {
  const practice = againstMistake(code, 1, 7);
  expect(practice?.text).toContain('[practice]');
  const marks = markDocument(evaluated(practice?.text ?? ''));
  expect(marks.length).toBeGreaterThan(0);
  expect(marks.some(isRight)).toBe(false);
});

test('what the learner was sure of comes first, with the reason', () => {
  const [first, second] = practiceTopics({ sureOf: ['fork-overwritten', 'no such mistake'] });
  expect(first).toMatchObject({ topic: 'fork-overwritten', again: { mistake: 'fork-overwritten' } });
  expect(second).not.toHaveProperty('again');
  expect(exerciseFor('fork-overwritten', 1, 3)?.title).toContain('Forks');
});
