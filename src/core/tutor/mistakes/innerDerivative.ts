import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { filled, mapped, messageFor } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

const OUTER = new Set(['sin', 'cos', 'exp', 'log', 'sqrt', 'sigmoid', 'tanh', 'square', 'softplus', 'gelu']);

/** A function of one value: `sin`, `x²`, `1/x`, `2·x` with a written number. */
function isInner({ gate, tape, consumer, port }: Sending): boolean {
  if (gate.scalar === undefined) return false;
  const others = tape.inputsOf(consumer).filter((_, i) => i !== port);
  return others.every((other) => tape.roleOf(other) === 'constant');
}

/** The slope of the outer function, taken at `at` instead of at the inner value. */
function outerAt(sending: Sending, at: (inner: Sending, entry: number) => number): Tensor | undefined {
  if (!isInner(sending) || sending.onward.length !== 1) return undefined;
  const [onward] = sending.onward;
  const { out, upstream, right } = sending;
  if (onward === undefined || !OUTER.has(onward.gate.name) || right.shape.length !== out.shape.length) return undefined;
  const slope = onward.gate.scalar?.slopes[onward.port];
  const value = onward.gate.scalar?.value;
  const options = sending.tape.optionsAt(onward.consumer);
  if (slope === undefined || value === undefined) return undefined;
  const slopeAt = (x: number): number => slope(x, 0, 0, value(x, 0, 0, options), options);
  const there = mapped(out, (_, i) => at(sending, i));
  const moved = mapped(upstream, (entry, i) => (entry / slopeAt(out.data[i] ?? 0)) * slopeAt(there.data[i] ?? 0));
  return moved.data.every(Number.isFinite) ? messageFor(sending, moved) : undefined;
}

const own = ({ inputs, port }: Sending, entry: number): number => {
  const data = inputs[port]?.data ?? [];
  return (data.length === 1 ? data[0] : data[entry]) ?? 0;
};

const atInput = (sending: Sending): Tensor | undefined => outerAt(sending, own);
/** f′(g′(x)): the inner derivative put into the outer one. */
const atSlope = (sending: Sending): Tensor | undefined => {
  if (!isInner(sending) || sending.onward.length !== 1) return undefined;
  const local = messageFor(sending, filled(sending.out.shape, 1));
  const moved = outerAt(sending, (_, entry) => local.data[entry] ?? 0);
  return moved && mapped(moved, (entry, i) => ((local.data[i] ?? 0) === 0 ? Number.NaN : entry / (local.data[i] ?? 1)));
};
const missing = (sending: Sending): Tensor | undefined =>
  isInner(sending) &&
  sending.onward.length === 1 &&
  OUTER.has(sending.onward[0]?.gate.name ?? '') &&
  sending.right.shape.length === sending.out.shape.length
    ? sending.upstream
    : undefined;

export const innerDerivative: Mistake = {
  code: 'inner-derivative',
  title: 'the inner function was left out of the chain rule, or the outer slope taken at the wrong place',
  prior: 0.5,
  variants: [
    { name: 'outer slope at the input', share: 1, rule: { message: atInput } },
    { name: 'left out', share: 0.9, rule: { message: missing } },
    { name: 'inner slope inside', share: 0.7, rule: { message: atSlope } },
  ],
  general: 'for f(g(x)) the slope is f′(g(x)) · g′(x): the outer slope at the inner value, times the inner slope',
  say: atGate(({ operand, out, local }, variant) => {
    const inner = local ? `, ${local.name}` : '';
    if (variant === 'left out')
      return `the inner derivative is missing: the outer slope must be multiplied by that of ${out.name} for ${operand.name}${inner}.`;
    return variant === 'inner slope inside'
      ? `the slope of ${out.name} was put inside the outer function. It stands in front: f′(g(x)) · g′(x), with g(x) the value ${out.name}.`
      : `the outer slope was taken at ${operand.name} instead of at ${out.name}: f′(g(x)) · g′(x), with g(x) the value ${out.name}.`;
  }),
};
