import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { scaledEntries } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

/** `x**2`, `x * x` and the squared losses. */
function squares({ gate, inputs, port, tape, consumer }: Sending): boolean {
  if (gate.name === 'square' || gate.name === 'mse') return true;
  if (gate.name === 'mul') {
    const [a, b] = tape.inputsOf(consumer);
    return a === b;
  }
  const power = inputs[1];
  return gate.name === 'pow' && port === 0 && power?.data.length === 1 && power.data[0] === 2;
}

const times =
  (by: number) =>
  (sending: Sending): Tensor | undefined =>
    squares(sending) ? scaledEntries(sending.right, by) : undefined;

export const squareFactor: Mistake = {
  code: 'square-factor',
  title: 'the 2 of a square was dropped or doubled',
  prior: 0.7,
  variants: [
    { name: 'dropped', share: 1, rule: { message: times(1 / 2) } },
    { name: 'doubled', share: 0.7, rule: { message: times(2) } },
  ],
  general: 'the slope of x² is 2·x',
  say: atGate(({ out }, variant) =>
    variant === 'dropped'
      ? `the 2 of the square at ${out.name} is missing: the slope of x² is 2·x. (Only a loss written with ½ in front loses it.)`
      : `the 2 of the square at ${out.name} stands there twice: the slope of x² is 2·x.`,
  ),
};
