import { describe, expect, test } from 'vitest';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { setupOf } from './setupOf.ts';

const ROWS = 300;
const SIDE = 4;

/** A file of the format of MNIST's. */
function idx(sizes: readonly number[], entry: (index: number) => number): Uint8Array {
  const length = sizes.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(4 + 4 * sizes.length + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x800 + sizes.length);
  for (const [axis, size] of sizes.entries()) view.setUint32(4 + 4 * axis, size);
  for (let i = 0; i < length; i++) bytes[4 + 4 * sizes.length + i] = entry(i);
  return bytes;
}

const files = (label: (row: number) => number) => [
  { path: 'digits/train-images-idx3-ubyte', bytes: idx([ROWS, SIDE, SIDE], (i) => (i * 37) % 256) },
  { path: 'digits/train-labels-idx1-ubyte', bytes: idx([ROWS], label) },
];

const text = `# %% Digits
X, y = mnist("digits")
scale = 2
Z = data(X * scale - 1)
W = param(zeros(16, 3)); b = param(zeros(3))
loss = cross_entropy(fc(Z, W, b), y)
train(loss, lr=0.1, batch=7, epochs=1, shuffle=false, precision="float64")
`;

/** The same training with the rows written into the text. */
function written(label: (row: number) => number): string {
  const rows = Array.from(
    { length: ROWS },
    (_, row) =>
      `[${Array.from({ length: 16 }, (_unused, j) => Math.fround((((row * 16 + j) * 37) % 256) / 255)).join(', ')}]`,
  );
  const labels = Array.from({ length: ROWS }, (_, row) => label(row));
  return text.replace('X, y = mnist("digits")', `X = data([${rows.join(', ')}]); y = data([${labels.join(', ')}])`);
}

const lossesOf = (source: string, label: (row: number) => number): readonly number[] => {
  const runs = trainToEnd(setupOf(source, { files: files(label) }));
  if (isPlanProblem(runs)) throw new Error(runs.problem);
  return [...(runs[0]?.loss ?? [])];
};

describe('data files larger than what the annotations show', () => {
  test('are trained on whole, together with what is computed from them', () => {
    const label = (row: number): number => (row * 7) % 3;
    const losses = lossesOf(text, label);
    expect(losses).toHaveLength(Math.ceil(ROWS / 7));
    for (const [step, want] of lossesOf(written(label), label).entries()) expect(losses[step]).toBeCloseTo(want, 12);
  });

  test('are checked whole', () => {
    const label = (row: number): number => (row === 299 ? 3 : row % 3);
    expect(trainToEnd(setupOf(text, { files: files(label) }))).toEqual({
      problem: expect.stringMatching(/label 3 .*299/),
    });
  });

  test('a missing file is named', () => {
    expect(trainToEnd(setupOf(text))).toEqual({ problem: expect.stringContaining('digits/train-images-idx3-ubyte') });
  });
});
