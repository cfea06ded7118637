/** Functions for bug hunts: the right backward pass, and one wrong formula or more for its gradients. */
import type { Draw } from './exercises/draw.ts';
import type { BugTopic } from './exercises/topic.ts';

export interface Bug {
  readonly title: string;
  readonly name: string;
  readonly params: readonly string[];
  readonly body: string;
  /** One formula for each parameter. */
  readonly right: readonly string[];
  /** Index of the parameter, and the wrong formula for it. */
  readonly wrong: readonly [readonly [number, string], ...(readonly [number, string])[]];
  /** Statements that use the function; the last one is the output. */
  readonly call: (draw: Draw) => readonly string[];
}

const scalars =
  (...names: readonly string[]) =>
  (draw: Draw): string =>
    draw
      .apart(names.length)
      .map((number, i) => `${names[i] ?? ''} = ${number}`)
      .join('; ');

const gates: Bug = {
  title: 'add and mul',
  name: 'mixed',
  params: ['a', 'b', 'c'],
  body: '(a + b) * c',
  right: ['upstream * c', 'upstream * c', 'upstream * (a + b)'],
  wrong: [
    [0, 'upstream * a'],
    [1, 'upstream'],
    [1, 'upstream * c / 2'],
    [2, 'upstream * c'],
    [2, 'a + b'],
  ],
  call: (draw) => [scalars('x', 'y', 'z')(draw), 'q = mixed(x, y, z)', `f = ${draw.whole(2, 4)} * q`],
};

const difference: Bug = {
  title: 'a squared difference',
  name: 'gap',
  params: ['a', 'b'],
  body: '(a - b) ** 2',
  right: ['upstream * 2 * (a - b)', '-upstream * 2 * (a - b)'],
  wrong: [
    [0, 'upstream * (a - b)'],
    [0, 'upstream * 2 * a'],
    [1, 'upstream * 2 * (a - b)'],
    [1, '-2 * (a - b)'],
  ],
  call: (draw) => [scalars('y', 't')(draw), 'd = gap(y, t)', `L = ${draw.whole(2, 4)} * d`],
};

const forked: Bug = {
  title: 'a value used twice',
  name: 'twice',
  params: ['a', 'b'],
  body: '(a + b) * (b + 1)',
  right: ['upstream * (b + 1)', 'upstream * (b + 1) + upstream * (a + b)'],
  wrong: [
    [0, 'upstream * (a + b)'],
    [1, 'upstream * (b + 1)'],
    [1, 'upstream * (a + b)'],
    [1, '(b + 1) + (a + b)'],
  ],
  call: (draw) => [scalars('x', 'y')(draw), 'e = twice(x, y)', `f = ${draw.whole(2, 4)} * e`],
};

const powers: Bug = {
  title: 'a value and its square',
  name: 'curve',
  params: ['a', 'k'],
  body: 'k * a + a ** 2',
  right: ['upstream * (k + 2 * a)', 'upstream * a'],
  wrong: [
    [0, 'upstream * k'],
    [0, 'upstream * (k + a)'],
    [0, 'upstream * 2 * a'],
    [1, 'upstream * k'],
  ],
  call: (draw) => [scalars('x', 'm')(draw), 'c = curve(x, m)', `f = ${draw.whole(2, 4)} * c`],
};

const router: Bug = {
  title: 'a max gate',
  name: 'larger',
  params: ['a', 'b'],
  body: 'max(a, b)',
  right: ['upstream * (a > b)', 'upstream * (b > a)'],
  wrong: [
    [0, 'upstream * (b > a)'],
    [1, 'upstream'],
    [0, 'upstream / 2'],
    [1, '(b > a) * b'],
  ],
  // Both ways round: a bug that shows at one winner only is found as well.
  call: (draw) => {
    const [small = 2, large = 3] = draw.apart(2).toSorted((a, b) => a - b);
    return [
      `x = ${small}; y = ${large}`,
      'u = larger(x, y)',
      'v = larger(y, x)',
      `f = ${draw.whole(2, 3)} * u + ${draw.whole(4, 5)} * v`,
    ];
  },
};

