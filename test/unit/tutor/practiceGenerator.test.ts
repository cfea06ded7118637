import { describe, expect, test } from 'vitest';
import { remarksAt } from '../../../src/core/explain/remarks.ts';
import { revealFor } from '../../../src/core/tutor/help/reveal.ts';
import { isRight } from '../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { difficulties, topics } from '../../../src/core/tutor/practice/exercises/topic.ts';
import { generatePractice } from '../../../src/core/tutor/practice/generatePractice.ts';
import { evaluated, questionsOf } from './evaluated.ts';

const POLYNOMIAL = ['gates', 'forks', 'max', 'matrices', 'momentum', 'windows', 'lookups'];
const SEEDS = 12;

/** The text with every right answer written in. */
function answered(text: string): string {
  const evaluation = evaluated(text);
  const edits = questionsOf(evaluation).map((statement) => revealFor(evaluation, statement)?.edits[0]);
  return edits.toReversed().reduce((before, edit) => {
    expect(edit).toBeDefined();
    return edit ? before.slice(0, edit.span.from) + edit.text + before.slice(edit.span.to) : before;
  }, text);
}

describe.each(topics)('practice about %s', (topic) => {
  test.each(difficulties)('at level %d can be done with a pencil, for every seed', (difficulty) => {
    const texts = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { text } = generatePractice({ topic, difficulty, seed });
      texts.add(text);
      const evaluation = evaluated(text);
      const { document, statements, tape } = evaluation;
      expect(document.problems, text).toEqual([]);
      statements.forEach((result, statement) => {
        expect(document.statements[statement]?.problems, text).toEqual([]);
        expect(
          result.problems.filter(({ severity }) => severity !== 'hint'),
          text,
        ).toEqual([]);
        for (let node = result.first; node < result.last; node++) {
          expect(tape.valueOf(node).data.every(Number.isFinite), text).toBe(true);
          expect(
            remarksAt(evaluation, node, undefined).map(({ kind }) => kind),
            text,
          ).not.toContain('kink');
        }
      });
      const marks = markDocument(evaluated(answered(text)));
      expect(marks.length, text).toBeGreaterThan(1);
      for (const mark of marks) {
        expect(isRight(mark), `${mark.question}: ${mark.message}\n${text}`).toBe(true);
        for (const answer of mark.expected?.data ?? []) {
          expect(Math.abs(answer), text).toBeLessThanOrEqual(100);
          if (POLYNOMIAL.includes(topic)) expect(answer, text).toBeCloseTo(Math.round(answer * 100) / 100, 9);
        }
      }
    }
    expect(texts.size).toBe(SEEDS);
  });

  test('the same seed gives the same text', () => {
    const wish = { topic, difficulty: 2, seed: 7 } as const;
    expect(generatePractice(wish)).toEqual(generatePractice(wish));
  });
});

test('forks fork, and max has a loser', () => {
  for (let seed = 0; seed < 12; seed++) {
    const body = (topic: 'forks' | 'max'): string =>
      generatePractice({ topic, difficulty: 2, seed }).text.split('Your turn\n')[1]?.split('value(')[0] ?? '';
    const formulas = body('forks')
      .split('\n')
      .slice(1)
      .map((line) => line.split(' = ')[1] ?? '');
    const used = formulas.flatMap((formula) => formula.match(/[a-zA-Z]\w*/g) ?? []);
    expect(used.length, body('forks')).toBeGreaterThan(new Set(used).size);
    expect(body('max')).toMatch(/max|min|relu/);
  }
});
