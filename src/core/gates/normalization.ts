import { showShape } from '../base/show.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate, GateKernel, OptionSpec, Options } from './gate.ts';

/** How entries belong together: entry e is normalised with those of its group, then scaled by gamma[param]. */
interface Groups {
  readonly groups: number;
  /** Entries of each group. */
  readonly size: number;
  readonly groupOf: (entry: number) => number;
  /** Length of gamma and beta, and which entry of them scales entry e. */
  readonly width: number;
  readonly paramOf: (entry: number) => number;
}

type Spec = Pick<
  GateSpec,
  'name' | 'symbol' | 'rules' | 'ruleAt' | 'kernelAt' | 'expansion' | 'expansionAt' | 'prose' | 'examples'
> & {
  readonly groupsOf: (x: Shape) => Groups;
  /** Why this shape cannot be normalised. */
  readonly refuses: (x: Shape) => string | undefined;
};

const eps: OptionSpec = {
  name: 'eps',
  kind: 'number',
  initial: 1e-5,
  meaning: 'added to the variance, so that nothing is divided by 0',
  positional: true,
};
const epsOf = (options: Options): number => (typeof options.eps === 'number' ? options.eps : 1e-5);

interface Statistics {
  readonly mean: Float64Array;
  /** 1 / √(variance + eps) of each group. */
  readonly inverse: Float64Array;
}

function statisticsOf(x: Tensor, { groups, size, groupOf }: Groups, options: Options): Statistics {
  const mean = new Float64Array(groups);
  const inverse = new Float64Array(groups);
  for (let e = 0; e < x.data.length; e++) mean[groupOf(e)] = (mean[groupOf(e)] ?? 0) + (x.data[e] ?? 0);
  for (let g = 0; g < groups; g++) mean[g] = (mean[g] ?? 0) / size;
  for (let e = 0; e < x.data.length; e++) {
    const g = groupOf(e);
    inverse[g] = (inverse[g] ?? 0) + ((x.data[e] ?? 0) - (mean[g] ?? 0)) ** 2;
  }
  for (let g = 0; g < groups; g++) inverse[g] = 1 / Math.sqrt((inverse[g] ?? 0) / size + epsOf(options));
  return { mean, inverse };
}

/** gamma or beta at entry e; one number serves all. */
const at = (of: Tensor | undefined, place: number): number =>
  of === undefined ? 0 : (of.data[of.data.length === 1 ? 0 : place] ?? 0);
const add = (into: Tensor, place: number, by: number): void => {
  const here = into.data.length === 1 ? 0 : place;
  into.data[here] = (into.data[here] ?? 0) + by;
};

