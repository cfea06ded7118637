import { showShape } from '../base/show.ts';
import { type Numbers, type Shape, sizeOf } from '../tensor/tensor.ts';
import { strideOption, whole, windowsAlong } from './convolution.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate, OptionSpec, Options } from './gate.ts';

/** The entries under one window of a picture that is `width` wide. */
interface Window {
  readonly start: number;
  readonly size: number;
  readonly width: number;
}

type Spec = Pick<GateSpec, 'name' | 'symbol' | 'pattern' | 'kernel' | 'prose' | 'examples'> & {
  readonly reduce: (x: Numbers, window: Window) => number;
  readonly pull: (x: Numbers, window: Window, upstream: number, into: Numbers) => void;
  readonly push: (x: Numbers, window: Window, dx: Numbers) => number;
};

const options: readonly OptionSpec[] = [
  {
    name: 'size',
    kind: 'whole number',
    initial: undefined,
    meaning: 'height and width of the window',
    positional: true,
  },
  {
    ...strideOption,
    initial: undefined,
    meaning: `${strideOption.meaning}; left out: the size, so that windows do not overlap`,
  },
];

const sizeIn = (given: Options): number => whole(given, 'size', 0);
const strideIn = (given: Options): number => whole(given, 'stride', sizeIn(given));

function forEachWindow(x: Shape, given: Options, each: (window: Window, at: number) => void): void {
  const [height = 1, width = 1] = x.slice(-2);
  const size = sizeIn(given);
  const stride = strideIn(given);
  const rows = windowsAlong(height, size, stride, 0);
  const columns = windowsAlong(width, size, stride, 0);
  const pictures = sizeOf(x.slice(0, -2));
  for (let n = 0; n < pictures; n++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        each({ start: (n * height + i * stride) * width + j * stride, size, width }, (n * rows + i) * columns + j);
}

function pooling({ reduce, pull, push, ...spec }: Spec): Gate {
  return defineGate({
    ...spec,
    params: ['x'],
    options,
    pytorchAt: ([x = []]) =>
      x.length === 2 ? spec.prose.pytorch.replace('{x}', '{x}[None]').concat('[0]') : spec.prose.pytorch,
    shape([x = []], given) {
      const cannot = `${spec.name} of ${showShape(x)}`;
      if (x.length < 2 || x.length > 4)
        return {
          problem: `${cannot}: the input has shape (n, channels, height, width), (channels, height, width) or (height, width)`,
        };
      if (sizeIn(given) < 1) return { problem: `${cannot}: it needs the size of its window, as in ${spec.name}(x, 2)` };
      if (strideIn(given) < 1)
        return { problem: `${cannot}: the stride is a whole number from 1, not ${strideIn(given)}` };
      const spread = x.slice(-2).map((length) => windowsAlong(length, sizeIn(given), strideIn(given), 0));
      return spread.some((count) => count < 1)
        ? { problem: `${cannot}: a window of ${sizeIn(given)} × ${sizeIn(given)} does not fit` }
        : [...x.slice(0, -2), ...spread];
    },
    value([x], out, given) {
      if (x)
        forEachWindow(x.shape, given, (window, at) => {
          out.data[at] = reduce(x.data, window);
        });
    },
    pullback({ inputs: [x], upstream, options: given }, [into]) {
      if (x && into)
        forEachWindow(x.shape, given, (window, at) => pull(x.data, window, upstream.data[at] ?? 0, into.data));
    },
    tangent({ inputs: [x], options: given }, [dx], out) {
      if (x)
        forEachWindow(x.shape, given, (window, at) => {
          out.data[at] = dx ? push(x.data, window, dx.data) : 0;
        });
    },
    counts: (_inputs, given) => ({ step: strideIn(given) }),
    rules: [''],
  });
}

const WINDOWS = 'windows(x, size, step)';
/** The place of the entry that a maximum passes its gradient to is the smallest of these. */
const RANK = `where(${WINDOWS} == apart(out), places(size), where(${WINDOWS} == ${WINDOWS}, size * size, -1 - places(size)))`;

/** Where the largest entry under the window is: the first of equal ones, and the last nan, as in PyTorch. */
function largestAt(x: Numbers, { start, size, width }: Window): number {
  let best = start;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const at = start + i * width + j;
      const entry = x[at] ?? 0;
      if (entry > (x[best] ?? 0) || Number.isNaN(entry)) best = at;
    }
  return best;
}

function totalUnder(x: Numbers, { start, size, width }: Window): number {
  let sum = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += x[start + i * width + j] ?? 0;
  return sum;
}

const shapes =
  '(n, channels, height, width) gives (n, channels, rows, columns); size 2 halves height and width. What is left over at the border is not looked at';

export const maxPool2d = pooling({
  name: 'max_pool2d',
  symbol: 'maxpool',
  pattern: 'gradient router',
  reduce: (x, window) => x[largestAt(x, window)] ?? 0,
  pull(x, window, upstream, into) {
    const at = largestAt(x, window);
    into[at] = (into[at] ?? 0) + upstream;
  },
  push: (x, window, dx) => dx[largestAt(x, window)] ?? 0,
  kernel: {
    value: `max(${WINDOWS}, axis=(-2, -1))`,
    rules: [
      `overlaid(where(${RANK} == min(${RANK}, axis=(-2, -1), keepdims=true), apart(upstream), 0), x, size, step)`,
    ],
  },
  prose: {
    summary: 'The largest entry under each place of a window that slides over {x}.',
    insight:
      'A router for each window: all of upstream goes to its largest entry, nothing to the others. Where several are equal, the first takes it, as in PyTorch.',
    latex: '\\operatorname{maxpool}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.max_pool2d({x}, {size}, {stride})',
    shapes,
  },
  examples: [
    {
      inputs: [
        [
          [1, 2, 0, 4],
          [3, 0, 1, 1],
        ],
      ],
      options: { size: 2 },
      out: [[3, 4]],
      gradients: [
        [
          [0, 0, 0, 1],
          [1, 0, 0, 0],
        ],
      ],
    },
  ],
});

export const avgPool2d = pooling({
  name: 'avg_pool2d',
  symbol: 'avgpool',
  pattern: 'gradient distributor',
  reduce: (x, window) => totalUnder(x, window) / window.size ** 2,
  pull(_x, { start, size, width }, upstream, into) {
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const at = start + i * width + j;
        into[at] = (into[at] ?? 0) + upstream / size ** 2;
      }
  },
  push: (_x, window, dx) => totalUnder(dx, window) / window.size ** 2,
  kernel: {
    value: `mean(${WINDOWS}, axis=(-2, -1))`,
    rules: ['overlaid(apart(upstream) / (size * size), x, size, step)'],
  },
  prose: {
    summary: 'The mean of the entries under each place of a window that slides over {x}.',
    insight: 'Every entry under a window gets the same share of its upstream: one over the entries of the window.',
    latex: '\\operatorname{avgpool}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.avg_pool2d({x}, {size}, {stride})',
    shapes,
  },
  examples: [
    {
      inputs: [
        [
          [1, 2, 0, 4],
          [3, 2, 1, 3],
        ],
      ],
      options: { size: 2 },
      out: [[2, 2]],
      gradients: [
        [
          [0.25, 0.25, 0.25, 0.25],
          [0.25, 0.25, 0.25, 0.25],
        ],
      ],
    },
  ],
});
