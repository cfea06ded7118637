import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { scaledEntries } from '../entries.ts';
import { atGate, claim, type Mistake, type MistakeVariant, said, sameSlip } from './mistake.ts';

/** A literal scalar beside the operand; undefined where there is none. */
function literalBeside({ tape, consumer, port, inputs }: Sending): number | undefined {
  const node = tape.inputsOf(consumer)[1 - port];
  const value = inputs[1 - port];
  return node !== undefined && value?.shape.length === 0 && tape.roleOf(node) === 'constant'
    ? value.data[0]
    : undefined;
}

const carriesMinus: Readonly<Record<string, (sending: Sending) => boolean>> = {
  subtraction: ({ gate, port }) => (gate.name === 'sub' || gate.name === 'mse') && port === 1,
  'minus sign': (sending) =>
    sending.gate.name === 'neg' || (sending.gate.name === 'mul' && literalBeside(sending) === -1),
  division: (sending) =>
    (sending.gate.name === 'div' && sending.port === 1) ||
    (sending.gate.name === 'pow' && sending.port === 0 && (literalBeside(sending) ?? 0) < 0),
  cosine: ({ gate }) => gate.name === 'cos',
};
const kinds = Object.keys(carriesMinus);

const dropped = (sending: Sending, of: readonly string[]): Tensor | undefined =>
  of.some((kind) => carriesMinus[kind]?.(sending)) ? scaledEntries(sending.right, -1) : undefined;

const variant = (name: string, share: number, of: readonly string[]): MistakeVariant => ({
  name,
  share,
  rule: { message: (sending) => dropped(sending, of) },
});

export const signLost: Mistake = {
  code: 'sign-lost',
  title: 'a minus sign was dropped',
  prior: 0.8,
  variants: [variant('all', 1, kinds), ...kinds.map((kind) => variant(kind, 0.8, [kind]))],
  general: 'the minus belongs to the local gradient',
  say: atGate((place) => {
    const { operand, out, upstream, local, given } = place;
    if (local === undefined) return `the minus at ${out.name} got lost on the way to ${operand.name}.`;
    const slope = local.number === undefined ? local.name : said(local);
    return {
      text: `the minus at ${out.name} got lost: its local gradient for ${operand.name} is ${slope}.${sameSlip(place)}`,
      claims: [given && claim('−$ · $ = $', local.number, upstream.number, given)],
    };
  }),
};
