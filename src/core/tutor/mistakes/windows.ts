/** Mistakes at gates that use an entry in several windows or hand one on: convolutions, pools, maxima of a list, looked-up rows. */
import type { Sending } from '../../autodiff/wrongRule.ts';
import { avgPool2d } from '../../gates/pooling.ts';
import { sum } from '../../gates/sum.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { mapped, scaledEntries } from '../entries.ts';
import { atGate, does, type Mistake } from './mistake.ts';

const isConvolution = ({ gate }: Sending): boolean => gate.name === 'conv1d' || gate.name === 'conv2d';

/** The last axis, or the last two, the other way round: a kernel turned by half a circle. */
function flipped(tensor: Tensor, dims: 1 | 2): Tensor {
  const width = tensor.shape.at(-1) ?? 1;
  const area = dims === 2 ? width * (tensor.shape.at(-2) ?? 1) : width;
  return mapped(tensor, (_, at) => {
    const from = at - (at % area);
    return tensor.data[from + area - 1 - (at - from)] ?? 0;
  });
}

const dimsOf = ({ gate }: Sending): 1 | 2 => (gate.name === 'conv2d' ? 2 : 1);

/** The message to the input as if the kernel had been turned. */
function turnedKernel(sending: Sending): Tensor | undefined {
  const { gate, inputs, port, out, upstream, options, right } = sending;
  const [x, w] = inputs;
  if (!isConvolution(sending) || port !== 0 || x === undefined || w === undefined) return undefined;
  const into = zeros(right.shape);
  gate.pullback({ inputs: [x, flipped(w, dimsOf(sending))], out, upstream, options }, [into, undefined]);
  return into;
}

const turnedResult = (sending: Sending): Tensor | undefined =>
  isConvolution(sending) && sending.port === 1 ? flipped(sending.right, dimsOf(sending)) : undefined;

export const kernelFlipped: Mistake = {
  code: 'kernel-flipped',
  title: 'a kernel was turned the wrong way on the way back',
  prior: 0.6,
  variants: [
    { name: 'kernel', share: 1, rule: { message: turnedKernel } },
    { name: 'result', share: 0.8, rule: { message: turnedResult } },
  ],
  general:
    'each entry of the input gets upstream times the very weight that it was multiplied by: written as a convolution of upstream, the kernel is turned by half a circle for the input, and not turned for the weights',
  say: atGate(({ out, operand }, variant) =>
    variant === 'kernel'
      ? `the kernel is turned the wrong way at ${out.name}. Each entry of ${operand.name} gets upstream times the very weight that it was multiplied by: slid over upstream, that is the kernel turned by half a circle.`
      : `the gradient of ${operand.name} is turned by half a circle at ${out.name}. Each weight gets upstream times the entries that it was multiplied by, in their own order: nothing is turned.`,
  ),
};

const SHARED: ReadonlySet<string> = new Set(['max', 'min', 'logsumexp']);

/** What every entry of a window or a list would get, if all of upstream went to each. */
function toAll({ gate, inputs, out, upstream, options, right }: Sending): Tensor | undefined {
  const into = zeros(right.shape);
  if (gate.name === 'max_pool2d') {
    avgPool2d.pullback({ inputs, out, upstream, options }, [into]);
    const size = typeof options.size === 'number' ? options.size : 1;
    return scaledEntries(into, size * size);
  }
  if (!SHARED.has(gate.name)) return undefined;
  sum.pullback({ inputs, out, upstream, options }, [into]);
  return into;
}

/** Shared out equally, as a mean would. */
function shared(sending: Sending): Tensor | undefined {
  const all = toAll(sending);
  const { right, out, options, gate } = sending;
  const size = typeof options.size === 'number' ? options.size : 1;
  const count = gate.name === 'max_pool2d' ? size * size : right.data.length / Math.max(1, out.data.length);
  return all && scaledEntries(all, 1 / count);
}

const notDivided = ({ gate, options, right }: Sending): Tensor | undefined =>
  gate.name === 'avg_pool2d' && typeof options.size === 'number' ? scaledEntries(right, options.size ** 2) : undefined;

export const windowToAll: Mistake = {
  code: 'window-to-all',
  title: 'upstream went to every entry of a window or a list',
  prior: 0.6,
  variants: [
    // That a maximum of a list hands it to all is `max-to-both`.
    {
      name: 'all',
      share: 1,
      rule: { message: (sending) => (/^(?:max|min)$/.test(sending.gate.name) ? undefined : toAll(sending)) },
    },
    { name: 'shared', share: 0.7, rule: { message: shared } },
    { name: 'not divided', share: 0.9, rule: { message: notDivided } },
  ],
  general:
    'a maximum hands upstream to the entry that won, a mean divides it by the count, and a log-sum-exp shares it out by the softmax',
  say: atGate((place, variant) => {
    const { out, gate, operand } = place;
    if (variant === 'not divided')
      return `every entry of a window has all of upstream at ${out.name}: a mean over a window divides it by the number of entries.`;
    const way = variant === 'all' ? 'all of upstream' : 'an equal share of upstream';
    const right =
      gate === 'logsumexp'
        ? `upstream is shared out by softmax(${operand.name})`
        : 'only the entry that won gets it, the others 0';
    return `${does(place, 'gives', 'give')} every entry ${way} at ${out.name}: ${right}.`;
  }),
};

/** What was looked up twice keeps the message of one place. */
function overwritten(first: boolean) {
  return ({ gate, inputs, port, out, upstream, right, options }: Sending): Tensor | undefined => {
    if (gate.name !== 'embedding' && gate.spelling.kind !== 'pick') return undefined;
    // Looked up in a table of places, every entry says where it comes from.
    const places = mapped(right, (_, at) => at);
    const sources = zeros(out.shape);
    gate.value(
      inputs.map((input, i) => (i === port ? places : input)),
      sources,
      options,
    );
    const found = zeros(right.shape);
    const taken = new Set<number>();
    for (const [at, source] of sources.data.entries()) {
      if (first && taken.has(source)) continue;
      taken.add(source);
      found.data[source] = upstream.data[at] ?? 0;
    }
    return taken.size === sources.data.length ? undefined : found;
  };
}

export const rowsOverwritten: Mistake = {
  code: 'rows-overwritten',
  title: 'a row that was looked up twice kept one of its messages only',
  prior: 0.7,
  variants: [
    { name: 'last', share: 1, rule: { message: overwritten(false) } },
    { name: 'first', share: 0.5, rule: { message: overwritten(true) } },
  ],
  general: 'a row that is looked up several times is a fork: the messages of all its places add up',
  say: atGate(
    ({ out, operand }) =>
      `rows of ${operand.name} that were looked up more than once kept one message only at ${out.name}. Every place that a row was copied to sends a message back, and they add up.`,
  ),
};
