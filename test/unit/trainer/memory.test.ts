import { expect, test } from 'vitest';
import { dataSets } from '../../../src/data/index.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { prepare } from '../../../src/trainer/run/prepare.ts';
import { setupOf } from './setupOf.ts';

const text = (hidden: number, options: string) => `# %% Memory
X, y = blobs(n=2000)
W1 = param(randn(2, ${hidden})); W2 = param(randn(${hidden}, 3))
loss = cross_entropy(tanh(X @ W1) @ W2, y)
train(loss, ${options})
`;
const refusal = (written: string, maxBytes: number): string => {
  const made = prepare(setupOf(written, { maxBytes }), { dataSets });
  return isPlanProblem(made) ? made.problem : 'none';
};

test.each([
  ['the whole set at once', text(200, 'lr=0.1'), /^line 5: this training would take .* GB .*: a smaller batch/],
  ['a large network', text(40_000, 'lr=0.1, batch=1, validate=0.99'), /^line 5: .* a smaller/],
  ['many runs', text(100, 'lr=[0.1, 0.2, 0.3], momentum=[0, 0.5, 0.9], batch=10'), /fewer than 9 runs side by side/],
  ['an optimiser that remembers', text(100, 'lr=0.1, optimizer="adam", precision="float64"'), /GB/],
])('%s is refused where it takes more than there may be', (_title, written, words) => {
  expect(refusal(written, 3e6)).toMatch(words);
  expect(refusal(written, 2e9)).toBe('none');
});

test('many runs of a layer of nine million weights are refused before anything is made', () => {
  const written = `# %% Large\nw = param(ones(3000, 3000))\nloss = mean(w * w)\ntrain(loss, lr=[0.1, 0.2, 0.3, 0.4, 0.5], momentum=[0, 0.3, 0.6, 0.9], precision="float64")\n`;
  expect(refusal(written, 4e9)).toMatch(/^line 4: this training would take .* GB of memory, and may take 4\.0 GB/);
});
