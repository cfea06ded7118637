import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

/** relu, leaky relu, and relu written as max(0, x). */
function isSwitch({ gate, port, inputs, tape, consumer }: Sending): boolean {
  if (gate.pattern === 'gradient switch' && gate.params.length === 1 && gate.spelling.kind === 'call')
    return gate.name === 'relu' || gate.name === 'leaky_relu';
  const other = tape.inputsOf(consumer)[1 - port];
  return (
    gate.name === 'maximum' &&
    other !== undefined &&
    tape.roleOf(other) === 'constant' &&
    (inputs[1 - port]?.data.every((entry) => entry === 0) ?? false)
  );
}

/** What passes where the switch is off: nothing, or the small slope of a leaky relu. */
const below = ({ options, gate }: Sending): number =>
  gate.name === 'leaky_relu' ? (typeof options.slope === 'number' ? options.slope : 0.01) : 0;

const masked =
  (passes: (entry: EntryAt) => boolean) =>
  (sending: Sending): Tensor | undefined =>
    isSwitch(sending)
      ? messageBy(sending, (entry) => (passes(entry) ? entry.upstream : below(sending) * entry.upstream))
      : undefined;

export const reluMask: Mistake = {
  code: 'relu-mask',
  title: 'relu let the wrong entries through',
  prior: 0.7,
  variants: [
    { name: 'by the gradient', share: 1, rule: { message: masked(({ upstream }) => upstream > 0) } },
    { name: 'by both', share: 0.7, rule: { message: masked(({ own, upstream }) => own > 0 && upstream > 0) } },
    { name: 'everything', share: 1, rule: { message: masked(() => true) } },
    { name: 'at zero', share: 0.9, rule: { message: masked(({ own }) => own >= 0) } },
    { name: 'inverted', share: 0.8, rule: { message: masked(({ own }) => own <= 0) } },
  ],
  say: atGate(
    'relu passes upstream where its input is above 0, and nowhere else.',
    ({ operand, operandValue, out }, variant) => {
      const found: Readonly<Record<string, string>> = {
        'by the gradient': 'that lets through what is positive in the gradient',
        'by both': 'that also cuts off what is negative in the gradient',
        everything: `that lets everything through ${out}`,
        'at zero': `that lets upstream through ${out} where the input is exactly 0; the slope there is taken as 0`,
        inverted: `that lets upstream through ${out} where the switch is off`,
      };
      return `${found[variant] ?? 'that is another mask'}. The switch looks at the input, ${operand} = ${operandValue}: where it is above 0 upstream passes unchanged, whatever its sign, elsewhere nothing does.`;
    },
  ),
};
