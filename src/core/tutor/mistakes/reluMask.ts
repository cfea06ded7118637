import type { Sending } from '../../autodiff/wrongRule.ts';
import { showNumber } from '../../base/show.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, does, type Mistake, said, sameSlip } from './mistake.ts';

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
  general: 'relu passes upstream where its input is above 0, whatever its sign, and nowhere else',
  say: atGate((place, variant) => {
    const { operand, out, gate, sending } = place;
    const found: Readonly<Record<string, readonly [string, string]>> = {
      'by the gradient': ['lets', 'through what is positive in the gradient'],
      'by both': ['cuts', 'off what is negative in the gradient too'],
      everything: ['lets', `everything through ${out.name}`],
      'at zero': ['lets', `upstream through ${out.name} where the input is exactly 0; the slope there is taken as 0`],
      inverted: ['lets', `upstream through ${out.name} where the switch is off`],
    };
    const [verb = 'uses', rest = 'another mask'] = found[variant] ?? [];
    const small = below(sending);
    const elsewhere =
      gate === 'leaky_relu' ? `elsewhere only ${showNumber(small)} of it does` : 'elsewhere nothing does';
    return `${does(place, verb, verb.replace(/s$/, ''))} ${rest}. The switch looks at the input, ${said(operand)}: where it is above 0 upstream passes unchanged, whatever its sign, ${elsewhere}.${sameSlip(place)}`;
  }),
};
