import { describe, expect, test } from 'vitest';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { splitRows } from '../../../src/trainer/plan/rowOrder.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { setupOf } from './setupOf.ts';

const DATA = `# %% a
X = data(randn(12, 4, seed=1)); y = data([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
W = param(randn(4, 3, seed=2)); b = param(zeros(3))
`;
const OPTIONS = 'lr=0.1, batch=5, epochs=3, seed=3, precision="float64"';
const PLAIN = 's = X @ W + b\nloss = cross_entropy(s, y)';

function lossesOf(lines: string, options = OPTIONS, data = DATA): readonly number[] {
  const runs = trainToEnd(setupOf(`${data}${lines}\ntrain(loss, ${options})\n`));
  if (isPlanProblem(runs)) throw new Error(runs.problem);
  return [...(runs[0]?.loss ?? [])];
}
const ends = (s: string): string => `${s}\nloss = cross_entropy(s, y)`;

describe('texts that count the rows', () => {
  const plain = lossesOf(PLAIN);
  const spellings: Readonly<Record<string, string>> = {
    'reshape by len': ends('N = len(X)\ns = reshape(X, N, -1) @ W + b'),
    'NumPy’s reshape': ends('s = X.reshape(X.shape[0], -1) @ W + b'),
    'PyTorch’s view': ends('s = X.view(X.size(0), -1) @ W + b'),
    'both sizes at once': ends('N, D = X.shape\ns = reshape(reshape(X, N * D), N, D) @ W + b'),
    'reshape by a whole shape': ends('s = reshape(flatten(X), X.shape) @ W + b'),
    'reshape by a tuple': ends('Z = reshape(X, (len(X), 2, 2))\ns = Z.reshape(len(Z), 4) @ W + b'),
    'a size worked out': ends('s = reshape(X, X.size / 4, 4) @ W + b'),
    'a slice of all rows': ends('s = X[:len(X)] @ W + b'),
    'a slice from the end': ends('s = X[-len(X):] @ W + b'),
    'the last row apart': ends('m = len(X) - 1\ns = concat(X[:m] @ W, X[m:] @ W, axis=0) + b'),
    'zeros of so many rows': ends('s = X @ W + zeros(len(X), 3) + b'),
    'a bias stretched by ones': ends('s = X @ W + ones(X.shape[0], 1) @ reshape(b, 1, 3)'),
    'a tiled bias': ends('s = X @ W + tile(reshape(b, 1, 3), len(X), 1)'),
    'a function with a size of its own': ends(
      'def flat(x):\n    n = x.shape[0]\n    return reshape(x, n, -1)\ns = flat(X) @ W + b',
    ),
    'rows by number': 's = X @ W + b\nloss = -sum(log_softmax(s)[arange(len(X)), y]) / len(X)',
    'Python’s range': 'N = X.shape[0]\ns = X @ W + b\nloss = -mean(log_softmax(s)[range(N), y])',
    'a mean by hand': 's = X @ W + b\nloss = -sum(onehot(y, 3) * log_softmax(s)) / len(y)',
    'a loop over the other axis':
      's = b\nfor t in range(X.shape[1]):\n    s = s + X[:, t:t + 1] @ W[t:t + 1]\nloss = cross_entropy(s, y)',
  };
  test.each(Object.entries(spellings))('%s: follows the minibatch', (_, lines) => {
    const losses = lossesOf(lines);
    expect(losses).toHaveLength(plain.length);
    for (const [step, want] of plain.entries()) expect(losses[step]).toBeCloseTo(want, 12);
  });

  const refused: readonly (readonly [string, string])[] = [
    [ends('s = reshape(X, 12, 4) @ W + b'), 'write len(X) for 12, which follows the minibatch'],
    [ends('s = X[:12] @ W + b\ns = s + tile(reshape(b, 1, 3), 12, 1)'), 'write len(X) for 12'],
    [ends('noise = randn(len(X), 4)\ns = (X + noise) @ W + b'), 'noise = data(…) lets its rows be drawn too'],
    [
      's = X @ W + b\nlogp = log_softmax(s)\nloss = 0\nfor i in range(len(X)):\n    loss = loss - logp[i, y[i]] / len(X)',
      'a loop takes a turn for each row, and is written out with 12 turns: a minibatch of 5 of the 12 rows would need 5',
    ],
    ['loss = 0\nfor x in X:\n    loss = loss + sum((x @ W + b) ** 2)', 'Compute with all rows at once, as X @ W does'],
    ['loss = 0\nfor x, k in zip(X, range(12)):\n    loss = loss + k * sum((x @ W + b) ** 2)', 'a turn for each row'],
    [
      'loss = 0\nfor i, x in enumerate(X):\n    loss = loss + i * sum((x @ W + b) ** 2)',
      'or leave out batch and validate',
    ],
  ];
  test.each(refused)('%j: what to write is said', (lines, message) => {
    expect(() => lossesOf(lines)).toThrow(message);
  });

  test('a loop over the rows trains with all rows', () => {
    const loop =
      's = X @ W + b\nlogp = log_softmax(s)\nloss = 0\nfor i in range(len(X)):\n    loss = loss - logp[i, y[i]] / len(X)';
    const whole = 'lr=0.1, epochs=3, precision="float64"';
    const plainly = lossesOf(PLAIN, whole);
    for (const [step, want] of lossesOf(
      loop.replace('logp[i, y[i]]', 'sum(logp[i] * onehot(y, 3)[i])'),
      whole,
    ).entries())
      expect(want).toBeCloseTo(plainly[step] ?? 0, 12);
  });
});

