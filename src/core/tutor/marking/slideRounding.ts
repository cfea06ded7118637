import { BackwardGraph } from '../../autodiff/backwardGraph.ts';
import { forwardAgain } from '../../autodiff/forwardAgain.ts';
import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, mapped, messageBy } from '../entries.ts';
import { type Asked, expectedFor } from './question.ts';
import type { WrittenAnswer, WrittenNumber } from './writtenAnswer.ts';

const DECIMALS = [2, 3, 1, 4];
/** A value that rounding has moved further than this is no rounding of the truth any more. */
const FARTHEST = 0.15;
/** With one decimal much else comes out alike. */
const FARTHEST_OF_ONE = 0.025;
/** Above so many gates nobody rounds by hand. */
const MOST_GATES = 400;

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

/** The number of decimals with which rounding at every gate gives this answer; undefined where none does. */
export function slideDecimals(asked: Asked, given: WrittenAnswer): number | undefined {
  const expected = expectedFor(asked);
  if (expected === undefined || given.entries.length > 64) return undefined;
  if ((asked.graph?.between(asked.node).length ?? 0) > MOST_GATES) return undefined;
  const isNear = (farthest: number): boolean =>
    given.entries.every(({ value }, at) => {
      const truth = expected.data[at] ?? 0;
      return value === truth || (value !== 0 && Math.abs(value - truth) <= farthest * Math.abs(truth));
    });
  if (!isNear(FARTHEST)) return undefined;
  return DECIMALS.find((decimals) => {
    if (decimals === 1 && !isNear(FARTHEST_OF_ONE)) return false;
    for (const rounded of roundedAnswers(asked, decimals))
      if (given.entries.every((entry, at) => agrees(entry, rounded.data[at] ?? 0, decimals))) return true;
    return false;
  });
}

/** A literal must be the rounded number itself; a formula is rounded first. */
function agrees({ value, unit }: WrittenNumber, rounded: number, decimals: number): boolean {
  if (value !== 0 && rounded === 0) return false;
  const compared = unit === undefined ? roundedNumber(value, decimals) : value;
  return Math.abs(compared - rounded) < 1e-9 * Math.max(1, Math.abs(rounded));
}