function normalization({ groupsOf, refuses, ...spec }: Spec): Gate {
  return defineGate({
    ...spec,
    params: ['x', 'gamma', 'beta'],
    pattern: undefined,
    options: [eps],
    shape([x = [], gamma = [], beta = []]) {
      const refused = refuses(x);
      if (refused !== undefined) return { problem: `${spec.name} of shape ${showShape(x)}: ${refused}` };
      const { width } = groupsOf(x);
      for (const [name, shape] of [
        ['gamma', gamma],
        ['beta', beta],
      ] as const)
        if (shape.length > 1 || (shape.length === 1 && shape[0] !== width && shape[0] !== 1))
          return {
            problem: `${spec.name} of shape ${showShape(x)}: ${name} has shape ${showShape(shape)}, but needs one number for each of the ${width} features, (${width},)`,
          };
      return x;
    },
    value([x, gamma, beta], out, options) {
      if (!x) return;
      const groups = groupsOf(x.shape);
      const { mean, inverse } = statisticsOf(x, groups, options);
      for (let e = 0; e < x.data.length; e++) {
        const g = groups.groupOf(e);
        const p = groups.paramOf(e);
        out.data[e] = ((x.data[e] ?? 0) - (mean[g] ?? 0)) * (inverse[g] ?? 0) * at(gamma, p) + at(beta, p);
      }
    },
    pullback({ inputs: [x, gamma], upstream, options }, [dx, dGamma, dBeta]) {
      if (!x) return;
      const groups = groupsOf(x.shape);
      const { mean, inverse } = statisticsOf(x, groups, options);
      const sums = new Float64Array(groups.groups);
      const products = new Float64Array(groups.groups);
      const gammas = new Float64Array(groups.width);
      const betas = new Float64Array(groups.width);
      for (let e = 0; e < x.data.length; e++) {
        const g = groups.groupOf(e);
        const p = groups.paramOf(e);
        const up = upstream.data[e] ?? 0;
        const normal = ((x.data[e] ?? 0) - (mean[g] ?? 0)) * (inverse[g] ?? 0);
        sums[g] = (sums[g] ?? 0) + up * at(gamma, p);
        products[g] = (products[g] ?? 0) + up * at(gamma, p) * normal;
        gammas[p] = (gammas[p] ?? 0) + up * normal;
        betas[p] = (betas[p] ?? 0) + up;
      }
      for (let p = 0; p < groups.width; p++) {
        if (dGamma) add(dGamma, p, gammas[p] ?? 0);
        if (dBeta) add(dBeta, p, betas[p] ?? 0);
      }
      if (!dx) return;
      for (let e = 0; e < x.data.length; e++) {
        const g = groups.groupOf(e);
        const normal = ((x.data[e] ?? 0) - (mean[g] ?? 0)) * (inverse[g] ?? 0);
        const up = (upstream.data[e] ?? 0) * at(gamma, groups.paramOf(e));
        const shared = ((sums[g] ?? 0) + normal * (products[g] ?? 0)) / groups.size;
        dx.data[e] = (dx.data[e] ?? 0) + (inverse[g] ?? 0) * (up - shared);
      }
    },
    tangent({ inputs: [x, gamma], options }, [dx, dGamma, dBeta], out) {
      if (!x) return;
      const groups = groupsOf(x.shape);
      const { mean, inverse } = statisticsOf(x, groups, options);
      const meanMoves = new Float64Array(groups.groups);
      const varianceMoves = new Float64Array(groups.groups);
      const move = (e: number): number => dx?.data[e] ?? 0;
      for (let e = 0; e < x.data.length; e++) {
        const g = groups.groupOf(e);
        meanMoves[g] = (meanMoves[g] ?? 0) + move(e) / groups.size;
        varianceMoves[g] = (varianceMoves[g] ?? 0) + (2 * ((x.data[e] ?? 0) - (mean[g] ?? 0)) * move(e)) / groups.size;
      }
      for (let e = 0; e < x.data.length; e++) {
        const g = groups.groupOf(e);
        const p = groups.paramOf(e);
        const far = (x.data[e] ?? 0) - (mean[g] ?? 0);
        const root = inverse[g] ?? 0;
        const normalMove = (move(e) - (meanMoves[g] ?? 0)) * root - (far * root ** 3 * (varianceMoves[g] ?? 0)) / 2;
        out.data[e] = normalMove * at(gamma, p) + far * root * at(dGamma, p) + at(dBeta, p);
      }
    },
  });
}

/** The rules where the statistics are taken along one axis: `kept` and `over` are its means with and without the axis. */
function rulesAlong(axis: string): readonly string[] {
  const mean = (of: string): string => `mean(${of}, ${axis})`;
  const root = `sqrt(var(x, ${axis}) + eps)`;
  const normal = `(x - ${mean('x')}) / ${root}`;
  return [
    `(upstream * gamma - ${mean('upstream * gamma')} - ${normal} * ${mean(`upstream * gamma * ${normal}`)}) / ${root}`,
    `upstream * ${normal}`,
    'upstream',
  ];
}

/**
 * For the compiler: `axes` are those of the statistics, `gamma` and `beta` the operands as they are broadcast; what is sent to
 * these two is summed over `others` first, where broadcasting alone would not.
 */
function kernelAlong(axes: string, gamma: string, beta: string, others: string | undefined): GateKernel {
  const mean = (of: string): string => `mean(${of}, ${axes})`;
  const far = `(x - ${mean('x')})`;
  const root = `sqrt(${mean(`${far} * ${far}`)} + eps)`;
  const normal = `(${far} / ${root})`;
  const scaled = `(upstream * ${gamma})`;
  const summed = (of: string): string => (others === undefined ? of : `sum(${of}, axis=${others})`);
  return {
    value: `${normal} * ${gamma} + ${beta}`,
    rules: [
      `(${scaled} - ${mean(scaled)} - ${normal} * ${mean(`${scaled} * ${normal}`)}) / ${root}`,
      summed(`upstream * ${normal}`),
      summed('upstream'),
    ],
  };
}

const ROWS = rulesAlong('axis=0, keepdims=true');
const ALONG_ROWS = '(x - mean(x, axis=0)) / sqrt(var(x, axis=0) + eps) * gamma + beta';
/** Statistics of each channel, over all axes but the second; gamma and beta stand along it. */
function overChannels(rank: number, gamma: Shape, beta: Shape): string {
  const axes = `axis=(0, ${Array.from({ length: rank - 2 }, (_, i) => i + 2).join(', ')}), keepdims=true`;
  const along = (name: string, shape: Shape): string =>
    shape.length === 0 ? name : `reshape(${name}, -1${', 1'.repeat(rank - 2)})`;
  return `(x - mean(x, ${axes})) / sqrt(var(x, ${axes}) + eps) * ${along('gamma', gamma)} + ${along('beta', beta)}`;
}
const LAST = rulesAlong('axis=-1, keepdims=true');

