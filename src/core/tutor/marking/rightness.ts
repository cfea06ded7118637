/** What is right in an answer, entry by entry: one rule for single numbers and for the entries of a list. */
import { sameShape, type Tensor } from '../../tensor/tensor.ts';
import { mapped } from '../entries.ts';
import { type Closeness, entriesCloseness } from './closeness.ts';
import { type CounterExample, counterExample, formulaSlack } from './everywhere.ts';
import { summationNoise } from './noise.ts';
import { type Asked, expectedFor } from './question.ts';
import { slideDecimals } from './slideRounding.ts';
import type { WrittenAnswer } from './writtenAnswer.ts';

interface Rightness {
  readonly entries: readonly Closeness[];
  /** Rounded as on slides, where every gate rounds to so many decimals; undefined: no entry is. */
  readonly slides: number | undefined;
  /** A formula that is right here, but not for other numbers. */
  readonly counter: CounterExample | undefined;
}

const known = new WeakMap<WrittenAnswer, Rightness>();

/** Undefined where shapes differ or there is no right answer. */
export function rightness(asked: Asked, given: WrittenAnswer): Rightness | undefined {
  const before = known.get(given);
  if (before) return before;
  const expected = expectedFor(asked);
  const close = expected && entriesCloseness(given, expected);
  if (expected === undefined || close === undefined) return undefined;
  const entries = [...close];
  let slides: number | undefined;
  if (entries.includes('no')) {
    slideDecimals(asked, given).forEach((decimals, at) => {
      if (decimals === undefined || entries[at] !== 'no') return;
      entries[at] = 'rounded';
      slides ??= decimals;
    });
  }
  if (entries.some((one, at) => one === 'no' && mayBeNoise(given, expected, at))) {
    const noise = noiseOf(asked, given);
    const again = noise && entriesCloseness(given, expected, noise);
    entries.forEach((one, at) => {
      if (one === 'no' && again?.[at] === 'exact') entries[at] = 'exact';
    });
  }
  const isRightHere = !entries.includes('no');
  const counter = entries.some((one, at) => one !== 'no' && given.entries[at]?.isFormula === true)
    ? counterExample(asked, given)
    : undefined;
  if (counter) entries[counter.entry] = 'no';
  const found: Rightness = { entries, slides, counter: isRightHere ? counter : undefined };
  known.set(given, found);
  return found;
}

/** Sums in another order, or a formula that loses digits. */
function noiseOf(asked: Asked, given: WrittenAnswer): Tensor | undefined {
  const noise = summationNoise(asked);
  const slack = given.entries.some(({ isFormula }) => isFormula) ? formulaSlack(asked) : undefined;
  if (noise === undefined || slack === undefined || !sameShape(noise.shape, slack.shape)) return noise ?? slack;
  return mapped(noise, (entry, at) => entry + (slack.data[at] ?? 0));
}

function mayBeNoise({ entries }: WrittenAnswer, { data }: Tensor, at: number): boolean {
  const difference = Math.abs((entries[at]?.value ?? 0) - (data[at] ?? 0));
  return difference < 1e-6 || (entries[at]?.isFormula === true && difference < 1e-2 * Math.abs(data[at] ?? 0));
}
