/** Layers and losses differentiated by hand, right and wrong, with arrays of its own. */
import type { Random } from '../../../src/core/base/random.ts';
import { asWritten, differs, pick, smallNumber, type WrongAnswer } from './wrongAnswer.ts';

type Matrix = readonly (readonly number[])[];

const matrix = (random: Random, rows: number, columns: number, largest = 3): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => smallNumber(random, largest)));
const map = (a: Matrix, of: (entry: number, i: number, j: number) => number): Matrix =>
  a.map((row, i) => row.map((entry, j) => of(entry, i, j)));
const at = (a: Matrix, i: number, j: number): number => a[i]?.[j] ?? 0;
const turned = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, entry, k) => sum + entry * at(b, k, j), 0)));
const columnSums = (a: Matrix): readonly number[] =>
  (a[0] ?? []).map((_, j) => a.reduce((sum, row) => sum + (row[j] ?? 0), 0));

const list = (values: readonly number[]): string => `[${values.map(asWritten).join(', ')}]`;
const lists = (a: Matrix): string => `[${a.map(list).join(', ')}]`;

type Loss = 'weighted' | 'mse' | 'entropy';

/** `H = X @ W + b`, maybe relu, and a loss. */
interface Layer {
  readonly X: Matrix;
  readonly W: Matrix;
  readonly b: readonly number[];
  readonly relu: boolean;
  readonly loss: Loss;
  readonly R: Matrix;
  readonly labels: readonly number[];
}

interface Passed {
  readonly W: Matrix;
  readonly X: Matrix;
  readonly b: readonly number[];
  readonly H: Matrix;
}

/** The backward pass with a hook for each step. */
function passed(layer: Layer, slip: Partial<Slips> = {}): Passed {
  const { X, W, b, relu, loss, R, labels } = layer;
  const H = times(X, W).map((row) => row.map((entry, j) => entry + (b[j] ?? 0)));
  const A = relu ? map(H, (entry) => Math.max(0, entry)) : H;
  const n = X.length;
  const count = n * (W[0]?.length ?? 1);
  let dA: Matrix;
  if (loss === 'weighted') dA = R;
  else if (loss === 'mse') dA = map(A, (entry, i, j) => ((slip.two ?? 2) * (entry - at(R, i, j))) / count);
  else {
    const P = A.map((row) => {
      const top = row.reduce((sum, entry) => sum + Math.exp(entry), 0);
      return row.map((entry) => Math.exp(entry) / top);
    });
    dA = map(P, (p, i, j) => (slip.scores ?? ((q, y) => q - y))(p, labels[i] === j ? 1 : 0) / n);
  }
  const meanOf = loss === 'mse' ? count : n;
  if (loss !== 'weighted' && slip.mean) dA = map(dA, (entry) => entry * meanOf ** (slip.mean ?? 0));
  const dH = relu ? map(dA, (up, i, j) => ((slip.mask ?? ((x) => x > 0))(at(H, i, j), up) ? up : 0)) : dA;
  return {
    H: dH,
    W: (slip.weights ?? ((x, up) => times(turned(x), up)))(X, dH),
    X: (slip.inputs ?? ((w, up) => times(up, turned(w))))(W, dH),
    b: columnSums(dH),
  };
}

interface Slips {
  /** The factor of the square. */
  readonly two: number;
  readonly scores: (p: number, y: number) => number;
  /** Power of the count by which the gradient is too large. */
  readonly mean: number;
  readonly mask: (x: number, up: number) => boolean;
  readonly weights: (X: Matrix, up: Matrix) => Matrix;
  readonly inputs: (W: Matrix, up: Matrix) => Matrix;
}

interface Case {
  readonly code: string;
  readonly slip?: Partial<Slips>;
  readonly square?: boolean;
  readonly loss?: Loss;
  readonly relu?: boolean;
  readonly asks: readonly ('W' | 'X' | 'b' | 'H')[];
  /** For the bias, whose gradient is not a hook of the pass. */
  readonly bias?: (up: Matrix) => string;
}

