import type { Random } from '../../src/core/base/random.ts';
import { seededRandom } from '../../src/core/base/seededRandom.ts';
import type { Gate, Options } from '../../src/core/gates/gate.ts';
import { subscriptOptions } from '../../src/core/gates/subscripts.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../src/core/tensor/tensor.ts';

/** One application of a gate on seeded numbers that stand clear of its kinks. */
export interface GateCase {
  readonly title: string;
  readonly inputs: readonly Tensor[];
  readonly options: Options;
}

type Draw = (random: Random) => number;
const anywhere: Draw = (random) => random.normal() * 1.5;
const positive: Draw = (random) => 0.2 + 2 * random.uniform();
const share: Draw = (random) => 0.05 + 0.9 * random.uniform();
const whole =
  (below: number): Draw =>
  (random) =>
    random.below(below);

const draws: Readonly<Record<string, readonly Draw[]>> = {
  log: [positive],
  sqrt: [positive],
  pow: [positive, anywhere],
  div: [anywhere, positive],
  where: [whole(2), anywhere, anywhere],
  bce: [share, share],
  embedding: [whole(3), anywhere],
};

/** Square ones are there because a transposed gradient passes every check of shapes. */
const pairs: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[3], [3]],
  [[3], []],
  [[], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [3, 1],
    [1, 4],
  ],
  [[3, 3], [3]],
  [
    [3, 3],
    [3, 1],
  ],
  [
    [3, 3],
    [1, 3],
  ],
  [
    [3, 1],
    [1, 3],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4],
    [5, 1],
  ],
  [[2, 1, 1], [3]],
  [[1, 1], [2]],
  [[4, 0], [1]],
];
const singles: readonly Shape[] = [[], [4], [2, 3], [3, 3], [2, 3, 2], [1], [0]];

const optionsOf: Readonly<Record<string, readonly Options[]>> = {
  leaky_relu: [{ slope: 0.01 }, { slope: 0.3 }],
  clip: [{ lo: -0.7, hi: 0.9 }],
  elu: [{ alpha: 1 }, { alpha: 0.4 }],
  batch_norm: [{ eps: 1e-5 }, { eps: 0.5 }],
  layer_norm: [{ eps: 1e-5 }, { eps: 0.5 }],
  dropout: [{ p: 0.3, seed: 0 }],
  reshape: [{ sizes: [3, 4] }, { sizes: [2, -1, 3] }, { sizes: [12] }],
};

interface Plan {
  readonly shapes: readonly Shape[];
  readonly options?: Options;
  /** Number of classes, where the last operand holds labels. */
  readonly classes?: number;
}

const labelled: readonly Plan[] = [
  { shapes: [[4, 3], [4]], classes: 3 },
  { shapes: [[3, 3], [3]], classes: 3 },
  { shapes: [[5], []], classes: 5 },
  { shapes: [[1, 2], [1]], classes: 2 },
];
const rows: readonly Plan[] = [[4], [2, 3], [3, 3], [2, 2, 3], []].map((shape) => ({ shapes: [shape] }));
const stacked: readonly Plan[] = [
  { shapes: [[], [], []], options: { axis: 0 } },
  { shapes: [[3], [3]], options: { axis: 0 } },
  { shapes: [[3], [3], [3]], options: { axis: 1 } },
  {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    options: { axis: -1 },
  },
];

const convolved = (...shapes: readonly (readonly Shape[])[]): readonly Plan[] =>
  shapes.flatMap((own) =>
    [
      { stride: 1, padding: 0 },
      { stride: 1, padding: 1 },
      { stride: 2, padding: 2 },
    ].map((options) => ({ shapes: own, options })),
  );
const pooled: readonly Plan[] = [
  { shapes: [[4, 6]], options: { size: 2 } },
  { shapes: [[2, 5, 5]], options: { size: 2 } },
  { shapes: [[2, 2, 5, 4]], options: { size: 3, stride: 1 } },
  { shapes: [[3, 3]], options: { size: 1, stride: 2 } },
];

