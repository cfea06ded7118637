import { describe, expect, test } from 'vitest';
import { type Judged, shareOf, tallyOf } from './judge.ts';

const told = ({ text, message, falsehoods, outcome }: Judged): string =>
  [text, message, outcome, ...falsehoods].join('\n');

describe('what the tutor says about the answers to a thousand random programs', () => {
  const tally = tallyOf(1000, 'unit');

  test('nothing that it says is false', () => {
    expect(tally.falsehoods.map(told)).toEqual([]);
  });

  test('no right answer is called wrong, no wrong one right, and what follows is not refused', () => {
    const outcomes = ['called wrong', 'called right', 'refused'];
    expect(tally.faults.filter(({ outcome }) => outcomes.includes(outcome)).map(told)).toEqual([]);
  });

  test('mistakes are named, and where there was none hardly ever', () => {
    expect(shareOf(tally, 'rule', 'named', 'several', 'fits too')).toBeGreaterThanOrEqual(0.99);
    expect(shareOf(tally, 'random', 'named without cause')).toBeLessThanOrEqual(0.015);
  });
});
