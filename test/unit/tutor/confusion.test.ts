import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { confused, marksOf, type Named } from './confusion.ts';
import { rightMatrices, rightOnSlides, rightScalar } from './rightAnswers.ts';
import { valueOfLine } from './scalarAnswers.ts';

describe('wrong answers of every kind', () => {
  test('the mistake is named, and hardly ever a wrong one', () => {
    const tally: Record<Named, number> = { right: 0, several: 0, unknown: 0, wrong: 0 };
    const count = 1500;
    for (const { named } of confused(count, 'unit')) tally[named]++;
    expect(tally.right / count).toBeGreaterThanOrEqual(0.95);
    expect(tally.wrong / count).toBeLessThanOrEqual(0.02);
  });
});

describe('right answers in every form', () => {
  const random = seededRandom('right answers');
  const accepted = (text: string) => ['right', 'rounded'].includes(marksOf(text).at(-1)?.verdict ?? '');

  test('numbers and formulas', () => {
    for (let i = 0; i < 200; i++) {
      const { form, text } = rightScalar(random);
      expect([form, text, accepted(text)]).toEqual([form, text, true]);
    }
  });

  test('rounded at every gate', () => {
    for (let i = 0; i < 60; i++) {
      const { text } = rightOnSlides(random, valueOfLine);
      expect([text, accepted(text)]).toEqual([text, true]);
    }
  });

  test.each(rightMatrices)('$text', ({ text }) => {
    expect(marksOf(text).at(-1)).toMatchObject({ verdict: 'right', credit: 1 });
  });
});
