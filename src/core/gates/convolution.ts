import { showShape } from '../base/show.ts';
import { type Numbers, type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate, GateKernel, OptionSpec, Options, ShapeProblem } from './gate.ts';

/** Sizes of a convolution over pictures; over sequences, heights are 1. */
interface Sizes {
  readonly pictures: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly strideDown: number;
  readonly strideAcross: number;
  readonly above: number;
  readonly left: number;
}

export const whole = (options: Options, name: string, initial: number): number => {
  const given = options[name];
  return typeof given === 'number' ? given : initial;
};

export const strideOption: OptionSpec = {
  name: 'stride',
  kind: 'whole number',
  initial: 1,
  meaning: 'how far the window moves from one entry of the result to the next',
  positional: true,
};
const options: readonly OptionSpec[] = [
  strideOption,
  {
    name: 'padding',
    kind: 'whole number',
    initial: 0,
    meaning: 'how many zeros are put around the input on every side',
    positional: true,
  },
];

/** How many windows of that size fit. */
export const windowsAlong = (length: number, kernel: number, stride: number, padding: number): number =>
  Math.floor((length + 2 * padding - kernel) / stride) + 1;

const called = (dims: 1 | 2): string => `conv${dims}d`;
const input = (dims: 1 | 2): string => (dims === 2 ? '(n, channels, height, width)' : '(n, channels, length)');
const kernel = (dims: 1 | 2): string =>
  dims === 2 ? '(filters, channels, height, width)' : '(filters, channels, length)';

/** The operands' axes written out in full, or why they do not fit. */
function sizesOf(dims: 1 | 2, x: Shape, w: Shape, given: Options): Sizes | ShapeProblem {
  const name = called(dims);
  const stride = whole(given, 'stride', 1);
  const padding = whole(given, 'padding', 0);
  const cannot = `${name} of ${showShape(x)} with a kernel of ${showShape(w)}`;
  if (x.length < dims || x.length > dims + 2)
    return { problem: `${cannot}: the input has shape ${input(dims)}, or fewer axes from the left` };
  if (w.length !== dims && w.length !== dims + 2)
    return {
      problem: `${cannot}: the kernel has shape ${kernel(dims)}, or ${dims === 2 ? '(height, width)' : '(length,)'} for a single filter`,
    };
  if (stride < 1) return { problem: `${cannot}: the stride is a whole number from 1, not ${stride}` };
  if (padding < 0) return { problem: `${cannot}: the padding is a whole number from 0, not ${padding}` };
  const channels = x.length > dims ? (x.at(-dims - 1) ?? 1) : 1;
  const expected = w.length > dims ? (w[1] ?? 1) : 1;
  if (channels !== expected)
    return {
      problem:
        x.length === dims + 1 && expected === 1
          ? `${cannot}: the input is read as one picture of ${channels} channels; for ${channels} pictures write reshape(x, ${[channels, 1, ...x.slice(1)].join(', ')})`
          : `${cannot}: the input has ${channels} channel${channels === 1 ? '' : 's'}, the kernel ${expected}`,
    };
  const across = { length: x.at(-1) ?? 1, kernel: w.at(-1) ?? 1 };
  const down = dims === 2 ? { length: x.at(-2) ?? 1, kernel: w.at(-2) ?? 1 } : { length: 1, kernel: 1 };
  const above = dims === 2 ? padding : 0;
  const strideDown = dims === 2 ? stride : 1;
  const outHeight = windowsAlong(down.length, down.kernel, strideDown, above);
  const outWidth = windowsAlong(across.length, across.kernel, stride, padding);
  if (outHeight < 1 || outWidth < 1 || across.kernel === 0 || down.kernel === 0)
    return {
      problem: `${cannot}: the kernel is larger than the ${padding > 0 ? `input with its padding of ${padding}` : 'input'}`,
    };
  return {
    pictures: x.length === dims + 2 ? (x[0] ?? 1) : 1,
    channels,
    height: down.length,
    width: across.length,
    filters: w.length > dims ? (w[0] ?? 1) : 1,
    kernelHeight: down.kernel,
    kernelWidth: across.kernel,
    outHeight,
    outWidth,
    strideDown,
    strideAcross: stride,
    above,
    left: padding,
  };
}

