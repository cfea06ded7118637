import { describe, expect, test } from 'vitest';
import { faultOf, outcomes } from './attackTable.ts';
import { type Judged, judged, shareOf, type Tally, tallyOf } from './judge.ts';
import { judgedFormulas, judgedTensors } from './tensorJudge.ts';
import { judgedUpdates } from './updates.ts';

const told = ({ text, message, falsehoods, outcome }: Judged): string =>
  [text, message, outcome, ...falsehoods].join('\n');

const wronglyJudged = ({ faults }: Tally): readonly string[] =>
  faults.filter(({ outcome }) => ['called wrong', 'called right', 'refused'].includes(outcome)).map(told);

describe('what the tutor says about the answers to a thousand random programs', () => {
  const numbers = tallyOf(500, judged(500, 'unit'));
  const lists = tallyOf(150, judgedTensors(150, 'unit'));
  const updates = tallyOf(300, judgedUpdates(300, 'unit'));
  const formulas = tallyOf(100, judgedFormulas(100, 'unit'));

  test.each([
    ['numbers', numbers],
    ['lists and matrices', lists],
    ['updates', updates],
    ['formulas', formulas],
  ])('of %s is not false, and no answer is judged otherwise than it should be', (_, tally) => {
    expect(tally.falsehoods.map(told)).toEqual([]);
    expect(wronglyJudged(tally)).toEqual([]);
  });

  test('names mistakes, and hardly ever where there was none', () => {
    for (const tally of [numbers, lists, updates]) {
      expect(shareOf(tally, 'rule', 'named', 'several', 'fits too')).toBeGreaterThanOrEqual(0.98);
      expect(shareOf(tally, 'random', 'named without cause')).toBeLessThanOrEqual(0.015);
    }
  });
});

test('marks cannot be bought', () => {
  expect(outcomes(2, 'unit').flatMap((outcome) => faultOf(outcome) ?? [])).toEqual([]);
});