const switched: Bug = {
  title: 'a relu layer',
  name: 'rectified',
  params: ['x', 'b'],
  body: 'relu(x + b)',
  right: ['upstream * (x + b > 0)', 'upstream * (x + b > 0)'],
  wrong: [
    [0, 'upstream'],
    [0, 'upstream * (upstream > 0)'],
    [1, 'upstream * (x > 0)'],
    [0, '(x + b > 0) * 1'],
  ],
  call: (draw) => [
    `s = [${draw.whole(3, 5)}, ${-draw.whole(4, 6)}, ${draw.whole(1, 2)}]`,
    `c = [${draw.whole(1, 2)}, ${draw.whole(1, 2)}, ${-draw.whole(3, 4)}]`,
    'h = rectified(s, c)',
    `f = sum(h * [${-draw.whole(2, 3)}, ${draw.whole(2, 3)}, ${draw.whole(4, 5)}])`,
  ],
};

const neuron: Bug = {
  title: 'a sigmoid neuron',
  name: 'neuron',
  params: ['w', 'x', 'b'],
  body: 'sigmoid(w * x + b)',
  right: [
    'upstream * sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * x',
    'upstream * sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * w',
    'upstream * sigmoid(w * x + b) * (1 - sigmoid(w * x + b))',
  ],
  wrong: [
    [0, 'upstream * sigmoid(w * x + b) * x'],
    [0, 'upstream * sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * w'],
    [1, 'upstream * (w * x + b) * (1 - (w * x + b)) * w'],
    [2, 'upstream * sigmoid(w * x + b)'],
    [2, 'sigmoid(w * x + b) * (1 - sigmoid(w * x + b))'],
  ],
  call: (draw) => {
    const [u = 2, v = 3] = draw.apart(2, 3);
    return [
      `u = ${u}; v = ${v}; k = ${-u * v + draw.nonZero(2)}`,
      'o = neuron(u, v, k)',
      `f = ${draw.whole(2, 4)} * o`,
    ];
  },
};

const layer: Bug = {
  title: 'a fully connected layer',
  name: 'layer',
  params: ['X', 'W', 'b'],
  body: 'X @ W + b',
  right: ['upstream @ W.T', 'X.T @ upstream', 'sum(upstream, axis=0)'],
  wrong: [
    [0, 'upstream @ W'],
    [1, 'X @ upstream'],
    [1, 'upstream.T @ X'],
    [2, 'mean(upstream, axis=0)'],
    [2, 'upstream[0]'],
  ],
  call: (draw) => [
    `A = ${squareMatrix(draw)}`,
    `M = ${squareMatrix(draw)}`,
    `d = ${draw.vector(2, 3)}`,
    'Y = layer(A, M, d)',
    `f = sum(Y * [[${draw.whole(1, 2)}, ${-draw.whole(3, 4)}], [${draw.whole(5, 6)}, ${draw.whole(3, 4)}]])`,
  ],
};

/** Square, so that a wrong order has the right shape; far from symmetric, so that it has other numbers. */
const squareMatrix = (draw: Draw): string => {
  const [a = 2, b = 3, c = 4, d = 5] = draw.apart(4);
  return `[[${a}, ${b}], [${c}, ${d}]]`;
};

const scores: Bug = {
  title: 'softmax and cross entropy',
  name: 'loss',
  params: ['s', 't'],
  body: '-sum(t * log_softmax(s))',
  right: ['upstream * (softmax(s) * sum(t) - t)', '-upstream * log_softmax(s)'],
  wrong: [
    [0, 'upstream * (t - softmax(s) * sum(t))'],
    [0, 'upstream * softmax(s)'],
    [0, 'softmax(s) - t'],
    [1, 'upstream * log_softmax(s)'],
    [1, '-upstream / softmax(s)'],
  ],
  call: (draw) => {
    const target = draw.shuffled([1, 0, 0]);
    return [
      `r = [${draw.shuffled([draw.whole(-2, -1), draw.whole(0, 1), draw.whole(2, 3)]).join(', ')}]`,
      `y = [${target.join(', ')}]`,
      'e = loss(r, y)',
      `L = ${draw.whole(2, 4)} * e`,
    ];
  },
};

export const bugs: Readonly<Record<BugTopic, readonly [Bug, ...Bug[]]>> = {
  gates: [gates, difference],
  forks: [forked, powers],
  max: [router, switched],
  'sigmoid neuron': [neuron],
  matrices: [layer],
  softmax: [scores],
};