const plans: Readonly<Record<string, readonly Plan[]>> = {
  matmul: [
    { shapes: [[3], [3]] },
    { shapes: [[3], [3, 2]] },
    { shapes: [[2, 3], [3]] },
    {
      shapes: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      shapes: [
        [3, 3],
        [3, 3],
      ],
    },
    { shapes: [[3, 3], [3]] },
    {
      shapes: [
        [5, 9],
        [9, 6],
      ],
    },
    {
      shapes: [
        [2, 3, 4],
        [4, 2],
      ],
    },
    {
      shapes: [
        [3, 4],
        [2, 4, 5],
      ],
    },
    {
      shapes: [
        [2, 1, 3, 4],
        [5, 4, 2],
      ],
    },
    { shapes: [[2, 3, 4], [4]] },
    {
      shapes: [
        [2, 0],
        [0, 3],
      ],
    },
  ],
  dot: [{ shapes: [[4], [4]] }, { shapes: [[1], [1]] }],
  outer: [{ shapes: [[3], [4]] }, { shapes: [[3], [3]] }],
  transpose: [...rows, { shapes: [[2, 3, 4]] }, { shapes: [[0, 3]] }],
  fc: [
    { shapes: [[4, 3], [3, 2], [2]] },
    { shapes: [[3, 3], [3, 3], [3]] },
    { shapes: [[3], [3, 2], [2]] },
    { shapes: [[1, 5], [5, 4], [4]] },
    { shapes: [[4, 3], [3, 2], []] },
  ],
  softmax: rows,
  log_softmax: rows,
  cross_entropy: labelled,
  hinge: labelled,
  accuracy: labelled,
  mse: [
    { shapes: [[4], [4]] },
    {
      shapes: [
        [2, 3],
        [2, 3],
      ],
    },
    { shapes: [[3, 1], [3]] },
    { shapes: [[], []] },
    { shapes: [[3], []] },
  ],
  bce: pairs.slice(0, -1).map((shapes) => ({ shapes })),
  bce_with_logits: pairs.slice(0, -1).map((shapes) => ({ shapes })),
  flatten: rows,
  conv1d: convolved(
    [[7], [3]],
    [
      [2, 7],
      [4, 2, 3],
    ],
    [
      [3, 2, 7],
      [2, 2, 3],
    ],
  ),
  conv1d_bias: convolved([[7], [3], []], [[2, 7], [4, 2, 3], [4]], [[3, 2, 7], [2, 2, 3], [2]]),
  conv2d: convolved(
    [
      [5, 6],
      [2, 2],
    ],
    [
      [2, 5, 5],
      [3, 2, 3, 3],
    ],
    [
      [2, 2, 4, 5],
      [3, 2, 2, 3],
    ],
    [
      [1, 5, 5],
      [2, 2],
    ],
  ),
  conv2d_bias: convolved([[5, 6], [2, 2], []], [[2, 5, 5], [3, 2, 3, 3], [3]], [[2, 2, 4, 5], [3, 2, 2, 3], [3]]),
  max_pool2d: pooled,
  avg_pool2d: pooled,
  batch_norm: [
    { shapes: [[4, 3], [3], [3]] },
    { shapes: [[3, 2, 2, 3], [2], [2]] },
    { shapes: [[4, 2, 3], [2], []] },
    { shapes: [[5], [], []] },
  ],
  layer_norm: [{ shapes: [[4, 3], [3], [3]] }, { shapes: [[5], [5], [5]] }, { shapes: [[2, 3, 4], [4], []] }],
  embedding: [
    { shapes: [[4], [3, 2]] },
    {
      shapes: [
        [2, 3],
        [3, 4],
      ],
    },
    { shapes: [[], [3, 2]] },
    { shapes: [[3], [3]] },
  ],
  split: [
    { shapes: [[6]], options: { parts: 3, axis: -1, part: 1 } },
    { shapes: [[4, 3]], options: { parts: 2, axis: 0, part: 1 } },
    { shapes: [[2, 4, 3]], options: { parts: 4, axis: 1, part: 0 } },
  ],
  permute: [
    { shapes: [[2, 3, 4]], options: { axes: [0, 2, 1] } },
    { shapes: [[2, 3, 4]], options: { axes: [2, 0, 1] } },
    { shapes: [[3, 3]], options: { axes: [1, 0] } },
    { shapes: [[2, 3, 2, 3]], options: { axes: [-1, 1, 0, 2] } },
    { shapes: [[2, 3]], options: {} },
    { shapes: [[4]], options: {} },
  ],
  swapaxes: [
    { shapes: [[2, 3, 4]], options: { axis1: 0, axis2: -1 } },
    { shapes: [[3, 3]], options: { axis1: 0, axis2: 1 } },
    { shapes: [[2, 3, 4]], options: { axis1: 1, axis2: 1 } },
  ],
  squeeze: [
    { shapes: [[3, 1]], options: {} },
    { shapes: [[1, 3, 1]], options: { axis: 0 } },
    { shapes: [[1, 1]], options: { axis: -1 } },
  ],
  expand_dims: [
    { shapes: [[3]], options: { axis: 0 } },
    { shapes: [[2, 3]], options: { axis: -1 } },
    { shapes: [[]], options: { axis: 0 } },
  ],
  tile: [
    { shapes: [[3]], options: { reps: [2] } },
    { shapes: [[2, 3]], options: { reps: [2, 2] } },
    { shapes: [[3]], options: { reps: [2, 1] } },
    { shapes: [[2, 1, 3]], options: { reps: [3, 2] } },
    { shapes: [[]], options: { reps: [4] } },
    { shapes: [[2, 3]], options: { reps: [1, 3, 1, 2] } },
  ],
  cumsum: [
    { shapes: [[4]], options: {} },
    { shapes: [[4]], options: { axis: 0 } },
    { shapes: [[2, 3]], options: {} },
    { shapes: [[2, 3]], options: { axis: 0 } },
    { shapes: [[2, 3, 4]], options: { axis: -2 } },
  ],
  concat: [
    { shapes: [[2], [3], [1]], options: { axis: 0 } },
    {
      shapes: [
        [2, 3],
        [1, 3],
      ],
      options: { axis: 0 },
    },
    {
      shapes: [
        [2, 3],
        [2, 1],
        [2, 2],
      ],
      options: { axis: -1 },
    },
    {
      shapes: [
        [2, 2, 2],
        [2, 3, 2],
      ],
      options: { axis: 1 },
    },
  ],
  stack: stacked,
  list: stacked.map(({ shapes }) => ({ shapes })),
  index: [
    { shapes: [[5]], options: subscriptOptions([{ at: -2 }]) },
    { shapes: [[3, 4]], options: subscriptOptions([{ at: 1 }]) },
    { shapes: [[3, 4]], options: subscriptOptions([{ at: 1 }, { at: 2 }]) },
    { shapes: [[3, 4]], options: subscriptOptions([{ start: 1, stop: undefined }]) },
    {
      shapes: [[3, 3]],
      options: subscriptOptions([{ start: undefined, stop: undefined }, { at: -1 }]),
    },
    {
      shapes: [[4, 3, 5]],
      options: subscriptOptions([{ start: -3, stop: -1 }, { at: 0 }, { start: 2, stop: 99 }]),
    },
    { shapes: [[4, 3]], options: subscriptOptions([{ start: 3, stop: 1 }]) },
  ],
  copy: rows,
  reshape: [{ shapes: [[12]] }, { shapes: [[3, 4]] }, { shapes: [[2, 3, 2]] }],
};

