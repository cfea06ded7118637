import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type EntryAt, messageBy } from '../entries.ts';
import { atGate, type Mistake } from './mistake.ts';

/** The power that a gate raises its operand to, entry by entry; undefined for other gates. */
function exponentAt({ gate, port }: Sending): ((entry: EntryAt) => number) | undefined {
  if (port !== 0) return undefined;
  if (gate.name === 'pow') return ({ inputs: [, n] }) => n;
  if (gate.name === 'square') return () => 2;
  return gate.name === 'sqrt' ? () => 0.5 : undefined;
}

function notLowered(sending: Sending): Tensor | undefined {
  // 1/x is a power too: −x⁻¹ where −x⁻² is right.
  if (sending.gate.name === 'div')
    return sending.port === 1 ? messageBy(sending, ({ out, upstream }) => -out * upstream) : undefined;
  const exponent = exponentAt(sending);
  return exponent && messageBy(sending, (entry) => exponent(entry) * entry.own ** exponent(entry) * entry.upstream);
}

/** Of a square it is the 2 that is missing, a mistake of its own. */
function notBroughtDown(sending: Sending): Tensor | undefined {
  const exponent = exponentAt(sending);
  if (exponent === undefined || sending.gate.name === 'square') return undefined;
  const power = sending.inputs[1]?.data;
  if (sending.gate.name === 'pow' && power?.every((n) => n === 2)) return undefined;
  return messageBy(sending, (entry) => entry.own ** (exponent(entry) - 1) * entry.upstream);
}

export const powerSlope: Mistake = {
  code: 'power-slope',
  title: 'the power rule was used by halves',
  prior: 0.5,
  variants: [
    { name: 'exponent not lowered', share: 1, rule: { message: notLowered } },
    { name: 'exponent not in front', share: 1, rule: { message: notBroughtDown } },
  ],
  general: 'the slope of x^n is n·x^(n − 1)',
  say: atGate(({ out, gate, local }, variant) => {
    if (gate === 'div')
      return `at ${out.name} the power of the divisor did not go down by one: the slope of 1/x is −1/x²${local ? `, here ${local.name}` : ''}.`;
    return variant === 'exponent not lowered'
      ? `at ${out.name} the exponent came down in front, but did not go down by one: the slope of x^n is n·x^(n − 1).`
      : `at ${out.name} the exponent went down by one, but is missing in front: the slope of x^n is n·x^(n − 1).`;
  }),
};