function outShape(dims: 1 | 2, x: Shape, w: Shape, given: Options): Shape | ShapeProblem {
  const sizes = sizesOf(dims, x, w, given);
  if ('problem' in sizes) return sizes;
  const spread = dims === 2 ? [sizes.outHeight, sizes.outWidth] : [sizes.outWidth];
  if (x.length === dims + 2) return [sizes.pictures, sizes.filters, ...spread];
  return x.length === dims && w.length === dims ? spread : [sizes.filters, ...spread];
}

/** One weight at one row of windows: `count` entries of the output, each beside one of the input. */
type Visit = (weight: number, out: number, x: number, step: number, count: number) => void;

/** Every weight at every place of its window, row by row, without what falls on padding. */
function sweep(s: Sizes, visit: Visit): void {
  for (let n = 0; n < s.pictures; n++)
    for (let f = 0; f < s.filters; f++)
      for (let c = 0; c < s.channels; c++)
        for (let ki = 0; ki < s.kernelHeight; ki++)
          for (let kj = 0; kj < s.kernelWidth; kj++) {
            const weight = ((f * s.channels + c) * s.kernelHeight + ki) * s.kernelWidth + kj;
            const first = Math.max(0, Math.ceil((s.left - kj) / s.strideAcross));
            const last = Math.min(s.outWidth - 1, Math.floor((s.width - 1 + s.left - kj) / s.strideAcross));
            if (last < first) continue;
            for (let i = 0; i < s.outHeight; i++) {
              const row = i * s.strideDown + ki - s.above;
              if (row < 0 || row >= s.height) continue;
              visit(
                weight,
                ((n * s.filters + f) * s.outHeight + i) * s.outWidth + first,
                ((n * s.channels + c) * s.height + row) * s.width + first * s.strideAcross + kj - s.left,
                s.strideAcross,
                last - first + 1,
              );
            }
          }
}

function addConvolution(s: Sizes, x: Numbers, w: Numbers, out: Numbers): void {
  sweep(s, (weight, to, from, step, count) => {
    const by = w[weight] ?? 0;
    for (let k = 0, i = from; k < count; k++, i += step) out[to + k] = (out[to + k] ?? 0) + by * (x[i] ?? 0);
  });
}

const biasAt = (b: Tensor, filter: number): number => b.data[b.data.length === 1 ? 0 : filter] ?? 0;

/** Entries of one filter's results, one picture after the other. */
function eachFilter(s: Sizes, each: (filter: number, from: number, to: number) => void): void {
  const size = s.outHeight * s.outWidth;
  for (let n = 0; n < s.pictures; n++)
    for (let f = 0; f < s.filters; f++) each(f, (n * s.filters + f) * size, (n * s.filters + f + 1) * size);
}

/** PyTorch wants the axes of channels and filters, and a bias that is a vector. */
const pytorchFor =
  (dims: 1 | 2, biased: boolean) =>
  ([x = [], w = []]: readonly Shape[]): string => {
    const input = x.length === dims ? '{x}[None]' : '{x}';
    const kernel = w.length === dims ? '{w}[None, None]' : '{w}';
    const bias = biased ? `{b}.expand(${w.length > dims ? (w[0] ?? 1) : 1}), ` : '';
    const bare = x.length === dims && w.length === dims ? '[0]' : '';
    return `torch.nn.functional.conv${dims}d(${input}, ${kernel}, ${bias}stride={stride}, padding={padding})${bare}`;
  };

function kernelFor(dims: 1 | 2, x: Shape, b: Shape | undefined): GateKernel {
  const spread = dims === 2 ? ', 1, 1' : ', 1';
  const bias = b === undefined ? '' : ` + ${b.length === 0 ? 'b' : `reshape(b, -1${spread})`}`;
  const behind = dims === 2 ? '-2, -1' : '-1';
  const filters = x.length === dims + 2 ? `axis=(0, ${behind})` : `axis=(${behind},)`;
  return {
    value: `correlate(x, w, stride, padding)${bias}`,
    rules: [
      'correlateBack(upstream, w, x, stride, padding)',
      'correlateWeights(x, upstream, w, stride, padding)',
      ...(b === undefined ? [] : [b.length === 0 || x.length === dims ? 'sum(upstream)' : `sum(upstream, ${filters})`]),
    ],
  };
}

