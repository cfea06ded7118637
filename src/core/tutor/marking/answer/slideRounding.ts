import { BackwardGraph } from '../../../autodiff/backwardGraph.ts';
import { forwardAgain } from '../../../autodiff/forwardAgain.ts';
import type { Sending } from '../../../autodiff/wrongRule.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type EntryAt, mapped, messageBy } from '../../entries.ts';
import { FARTHEST } from './closeness.ts';
import { type Asked, expectedFor } from './question.ts';
import type { WrittenAnswer, WrittenNumber } from './writtenAnswer.ts';

const DECIMALS = [2, 3, 1, 4];
/** With one decimal much else comes out alike. */
const FARTHEST_OF_ONE = 0.025;
/** Above so many gates nobody rounds by hand. */
const MOST_GATES = 400;
const MOST_ENTRIES = 64;

const roundedNumber = (value: number, decimals: number): number =>
  (Math.sign(value) * Math.round(Math.abs(value) * 10 ** decimals + 1e-9)) / 10 ** decimals;

const roundedTo = (tensor: Tensor, decimals: number): Tensor =>
  mapped(tensor, (entry) => roundedNumber(entry, decimals));

/** Slopes as the course writes them, from what stands on the slide: (1 − σ)·σ with the rounded σ, −a/b² with the rounded b. */
const ON_SLIDES: Readonly<Record<string, (entry: EntryAt) => number>> = {
  sigmoid: ({ out }) => (1 - out) * out,
  tanh: ({ out }) => 1 - out * out,
  div: ({ inputs: [a, b] }) => -a / (b * b),
};

function slideMessage(sending: Sending): Tensor | undefined {
  const { gate, port } = sending;
  const slope = gate.params.length - 1 === port ? ON_SLIDES[gate.name] : undefined;
  return slope && messageBy(sending, (entry) => slope(entry) * entry.upstream);
}

/** The answers when every gate rounds, as on slides, forward and backward. */
function* roundedAnswers(asked: Asked, decimals: number): Iterable<Tensor> {
  const { evaluation, graph, node, result, pick } = asked;
  const { tape } = evaluation;
  const last = result.asks === 'grad' && graph ? graph.output : node;
  const values = forwardAgain(tape, last, {
    replace: (id, value) => (tape.gateOf(id) ? roundedTo(value, decimals) : undefined),
  });
  if (result.asks === 'value') {
    yield pick(values(node));
    return;
  }
  if (graph === undefined) return;
  const rounded = new BackwardGraph(tape, graph.output, { values });
  for (const slopes of [slideMessage, () => undefined]) {
    const { gradient } = rounded.run(node, {
      message: (sending) => roundedTo(slopes(sending) ?? sending.right, decimals),
    });
    if (gradient) yield pick(roundedTo(gradient, decimals));
  }
}

/**
 * For each entry the number of decimals with which rounding at every gate gives it; undefined where none does. Only for numbers
 * as written, which have two significant digits or two decimals and claim no more decimals than that.
 */
export function slideDecimals(asked: Asked, given: WrittenAnswer): readonly (number | undefined)[] {
  const expected = expectedFor(asked);
  const none = given.entries.map(() => undefined);
  if (expected === undefined || given.entries.length > MOST_ENTRIES) return none;
  if ((asked.graph?.between(asked.node).length ?? 0) > MOST_GATES) return none;
  // Who rounds at every gate has no entry with more decimals.
  const finest = Math.min(...given.entries.map(({ unit = 1 }) => unit));
  const decimalsLeft = DECIMALS.filter(
    (decimals) =>
      finest >= 10 ** -decimals * (1 - 1e-9) &&
      (given.digits === undefined || (given.digits.kind === 'decimals' && given.digits.count === decimals)),
  );
  const found: (number | undefined)[] = [...none];
  const near = given.entries.map((entry, at) => mayBeRounded(entry, expected.data[at] ?? 0));
  if (!near.includes(true)) return found;
  for (const decimals of decimalsLeft)
    for (const rounded of roundedAnswers(asked, decimals))
      given.entries.forEach((entry, at) => {
        if (
          found[at] === undefined &&
          near[at] &&
          agrees(entry, rounded.data[at] ?? 0, expected.data[at] ?? 0, decimals)
        )
          found[at] = decimals;
      });
  return found;
}

const mayBeRounded = ({ value, unit }: WrittenNumber, truth: number): boolean =>
  unit !== undefined && value !== 0 && Math.abs(value - truth) <= FARTHEST * Math.abs(truth);

/** The literal must be the rounded number itself. */
function agrees({ value, unit = 1, digits }: WrittenNumber, rounded: number, truth: number, decimals: number): boolean {
  if (rounded === 0 || unit < 10 ** -decimals * (1 - 1e-9)) return false;
  if (decimals === 1 && (digits < 2 || Math.abs(value - truth) > FARTHEST_OF_ONE * Math.abs(truth))) return false;
  return Math.abs(value - rounded) < 1e-9 * Math.max(1, Math.abs(rounded));
}
