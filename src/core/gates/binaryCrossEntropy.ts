import { addSummed, broadcastTo, jointShape } from '../tensor/broadcast.ts';
import { type Shape, sameShape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import { type Gate, isShapeProblem, numbersLike } from './gate.ts';
import { comparesPairs } from './mse.ts';
import { sigmoidAt } from './sigmoid.ts';

type Pairwise = Pick<
  GateSpec,
  'name' | 'symbol' | 'params' | 'rules' | 'expansion' | 'prose' | 'examples' | 'check' | 'kernel'
> & {
  /** The loss of one entry and its target. */
  readonly loss: (a: number, y: number) => number;
  /** ∂loss/∂a and ∂loss/∂y. */
  readonly slopes: readonly [(a: number, y: number) => number, (a: number, y: number) => number];
  /** How far the loss moves when both do, worked out another way than `slopes`. */
  readonly push: (a: number, y: number, da: number, dy: number) => number;
};

function joint(shapes: readonly Shape[]): Shape {
  const shape = jointShape(shapes);
  return isShapeProblem(shape) ? [] : shape;
}

/** The mean over all entries of a loss of an entry and its target. */
function pairwise({ loss, slopes, push, ...spec }: Pairwise): Gate {
  const spread = (a: Tensor, y: Tensor) => {
    const shape = joint([a.shape, y.shape]);
    return { shape, own: broadcastTo(a, shape).data, wanted: broadcastTo(y, shape).data };
  };
  return defineGate({
    ...spec,
    pattern: undefined,
    trap: (shapes) => comparesPairs(spec.name, shapes),
    shape(shapes) {
      const shape = jointShape(shapes);
      return isShapeProblem(shape) ? shape : [];
    },
    value([a, y], out) {
      if (!a || !y) return;
      const { own, wanted } = spread(a, y);
      let total = 0;
      for (let i = 0; i < own.length; i++) total += loss(own[i] ?? 0, wanted[i] ?? 0);
      out.data[0] = total / own.length;
    },
    pullback({ inputs: [a, y], out, upstream }, into) {
      if (!a || !y) return;
      const { shape, own, wanted } = spread(a, y);
      for (const [p, slope] of slopes.entries()) {
        const target = into[p];
        if (target === undefined) continue;
        const each = (upstream.data[0] ?? 0) / own.length;
        const downstream = numbersLike(out.data, own.length);
        for (let i = 0; i < own.length; i++) downstream[i] = each * slope(own[i] ?? 0, wanted[i] ?? 0);
        addSummed(downstream, shape, target);
      }
    },
    tangent({ inputs: [a, y] }, [da, dy], out) {
      if (!a || !y) return;
      const { shape, own, wanted } = spread(a, y);
      const up = da && broadcastTo(da, shape).data;
      const down = dy && broadcastTo(dy, shape).data;
      let moved = 0;
      for (let i = 0; i < own.length; i++) moved += push(own[i] ?? 0, wanted[i] ?? 0, up?.[i] ?? 0, down?.[i] ?? 0);
      out.data[0] = moved / own.length;
    },
    counts: (shapes) => ({ n: sizeOf(joint(shapes)) }),
    // The target's rule has no target in it: it cannot be stretched to the pairs that broadcasting makes.
    ruleAt: (param, [a = [], y = []]) => (param === 0 || sameShape(a, y) ? (spec.rules[param] ?? '') : ''),
  });
}

/** PyTorch's bounds: no logarithm is taken below e^−100, and no slope divides by less than 1e-12. */
const logOf = (p: number): number => Math.max(Math.log(p), -100);
const SMALLEST = 1e-12;

export const bce = pairwise({
  name: 'bce',
  symbol: 'BCE',
  params: ['p', 'y'],
  check([p]) {
    const at = p?.data.findIndex((entry: number) => entry < 0 || entry > 1) ?? -1;
    return at < 0
      ? undefined
      : `bce takes probabilities from 0 to 1, but one is ${p?.data[at]}: for scores there is bce_with_logits(s, y)`;
  },
  loss: (p, y) => -(y * logOf(p) + (1 - y) * logOf(1 - p)),
  slopes: [(p, y) => (p - y) / Math.max(p * (1 - p), SMALLEST), (p) => logOf(1 - p) - logOf(p)],
  push: (p, y, dp, dy) => dp * ((1 - y) / (1 - p) - y / p) + dy * (Math.log(1 - p) - Math.log(p)),
  kernel: {
    value: '-mean(y * max(log(p), -100) + (1 - y) * max(log(1 - p), -100))',
    rules: [
      'upstream / n * ((p - y) / max(p * (1 - p), 1e-12))',
      'upstream / n * (max(log(1 - p), -100) - max(log(p), -100))',
    ],
  },
  rules: ['upstream * (p - y) / (p * (1 - p)) / n', 'upstream * (log(1 - p) - log(p)) / n'],
  expansion: '-mean(y * log(p) + (1 - y) * log(1 - p))',
  prose: {
    summary: 'The binary cross-entropy between probabilities and targets of 0 or 1, averaged over all entries.',
    insight:
      'The gradient is (p − y) / (p·(1 − p)), over n. Behind a sigmoid the bottom cancels with its slope, and p − y is left.',
    latex: '\\operatorname{BCE}\\left({p}, {y}\\right)',
    pytorch: 'torch.nn.functional.binary_cross_entropy(*torch.broadcast_tensors({p}, {y}))',
    shapes: 'equal shapes give (); others are broadcast first, so (n, 1) against (n,) compares every pair',
  },
  examples: [
    {
      inputs: [
        [0.5, 0.5],
        [1, 0],
      ],
      out: Math.LN2,
      gradients: [
        [-1, 1],
        [0, 0],
      ],
    },
    { inputs: [0.25, 0], out: 0.2876820724517809, gradients: [4 / 3, 1.0986122886681098] },
  ],
});

export const bceWithLogits = pairwise({
  name: 'bce_with_logits',
  symbol: 'BCE σ',
  params: ['s', 'y'],
  loss: (s, y) => Math.max(s, 0) - s * y + Math.log1p(Math.exp(-Math.abs(s))),
  slopes: [(s, y) => sigmoidAt(s) - y, (s) => -s],
  push(s, y, ds, dy) {
    const e = Math.exp(-Math.abs(s));
    const share = s >= 0 ? 1 / (1 + e) : e / (1 + e);
    return ds * (share - y) - s * dy;
  },
  kernel: {
    value:
      'mean(max(s, 0) - s * y + where(1 + exp(-abs(s)) == 1, exp(-abs(s)), ' +
      'log(1 + exp(-abs(s))) * (exp(-abs(s)) / (1 + exp(-abs(s)) - 1))))',
    rules: ['upstream / n * (where(s >= 0, 1, exp(-abs(s))) / (1 + exp(-abs(s))) - y)', '-upstream / n * s'],
  },
  rules: ['upstream * (sigmoid(s) - y) / n', '-upstream * s / n'],
  expansion: 'bce(sigmoid(s), y)',
  prose: {
    summary: 'The sigmoid and the binary cross-entropy in one, computed without overflow; averaged over all entries.',
    insight: 'The gradient is σ(s) − y, what the network says minus what is true, divided by the number of entries.',
    latex: '\\operatorname{BCE}\\left(\\sigma\\left({s}\\right), {y}\\right)',
    pytorch: 'torch.nn.functional.binary_cross_entropy_with_logits(*torch.broadcast_tensors({s}, {y}))',
    shapes: 'equal shapes give (); others are broadcast first, so (n, 1) against (n,) compares every pair',
  },
  examples: [
    {
      inputs: [
        [0, 0],
        [1, 0],
      ],
      out: Math.LN2,
      gradients: [
        [-0.25, 0.25],
        [0, 0],
      ],
    },
    { inputs: [1, 1], out: 0.31326168751822286, gradients: [-0.2689414213699951, -1] },
  ],
});