type Described = Pick<GateSpec, 'prose' | 'examples' | 'rules' | 'ruleAt' | 'expansion' | 'expansionAt'>;

function convolution(dims: 1 | 2, biased: boolean, described: Described): Gate {
  const name = called(dims);
  const sizesAt = (x: Tensor | undefined, w: Tensor | undefined, given: Options): Sizes | undefined => {
    const sizes = x && w ? sizesOf(dims, x.shape, w.shape, given) : undefined;
    return sizes === undefined || 'problem' in sizes ? undefined : sizes;
  };
  return defineGate({
    ...described,
    name: biased ? `${name}_bias` : name,
    symbol: name,
    spelling: { kind: 'call', name },
    params: biased ? ['x', 'w', 'b'] : ['x', 'w'],
    options,
    pattern: 'swap multiplier',
    pytorchAt: pytorchFor(dims, biased),
    shape([x = [], w = [], b = []], given) {
      const shape = outShape(dims, x, w, given);
      const filters = w.length > dims ? (w[0] ?? 1) : 1;
      return b.length > 1 || (b.length === 1 && b[0] !== filters && b[0] !== 1)
        ? {
            problem: `${name}: a bias of shape ${showShape(b)} does not fit: it needs one number for each filter, (${filters},)`,
          }
        : shape;
    },
    value([x, w, b], out, given) {
      const sizes = sizesAt(x, w, given);
      if (!x || !w || !sizes) return;
      out.data.fill(0);
      if (b) eachFilter(sizes, (filter, from, to) => out.data.fill(biasAt(b, filter), from, to));
      addConvolution(sizes, x.data, w.data, out.data);
    },
    pullback({ inputs: [x, w], upstream, options: given }, [dx, dw, db]) {
      const sizes = sizesAt(x, w, given);
      if (!x || !w || !sizes) return;
      const up = upstream.data;
      if (dx || dw)
        sweep(sizes, (weight, to, from, step, count) => {
          const by = w.data[weight] ?? 0;
          let sum = 0;
          for (let k = 0, i = from; k < count; k++, i += step) {
            sum += (up[to + k] ?? 0) * (x.data[i] ?? 0);
            if (dx) dx.data[i] = (dx.data[i] ?? 0) + by * (up[to + k] ?? 0);
          }
          if (dw) dw.data[weight] = (dw.data[weight] ?? 0) + sum;
        });
      if (db)
        eachFilter(sizes, (filter, from, to) => {
          let sum = 0;
          for (let i = from; i < to; i++) sum += up[i] ?? 0;
          const at = db.data.length === 1 ? 0 : filter;
          db.data[at] = (db.data[at] ?? 0) + sum;
        });
    },
    tangent({ inputs: [x, w], options: given }, [dx, dw, db], out) {
      const sizes = sizesAt(x, w, given);
      out.data.fill(0);
      if (!x || !w || !sizes) return;
      if (db) eachFilter(sizes, (filter, from, to) => out.data.fill(biasAt(db, filter), from, to));
      if (dx) addConvolution(sizes, dx.data, w.data, out.data);
      if (dw) addConvolution(sizes, x.data, dw.data, out.data);
    },
    kernelAt: ([x = [], , b = []]) => kernelFor(dims, x, biased ? b : undefined),
    work: ([, w = []], out) => sizeOf(out) * sizeOf(w.length > dims ? w.slice(1) : w),
  });
}

const summary =
  'Slides a kernel over {x} and takes, at each place, the sum of products with the window below it (a cross-correlation, as in PyTorch).';
const insight =
  'A weight is used at every place, so its gradient is the sum over all places of upstream times the entry below it. An entry of the input gets back from every window that it was in.';

