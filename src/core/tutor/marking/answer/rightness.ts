/** What is right in an answer, entry by entry: one rule for single numbers and for the entries of a list. */

import { seededRandom } from '../../../base/seededRandom.ts';
import { sameShape, type Tensor } from '../../../tensor/tensor.ts';
import { mapped, messageFor } from '../../entries.ts';
import { type Closeness, entriesCloseness } from './closeness.ts';
import { type CounterExample, counterExample, formulaSlack } from './everywhere.ts';
import { type Asked, expectedFor } from './question.ts';
import { slideDecimals } from './slideRounding.ts';
import type { WrittenAnswer } from './writtenAnswer.ts';

const SHAKEN = 1e-9;
/** Another order of summation changes the last digit or two of a double, 1e-14 of the messages. */
const ORDER = 1e-5;
const RUNS = 3;
/** Gates on whose rounded probabilities a cancellation rests: they add up to 1 but for a last digit. */
const SUMS_TO_ONE: ReadonlySet<string> = new Set(['softmax', 'log_softmax']);

/**
 * How much another order of summation may change each entry of the gradient: the backward pass is shaken a little at every
 * gate, and where large messages cancel the result moves most. Undefined where there is no backward pass.
 */
function summationNoise({ graph, node, pick, result }: Asked): Tensor | undefined {
  const right = graph?.gradient(node);
  if (graph === undefined || right === undefined || result.asks === 'value') return undefined;
  const moved = mapped(right, () => 0);
  for (let run = 0; run < RUNS; run++) {
    const random = seededRandom(`noise ${run}`);
    const shaken = (tensor: Tensor): Tensor =>
      // Each by another amount: equal ones would cancel as the messages do.
      mapped(tensor, (entry) => entry * (1 + SHAKEN * (3 * random.uniform() - 1.5)));
    const { gradient } = graph.run(node, {
      message: (sending) => {
        const { gate, out, upstream } = sending;
        return shaken(messageFor(sending, shaken(upstream), SUMS_TO_ONE.has(gate.name) ? shaken(out) : out));
      },
    });
    for (let at = 0; at < moved.data.length; at++)
      moved.data[at] = Math.max(
        moved.data[at] ?? 0,
        Math.abs((gradient?.data[at] ?? 0) - (right.data[at] ?? 0)) * ORDER,
      );
  }
  return pick(moved);
}

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