const reductionOptions: readonly (readonly [Shape, Options])[] = [
  [[], {}],
  [[4], {}],
  [[4], { axis: 0 }],
  [[2, 3], {}],
  [[2, 3], { axis: 0 }],
  [[2, 3], { axis: -1, keepdims: true }],
  [[3, 3], { axis: 0 }],
  [[3, 3], { axis: 1 }],
  [[2, 3, 4], { axis: 1 }],
  [[2, 3], { keepdims: true }],
];

const varianceOptions: readonly (readonly [Shape, Options])[] = [
  ...reductionOptions
    .filter(([shape]) => shape.length > 0)
    .map(([shape, options]) => [shape, { ...options, ddof: 0 }] as const),
  [[2, 3], { axis: 1, ddof: 1 }],
  [[4], { ddof: 1 }],
];

function plansOf(gate: Gate): readonly Plan[] {
  const own = plans[gate.name];
  if (own) return own;
  if (gate.options.some(({ name }) => name === 'ddof'))
    return varianceOptions.map(([shape, options]) => ({ shapes: [shape], options }));
  if (gate.options.some(({ name }) => name === 'keepdims'))
    return reductionOptions.map(([shape, options]) => ({ shapes: [shape], options }));
  if (gate.params.length === 1) return singles.map((shape) => ({ shapes: [shape] }));
  if (gate.params.length === 2) return pairs.map((shapes) => ({ shapes }));
  return pairs.map(([a, b], i) => ({ shapes: i % 2 === 0 ? [a, b, a] : [b, b, a] }));
}

export function casesOf(gate: Gate): readonly GateCase[] {
  return plansOf(gate).flatMap((plan) =>
    (plan.options ? [plan.options] : (optionsOf[gate.name] ?? [{}])).map((options, i) => {
      const title = `${gate.name} ${plan.shapes.map((shape) => `(${shape})`).join(' ')} ${JSON.stringify(options)}`;
      const random = seededRandom(`${title} ${i}`);
      const inputs = plan.shapes.map((shape, p) => {
        const draw = plan.classes && p === 1 ? whole(plan.classes) : (draws[gate.name]?.[p] ?? anywhere);
        return tensor(
          shape,
          Array.from({ length: sizeOf(shape) }, () => draw(random)),
        );
      });
      return { title, inputs, options };
    }),
  );
}