/** The rules that the language can write: one picture, one filter, stride 1. */
const ruleFor =
  (dims: 1 | 2) =>
  (param: number, [x = [], w = []]: readonly Shape[], given: Options): string => {
    const padding = whole(given, 'padding', 0);
    if (param === 2) return x.length === dims && w.length === dims ? 'sum(upstream)' : '';
    if (x.length !== dims || w.length !== dims || whole(given, 'stride', 1) !== 1) return '';
    const padded = padding > 0 ? ', padding=padding' : '';
    if (param === 1) return `conv${dims}d(x, upstream${padded})`;
    const [side = 1] = w;
    const around = side - 1 - padding;
    if (around < 0 || w.some((length) => length !== side)) return '';
    return `conv${dims}d(upstream, ${TURNED[dims]}${around > 0 ? `, padding=${around}` : ''})`;
  };

const TURNED = { 1: 'w[::-1]', 2: 'w[::-1, ::-1]' } as const;
const rulesFor = (dims: 1 | 2): readonly string[] => [
  `conv${dims}d(upstream, ${TURNED[dims]}, padding=1)`,
  `conv${dims}d(x, upstream)`,
];
const shapes = {
  1: '(n, channels, length) and (filters, channels, k) give (n, filters, places); (length,) and (k,) give (places,)',
  2: '(n, channels, height, width) and (filters, channels, kh, kw) give (n, filters, rows, columns); (height, width) and (kh, kw) give (rows, columns)',
} as const;

const plain = (dims: 1 | 2, examples: GateSpec['examples']): Gate =>
  convolution(dims, false, {
    rules: rulesFor(dims),
    ruleAt: ruleFor(dims),
    prose: {
      summary,
      insight,
      latex: '{x} \\star {w}',
      pytorch: `torch.nn.functional.conv${dims}d({x}, {w}, stride={stride}, padding={padding})`,
      shapes: shapes[dims],
    },
    examples,
  });

const biased = (dims: 1 | 2, examples: GateSpec['examples']): Gate =>
  convolution(dims, true, {
    rules: [...rulesFor(dims), 'sum(upstream)'],
    ruleAt: ruleFor(dims),
    expansion: `conv${dims}d(x, w, stride=stride, padding=padding) + reshape(b, -1${', 1'.repeat(dims)})`,
    expansionAt: ([x = [], , b = []]) =>
      `conv${dims}d(x, w, stride=stride, padding=padding) + ${b.length === 0 || x.length < dims ? 'b' : `reshape(b, -1${', 1'.repeat(dims)})`}`,
    prose: {
      summary: `${summary.slice(0, -1).replace(' (a cross-correlation, as in PyTorch)', '')}, and adds a bias for each filter.`,
      insight: `${insight} The bias is added everywhere: it gets the sum of upstream.`,
      latex: '{x} \\star {w} + {b}',
      pytorch: `torch.nn.functional.conv${dims}d({x}, {w}, {b}, stride={stride}, padding={padding})`,
      shapes: `${shapes[dims]}; the bias is (filters,)`,
    },
    examples,
  });

export const conv1d = plain(1, [
  {
    inputs: [
      [1, 2, 3, 4],
      [1, -1],
    ],
    out: [-1, -1, -1],
    gradients: [
      [1, 0, 0, -1],
      [6, 9],
    ],
  },
]);
export const conv1dBias = biased(1, [
  {
    inputs: [[1, 2, 3, 4], [1, -1], 10],
    options: { stride: 2, padding: 0 },
    out: [9, 9],
    gradients: [[1, -1, 1, -1], [4, 6], 2],
  },
]);

const picture = [
  [1, 2, 0],
  [0, 1, 3],
  [2, 0, 1],
];
const edges = [
  [1, -1],
  [0, 2],
];
export const conv2d = plain(2, [
  {
    inputs: [picture, edges],
    out: [
      [1, 8],
      [-1, 0],
    ],
    gradients: [
      [
        [1, 0, -1],
        [1, 2, 1],
        [0, 2, 2],
      ],
      [
        [4, 6],
        [3, 5],
      ],
    ],
  },
]);
export const conv2dBias = biased(2, [
  {
    inputs: [picture, edges, 1],
    out: [
      [2, 9],
      [0, 1],
    ],
    gradients: [
      [
        [1, 0, -1],
        [1, 2, 1],
        [0, 2, 2],
      ],
      [
        [4, 6],
        [3, 5],
      ],
      4,
    ],
  },
]);
