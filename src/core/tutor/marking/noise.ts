import { seededRandom } from '../../base/seededRandom.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapped, messageFor } from '../entries.ts';
import type { Asked } from './question.ts';

const SHAKEN = 1e-9;
/** Another order of summation changes the last digit or two of a double, 1e-14 of the messages. */
const ORDER = 1e-5;
const RUNS = 3;

/**
 * How much another order of summation may change each entry of the gradient: the backward pass is shaken a little at every
 * gate, and where large messages cancel the result moves most. Undefined where there is no backward pass.
 */
export function summationNoise({ graph, node, pick, result }: Asked): Tensor | undefined {
  const right = graph?.gradient(node);
  if (graph === undefined || right === undefined || result.asks === 'value') return undefined;
  const moved = mapped(right, () => 0);
  for (let run = 0; run < RUNS; run++) {
    const random = seededRandom(`noise ${run}`);
    const shaken = (tensor: Tensor): Tensor =>
      mapped(tensor, (entry) => entry * (1 + SHAKEN * (random.uniform() < 0.5 ? -1 : 1)));
    const { gradient } = graph.run(node, {
      message: (sending) => shaken(messageFor(sending, shaken(sending.upstream))),
    });
    for (let at = 0; at < moved.data.length; at++)
      moved.data[at] = Math.max(
        moved.data[at] ?? 0,
        Math.abs((gradient?.data[at] ?? 0) - (right.data[at] ?? 0)) * ORDER,
      );
  }
  return pick(moved);
}