describe('standardized data', () => {
  const table = (rows: readonly (readonly number[])[]): string => JSON.stringify(rows);
  const rows = Array.from({ length: 10 }, (_, i) => [i * i, 3 - i, 7]);
  const texts = (standardized: string): string =>
    `# %% a\nX = data(${table(rows)})\nt = data([1, 0, 2, 1, 3, 1, 0, 2, 2, 1])\n${standardized}\nW = param([0.1, -0.2, 0.3])\nloss = mse(Z @ W, t)\ntrain(loss, lr=0.1, validate=0.3, epochs=2, precision="float64", test=check)\n`;

  test('has mean and deviation of the rows that are trained on, and so has a test set', () => {
    const runs = (lines: string, check: string) => {
      const text = texts(lines).replace('\ntrain', `\n${check}\ntrain`);
      const found = trainToEnd(setupOf(text));
      if (isPlanProblem(found)) throw new Error(found.problem);
      return found;
    };
    const given = 'V = data([[1, 2, 7], [40, -3, 8]]); u = data([1, 2])\ncheck = mse(VZ @ W, u)';
    const found = runs('Z = standardize(X)', given.replace('\n', '\nVZ = standardize(V, X)\n'));
    const { training } = splitRows(10, 0.3, 0);
    const kept = rows.filter((_, row) => training.includes(row));
    const column = (j: number) => kept.map((row) => row[j] ?? 0);
    const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
    const units = [0, 1, 2].map((j) => {
      const middle = mean(column(j));
      return [middle, Math.sqrt(mean(column(j).map((value) => (value - middle) ** 2)))] as const;
    });
    const measured = (row: readonly number[]) =>
      row.map((value, j) => {
        const [middle = 0, spread = 0] = units[j] ?? [];
        return spread === 0 ? 0 : (value - middle) / spread;
      });
    const byHand = runs(
      `Z = data(${table(rows.map(measured))})`,
      given.replace(
        '\n',
        `\nVZ = data(${table(
          [
            [1, 2, 7],
            [40, -3, 8],
          ].map(measured),
        )})\n`,
      ),
    );
    for (const [step, want] of (byHand[0]?.loss ?? []).entries()) expect(found[0]?.loss[step]).toBeCloseTo(want, 12);
    for (const rows of ['training', 'validation', 'test'] as const)
      expect(found[0]?.standing?.[rows]).toBeCloseTo(byHand[0]?.standing?.[rows] ?? Number.NaN, 12);
  });
});
