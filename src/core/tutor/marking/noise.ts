import { seededRandom } from '../../base/seededRandom.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapped, messageFor } from '../entries.ts';
import type { Asked } from './question.ts';

const SHAKEN = 1e-9;
/** Another order of summation changes the last digit or two of a double, 1e-14 of the messages. */
const ORDER = 1e-5;
const RUNS = 3;
/** Gates on whose rounded probabilities a cancellation rests: they add up to 1 but for a last digit. */
const SUMS_TO_ONE: ReadonlySet<string> = new Set(['softmax', 'log_softmax']);

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
      // Each by another amount: equal ones would cancel as the messages do.
      mapped(tensor, (entry) => entry * (1 + SHAKEN * (3 * random.uniform() - 1.5)));
    const { gradient } = graph.run(node, {
      message: (sending) => {
        const { gate, out, upstream } = sending;
        return shaken(messageFor(sending, shaken(upstream), SUMS_TO_ONE.has(gate.name) ? shaken(out) : out));
      },
    });
    for (let at = 0; at < moved.data.length; at++)
      moved.data[at] = Math.max(
        moved.data[at] ?? 0,
        Math.abs((gradient?.data[at] ?? 0) - (right.data[at] ?? 0)) * ORDER,
      );
  }
  return pick(moved);
}
