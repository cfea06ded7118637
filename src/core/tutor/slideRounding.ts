import { BackwardGraph } from '../autodiff/backwardGraph.ts';
import { forwardAgain } from '../autodiff/forwardAgain.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Asked, expectedFor } from './asked.ts';
import { mapped } from './entries.ts';
import type { WrittenAnswer, WrittenNumber } from './writtenAnswer.ts';

const DECIMALS = [2, 3, 1, 4];
/** A value that rounding has moved further than this is no rounding of the truth any more. */
const FARTHEST = 0.15;
/** Above so many gates nobody rounds by hand. */
const MOST_GATES = 400;

const roundedNumber = (value: number, decimals: number): number =>
  (Math.sign(value) * Math.round(Math.abs(value) * 10 ** decimals + 1e-9)) / 10 ** decimals;

const roundedTo = (tensor: Tensor, decimals: number): Tensor =>
  mapped(tensor, (entry) => roundedNumber(entry, decimals));

/** The answer when every gate rounds, as on slides, forward and backward. */
function roundedAnswer(asked: Asked, decimals: number): Tensor | undefined {
  const { evaluation, graph, node, result, pick } = asked;
  const { tape } = evaluation;
  const last = result.asks === 'grad' && graph ? graph.output : node;
  const values = forwardAgain(tape, last, {
    replace: (id, value) => (tape.gateOf(id) ? roundedTo(value, decimals) : undefined),
  });
  if (result.asks === 'value') return pick(values(node));
  const { gradient } = graph
    ? new BackwardGraph(tape, graph.output, { values }).run(node, {
        message: ({ right }) => roundedTo(right, decimals),
      })
    : { gradient: undefined };
  return gradient && pick(roundedTo(gradient, decimals));
}

/** The number of decimals with which rounding at every gate gives this answer; undefined where none does. */
export function slideDecimals(asked: Asked, given: WrittenAnswer): number | undefined {
  const expected = expectedFor(asked);
  if (expected === undefined || given.entries.length > 64) return undefined;
  if ((asked.graph?.between(asked.node).length ?? 0) > MOST_GATES) return undefined;
  const near = given.entries.every(({ value }, at) => {
    const truth = expected.data[at] ?? 0;
    return value === truth || (value !== 0 && Math.abs(value - truth) <= FARTHEST * Math.abs(truth));
  });
  if (!near) return undefined;
  return DECIMALS.find((decimals) => {
    const rounded = roundedAnswer(asked, decimals);
    return rounded && given.entries.every((entry, at) => agrees(entry, rounded.data[at] ?? 0, decimals));
  });
}

/** A literal must be the rounded number itself; a formula is rounded first. */
function agrees({ value, unit }: WrittenNumber, rounded: number, decimals: number): boolean {
  if (value !== 0 && rounded === 0) return false;
  const compared = unit === undefined ? roundedNumber(value, decimals) : value;
  return Math.abs(compared - rounded) < 1e-9 * Math.max(1, Math.abs(rounded));
}