const cases: readonly Case[] = [
  { code: 'transpose-missing', slip: { weights: (x, up) => times(x, up) }, square: true, asks: ['W'] },
  { code: 'transpose-missing', slip: { inputs: (w, up) => times(up, w) }, square: true, asks: ['X'] },
  { code: 'transpose-missing', slip: { weights: (x, up) => turned(times(turned(x), up)) }, asks: ['W'] },
  { code: 'order-swapped', slip: { weights: (x, up) => times(up, turned(x)) }, square: true, asks: ['W'] },
  { code: 'order-swapped', slip: { inputs: (w, up) => times(turned(w), up) }, square: true, asks: ['X'] },
  { code: 'broadcast-not-summed', asks: ['b'], bias: lists },
  {
    code: 'broadcast-averaged',
    asks: ['b'],
    loss: 'weighted',
    bias: (up) => list(columnSums(up).map((sum) => sum / up.length)),
  },
  { code: 'mean-forgotten', slip: { mean: 1 }, loss: 'mse', asks: ['W', 'X', 'b', 'H'] },
  { code: 'mean-forgotten', slip: { mean: 1 }, loss: 'entropy', asks: ['W', 'X', 'b', 'H'] },
  { code: 'mean-twice', slip: { mean: -1 }, loss: 'mse', asks: ['W', 'X', 'H'] },
  { code: 'mean-twice', slip: { mean: -1 }, loss: 'entropy', asks: ['W', 'X', 'H'] },
  { code: 'softmax-sign', slip: { scores: (p, y) => y - p }, loss: 'entropy', asks: ['W', 'X', 'b', 'H'] },
  { code: 'softmax-no-label', slip: { scores: (p) => p }, loss: 'entropy', asks: ['W', 'X', 'b', 'H'] },
  { code: 'square-factor', slip: { two: 1 }, loss: 'mse', asks: ['W', 'X', 'b', 'H'] },
  { code: 'relu-mask', slip: { mask: (_x, up) => up > 0 }, relu: true, asks: ['W', 'X', 'b', 'H'] },
  { code: 'relu-mask', slip: { mask: () => true }, relu: true, asks: ['W', 'X', 'b', 'H'] },
  { code: 'relu-mask', slip: { mask: (x) => x <= 0 }, relu: true, asks: ['W', 'X', 'b', 'H'] },
];

function layerFor(random: Random, one: Case): Layer {
  const loss = one.loss ?? pick(random, ['weighted', 'mse', 'entropy'] as const);
  const size = 2 + random.below(3);
  const [n, k, m] = one.square ? [size, size, size] : [2 + random.below(3), 2 + random.below(4), 2 + random.below(3)];
  const relu = one.relu ?? (!one.square && loss !== 'entropy' && random.below(3) === 0);
  return {
    X: matrix(random, n, k),
    W: matrix(random, k, m, loss === 'entropy' ? 1 : 3),
    b: (matrix(random, 1, m)[0] ?? []) as readonly number[],
    relu,
    loss,
    R: matrix(random, n, m),
    labels: Array.from({ length: n }, () => random.below(m)),
  };
}

const lossLine: Readonly<Record<Loss, string>> = {
  weighted: 'L = sum(A * R)',
  mse: 'L = mse(A, R)',
  entropy: 'L = cross_entropy(A, y)',
};

const programOf = ({ X, W, b, relu, loss, R, labels }: Layer): string =>
  [
    `X = ${lists(X)}`,
    `W = ${lists(W)}`,
    `b = ${list(b)}`,
    'H = X @ W + b',
    relu ? 'A = relu(H)' : 'A = H',
    loss === 'entropy' ? `y = [${labels.join(', ')}]` : `R = ${lists(R)}`,
    lossLine[loss],
  ].join('\n');

const differ = (a: Matrix, b: Matrix): boolean =>
  a.length !== b.length ||
  (a[0]?.length ?? 0) !== (b[0]?.length ?? 0) ||
  a.some((row, i) => row.some((entry, j) => differs(entry, at(b, i, j))));

export function matrixAnswer(random: Random): WrongAnswer {
  const code = pick(random, [...new Set(cases.map((one) => one.code))]);
  const one = pick(
    random,
    cases.filter((other) => other.code === code),
  );
  for (;;) {
    const layer = layerFor(random, one);
    const right = passed(layer);
    const wrong = passed(layer, one.slip);
    const name = pick(random, one.asks);
    let answer: string;
    if (one.bias) {
      if (right.b.every((entry) => Math.abs(entry) < 0.05)) continue;
      answer = one.bias(right.H);
    } else if (name === 'b') {
      if (!differ([wrong.b], [right.b])) continue;
      answer = list(wrong.b);
    } else {
      if (!differ(wrong[name], right[name])) continue;
      answer = lists(wrong[name]);
    }
    const others = (['W', 'X'] as const).filter((other) => other !== name).slice(0, random.below(10) < 3 ? 0 : 1);
    const questions = [
      ...others.map((other) => `grad(${other}) = ${lists(wrong[other])}`),
      `grad(${name}) = ${answer}`,
    ];
    return { code, kind: 'matrix', text: [programOf(layer), ...questions].join('\n') };
  }
}
