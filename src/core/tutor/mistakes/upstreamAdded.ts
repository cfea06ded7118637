import type { Sending } from '../../autodiff/wrongRule.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { filled, messageBy, messageFor, summedTo, zipped } from '../entries.ts';
import { asPrecise, atGate, claim, does, type Mistake, said, sameSlip } from './mistake.ts';

function localPlusUpstream(sending: Sending): Tensor | undefined {
  const { gate, inputs, port, upstream, right } = sending;
  const slope = gate.scalar?.slopes[port];
  if (isScaling(sending)) return undefined;
  if (slope) return plusUpstream(sending);
  // Nobody adds at a switch or a router: there is no local gradient to speak of.
  if (gate.pattern === 'gradient router' || gate.pattern === 'gradient switch') return undefined;
  if (upstream.shape.length > 0 || inputs.some(({ shape }) => shape.length > 1)) return undefined;
  const sum = zipped(messageFor(sending, filled([], 1)), upstream, (local, up) => local + up);
  return sum && summedTo(sum, right.shape);
}

/** At gates that work number by number and have a slope to speak of. */
function plusUpstream(sending: Sending): Tensor | undefined {
  const { gate, options, port } = sending;
  const slope = gate.scalar?.slopes[port];
  if (slope === undefined || gate.pattern === 'gradient router' || gate.pattern === 'gradient switch') return undefined;
  return messageBy(sending, ({ inputs: [a, b, c], out, upstream: up }) => slope(a, b, c, out, options) + up);
}

/**
 * Gates with a fixed factor, and an add gate at the end where upstream is 1: nobody adds there, but every dropped path, and
 * every whole factor, would look as if somebody had.
 */
const isScaling = ({ gate, port, tape, consumer, upstream }: Sending): boolean => {
  if (gate.name === 'neg' || gate.name === 'copy') return true;
  if (gate.pattern === 'gradient distributor') return upstream.data.every((entry) => entry === 1);
  const other = tape.inputsOf(consumer)[1 - port];
  return (gate.name === 'mul' || gate.name === 'div') && other !== undefined && tape.roleOf(other) === 'constant';
};

const isPassing = ({ gate }: Sending): boolean =>
  gate.pattern === 'gradient distributor' || gate.name === 'neg' || gate.name === 'copy';

/** Gates whose slope is a product that one writes down. */
const MULTIPLYING = new Set(['mul', 'div', 'pow', 'square', 'exp']);

export const upstreamAdded: Mistake = {
  code: 'upstream-added',
  title: 'upstream was added to the local gradient instead of multiplied',
  prior: 0.3,
  variants: [
    { name: 'at every gate', share: 0.6, rule: { message: localPlusUpstream } },
    {
      name: 'where a gate scales',
      share: 1,
      rule: {
        message: (sending) => (isPassing(sending) ? undefined : localPlusUpstream(sending)),
      },
    },
    {
      name: 'at products and powers',
      share: 0.7,
      rule: { message: (sending) => (MULTIPLYING.has(sending.gate.name) ? localPlusUpstream(sending) : undefined) },
    },
    {
      name: 'at fixed factors too',
      share: 0.7,
      onlyLists: true,
      rule: { message: (sending) => (isPassing(sending) ? undefined : plusUpstream(sending)) },
    },
  ],
  general: 'the chain rule multiplies: downstream = local × upstream',
  say: atGate((place) => {
    const { operand, out, upstream, local, given } = place;
    const sum = given && claim('$ + $ = $', local?.number, upstream.number, asPrecise(given, local, upstream));
    const shownSum = given === undefined || sum === undefined ? '' : `: ${sum}`;
    return {
      text: `${does(place, 'adds', 'add')} ${said(upstream)} to the local gradient of ${out.name} for ${operand.name}${shownSum}. The chain rule multiplies: downstream = local × upstream.${sameSlip(place)}`,
      claims: [],
    };
  }),
};