/** Ioffe and Szegedy 2015. */
export const batchNorm = normalization({
  name: 'batch_norm',
  symbol: 'BN',
  groupsOf(x) {
    const channels = x.length === 1 ? 1 : (x[1] ?? 1);
    const inner = sizeOf(x.slice(2));
    const groupOf = (entry: number): number => Math.floor(entry / inner) % channels;
    return { groups: channels, size: sizeOf(x) / Math.max(1, channels), groupOf, width: channels, paramOf: groupOf };
  },
  refuses: (x) =>
    x.length === 0
      ? 'there must be a batch of rows, (n, features)'
      : sizeOf(x) === 0
        ? 'there are no entries'
        : undefined,
  rules: ROWS,
  ruleAt: (param, [x = []]) => (x.length === 2 ? (ROWS[param] ?? '') : ''),
  kernelAt([x = [], gamma = [], beta = []]) {
    if (x.length <= 2) return kernelAlong('axis=0, keepdims=true', 'gamma', 'beta', undefined);
    const inner = Array.from({ length: x.length - 2 }, (_, i) => i + 2).join(', ');
    const along = (name: string, { length }: Shape): string =>
      length === 0 ? name : `reshape(${name}, -1${', 1'.repeat(x.length - 2)})`;
    return kernelAlong(
      `axis=(0, ${inner}), keepdims=true`,
      along('gamma', gamma),
      along('beta', beta),
      `(0, ${inner})`,
    );
  },
  expansion: ALONG_ROWS,
  expansionAt: ([x = [], gamma = [], beta = []]) => (x.length <= 2 ? ALONG_ROWS : overChannels(x.length, gamma, beta)),
  prose: {
    summary:
      'Shifts and scales every feature to mean 0 and deviation 1 over the rows of this batch, then by gamma and beta.',
    insight:
      'The rows of a batch share their statistics, so a row’s gradient depends on all others: what would move the mean or the deviation is taken off. These are the statistics of training, of the batch at hand.',
    latex: '\\operatorname{BN}_{{gamma}, {beta}}\\left({x}\\right)',
    pytorch:
      'torch.nn.functional.batch_norm({x}, None, None, {gamma}.expand({x}.shape[1]), {beta}.expand({x}.shape[1]), training=True, eps={eps})',
    shapes: 'keeps the shape (n, features) or (n, channels, …); gamma and beta are (features,)',
  },
  examples: [
    {
      inputs: [
        [
          [1, 5],
          [3, 5],
        ],
        [2, 1],
        [0, 7],
      ],
      options: { eps: 3 },
      out: [
        [-1, 7],
        [1, 7],
      ],
      gradients: [
        [
          [0, 0],
          [0, 0],
        ],
        [0, 0],
        [2, 2],
      ],
    },
  ],
});

/** Ba, Kiros and Hinton 2016. */
export const layerNorm = normalization({
  name: 'layer_norm',
  symbol: 'LN',
  groupsOf(x) {
    const width = x.at(-1) ?? 1;
    return {
      groups: sizeOf(x) / Math.max(1, width),
      size: width,
      groupOf: (entry) => Math.floor(entry / width),
      width,
      paramOf: (entry) => entry % width,
    };
  },
  refuses: (x) =>
    x.length === 0 ? 'it takes rows of features, not a number' : sizeOf(x) === 0 ? 'there are no entries' : undefined,
  rules: LAST,
  ruleAt: (param) => LAST[param] ?? '',
  kernelAt: () => kernelAlong('axis=-1, keepdims=true', 'gamma', 'beta', undefined),
  expansion: '(x - mean(x, axis=-1, keepdims=true)) / sqrt(var(x, axis=-1, keepdims=true) + eps) * gamma + beta',
  prose: {
    summary: 'Shifts and scales each row to mean 0 and deviation 1, then every feature by gamma and beta.',
    insight:
      'A row shares its statistics, so the gradients of its entries add up to 0 where gamma is 1: what would move the mean or the deviation is taken off.',
    latex: '\\operatorname{LN}_{{gamma}, {beta}}\\left({x}\\right)',
    pytorch: 'torch.nn.functional.layer_norm({x}, {x}.shape[-1:], eps={eps}) * {gamma} + {beta}',
    shapes: 'keeps the shape (…, features); gamma and beta are (features,)',
  },
  examples: [
    {
      inputs: [
        [1, 3],
        [2, 1],
        [0, 7],
      ],
      options: { eps: 3 },
      out: [-1, 7.5],
      gradients: [
        [0.1875, -0.1875],
        [-0.5, 0.5],
        [1, 1],
      ],
    },
  ],
});
