import type { NodeId } from '../../autodiff/tape/node.ts';
import type { Tape } from '../../autodiff/tape/tape.ts';
import type { Sending } from '../../autodiff/wrongRule.ts';
import { read } from '../../base/printedArithmetic.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { scaledEntries } from '../entries.ts';
import { atGate, claim, does, type Mistake, said, sameSlip } from './mistake.ts';

const ADD = 'add';
const isAdd = (tape: Tape, node: NodeId): boolean => tape.gateOf(node)?.name === ADD;

const isNumber = ({ out }: Sending): boolean => out.shape.length === 0;

const binary = (sending: Sending): Tensor | undefined =>
  sending.gate.name === ADD ? scaledEntries(sending.right, 1 / 2) : undefined;

/** `a + b + c` seen as one gate with three inputs. */
function chain(sending: Sending): Tensor | undefined {
  const { tape, gate, consumer, operand, right } = sending;
  if (gate.name !== ADD) return undefined;
  const line = tape.statementOf(consumer);
  const inside = (node: NodeId): boolean => isAdd(tape, node) && tape.statementOf(node) === line;
  if (inside(operand)) return undefined;
  const top = topOf(sending, inside);
  let inputs = 0;
  const pending = [top];
  for (let node = pending.pop(); node !== undefined; node = pending.pop())
    for (const input of tape.inputsOf(node)) {
      if (inside(input)) pending.push(input);
      else inputs++;
    }
  return scaledEntries(right, 1 / inputs);
}

function topOf({ tape, consumer }: Sending, inside: (node: NodeId) => boolean): NodeId {
  let top = consumer;
  for (let node = consumer + 1; node < tape.length && tape.statementOf(node) === tape.statementOf(consumer); node++)
    if (inside(node) && tape.inputsOf(node).includes(top)) top = node;
  return top;
}

const shared = (sending: Sending): Tensor | undefined =>
  sending.gate.name === 'sum' && sending.out.data.length > 0
    ? scaledEntries(sending.right, sending.out.data.length / sending.right.data.length)
    : undefined;

export const addHalved: Mistake = {
  code: 'add-halved',
  title: 'an add gate divided upstream among its inputs',
  prior: 0.4,
  variants: [
    { name: 'halved', share: 1, rule: { message: (sending) => (isNumber(sending) ? binary(sending) : undefined) } },
    { name: 'halved in tensors', share: 0.4, rule: { message: binary } },
    { name: 'shared by a chain', share: 0.7, rule: { message: chain } },
    { name: 'shared by a sum', share: 0.5, rule: { message: (sending) => shared(sending) ?? binary(sending) } },
  ],
  general: 'an add gate does not share upstream out: each input gets all of it',
  say: atGate((place) => {
    const { operand, out, upstream, given, sending } = place;
    const wrong = sending.right.data[0] ?? 0;
    const parts = given === undefined ? 1 : Math.round(wrong / read(given));
    return {
      text: `${does(place, 'gives', 'give')} ${operand.name} only its share of ${said(upstream)} at ${out.name}. An add gate is a distributor: every input gets all of upstream, unchanged.${sameSlip(place)}`,
      claims: [given && claim('$ / $ = $', upstream.number, String(parts), given)],
    };
  }),
};
