import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Tape } from '../../autodiff/tape/tape.ts';
import type { Sending } from '../../autodiff/wrongRule.ts';

/**
 * How many a gate divides by, where it takes a mean: `mean`, the losses, and a sum that is divided by a number or multiplied
 * by 1/m, as in `-sum(…)/m` and `1/(2*m)*sum(…)`.
 */
export function meanCount(sending: Sending): number | undefined {
  const { gate, inputs, options, tape, consumer, port } = sending;
  const operands = tape.inputsOf(consumer);
  if (gate.name === 'div') {
    const [numerator = -1, divisor = -1] = operands;
    return port === 0 ? countIn(tape, divisor, termsOf(tape, numerator)) : undefined;
  }
  if (gate.name === 'mul') {
    const [factor = -1, summed = -1] = [operands[1 - port], operands[port]];
    const [one = -1, divisor = -1] = tape.gateOf(factor)?.name === 'div' ? tape.inputsOf(factor) : [];
    return tape.isScalar(one) && isGiven(tape, one) ? countIn(tape, divisor, termsOf(tape, summed)) : undefined;
  }
  const shapes = inputs.map(({ shape }) => shape);
  return gate.counts?.(shapes, options).n;
}

/** How many numbers a sum adds up, and the sides of what it adds; what stands before the sum may be a sign or a factor. */
function termsOf(tape: Tape, node: NodeId): readonly number[] | undefined {
  for (let at = node; at >= 0; ) {
    const name = tape.gateOf(at)?.name;
    const [a = -1, b = -1] = tape.inputsOf(at);
    if (name === 'sum') return [tape.shapeOf(a).reduce((size, side) => size * side, 1), ...tape.shapeOf(a)];
    if (name === 'neg' || name === 'copy') at = a;
    else if (name === 'mul') at = isGiven(tape, a) ? b : isGiven(tape, b) ? a : -1;
    else if (name === 'add' || name === 'sub') return termsOf(tape, a) ?? termsOf(tape, b);
    else return undefined;
  }
  return undefined;
}

/** The count in a divisor: `m` of `2*m`. A divisor of one number is taken for one, whatever it is. */
function countIn(tape: Tape, divisor: NodeId, terms: readonly number[] | undefined): number | undefined {
  if (terms === undefined || divisor < 0 || !tape.isScalar(divisor)) return undefined;
  const factors: number[] = [];
  const pending = [divisor];
  for (let node = pending.pop(); node !== undefined; node = pending.pop())
    if (tape.gateOf(node)?.name === 'mul') pending.push(...tape.inputsOf(node));
    else if (isGiven(tape, node)) factors.push(tape.scalarAt(node));
    else return undefined;
  return factors.length === 1 ? factors[0] : factors.find((factor) => factor > 1 && terms.includes(factor));
}

const isGiven = (tape: Tape, node: NodeId): boolean => tape.gateOf(node) === undefined;
