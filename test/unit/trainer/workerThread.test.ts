/** The worker's entry in a real thread, bundled as the build does it. */
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, expect, test } from 'vitest';
import { startWorker } from '../../../src/extension/training/startWorker.ts';
import type { FromTrainer, ToTrainer } from '../../../src/protocol/training.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { bundledWorker } from '../../support/bundledWorker.ts';
import { Host } from './host.ts';
import { setupOf } from './setupOf.ts';

const bundled = bundledWorker();
const workers: Worker[] = [];
const lost: string[] = [];

async function hostOfThread(): Promise<Host> {
  const { file } = await bundled;
  const { worker, helpers } = startWorker(file);
  workers.push(worker);
  helpers.lost = (reason) => lost.push(reason);
  return new Host({
    send: (message: ToTrainer) => worker.postMessage(message),
    listen(receive) {
      const heard = (message: FromTrainer): void => receive(message);
      worker.on('message', heard);
      return { dispose: () => void worker.off('message', heard) };
    },
  });
}

afterEach(async () => {
  expect(lost).toEqual([]);
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

afterAll(async () => (await bundled).remove());

const spiral = (options: string): string => `# %% Spiral
X, y = spiral(n=300)
W1 = param(he(2, 16)); b1 = param(zeros(16))
W2 = param(he(16, 16)); b2 = param(zeros(16))
W3 = param(he(16, 3)); b3 = param(zeros(3))
s = fc(relu(fc(relu(fc(X, W1, b1)), W2, b2)), W3, b3)
acc = accuracy(s, y)
loss = cross_entropy(s, y)
train(loss, ${options}, metric=acc)
`;

test('a 2-16-16-3 network learns the spiral, with the numbers of this thread', async () => {
  const text = spiral('lr=0.1, momentum=0.9, batch=32, epochs=400');
  const host = await hostOfThread();
  host.start(text);
  const { ends } = await host.ended();
  const runs = trainToEnd(setupOf(text));
  if (isPlanProblem(runs)) throw new Error(runs.problem);
  expect(ends[0]?.parameters).toEqual(runs[0]?.parameters);
  expect(runs[0]?.standing?.metric).toBeGreaterThan(0.95);
});

test('stop is answered in the midst of a long run', async () => {
  const host = await hostOfThread();
  host.onFirst('progress', () => host.send('stop'));
  host.start(spiral('lr=0.01, batch=32, epochs=10000000'));
  const { ends } = await host.ended();
  expect(ends[0]?.end).toEqual({ how: 'cancelled' });
  expect(ends[0]?.parameters).toHaveLength(6);
});

/** Rows of a minibatch are no multiple of what a thread takes, layers have odd sizes and some lie in bands. */
const wide = (batch: number): string => `# %% Wide
X = data(randn(512, 300, seed=1)); y = data([${Array.from({ length: 512 }, (_, row) => row % 5).join(', ')}])
W1 = param(he(300, 270)); b1 = param(zeros(270))
W2 = param(he(270, 70)); b2 = param(zeros(70))
W3 = param(he(70, 5)); b3 = param(zeros(5))
loss = cross_entropy(fc(relu(fc(relu(fc(X, W1, b1)), W2, b2)), W3, b3), y) + 0.001 * sum(W1 * W1)
train(loss, lr=0.05, momentum=0.9, weight_decay=0.001, batch=${batch}, steps=800)
`;

test.each([
  [2, 100],
  [3, 100],
  [4, 85],
])('%i threads give the numbers of one', { timeout: 60_000 }, async (threads, batch) => {
  const host = await hostOfThread();
  host.start(wide(batch), { threads });
  const { ends } = await host.ended();
  expect(host.all('started')[0]?.description.engine).toContain(` on ${threads} threads`);
  const alone = trainToEnd(setupOf(wide(batch)));
  if (isPlanProblem(alone)) throw new Error(alone.problem);
  expect(ends[0]?.end).toEqual({ how: 'done' });
  expect(ends[0]?.parameters).toEqual(alone[0]?.parameters);
  const points = host.all('progress').flatMap(({ progress }) => progress.points);
  for (const { step, loss } of points) if (step < 800) expect(loss).toBe(alone[0]?.loss[step]);
});

/** What no chain of layers is: compiled, with products of every kind, many at a time too, statistics, branches and Adam. */
const compiledText = (batch: number): string => `# %% Compiled
X = data(randn(512, 12, 20, seed=1)); Y = data(randn(512, 33, seed=2))
Q = param(xavier(20, 24, seed=3)); K = param(xavier(20, 24, seed=4)); V = param(xavier(20, 30, seed=5))
W = param(xavier(30, 101, seed=6)); U = param(xavier(101, 33, seed=7)); g = param(ones(101)); b = param(zeros(101))
A = softmax((X @ Q) @ swapaxes(X @ K, 1, 2))
h = mean(A @ (X @ V), axis=1) @ W
m = mean(h, axis=0)
z = gelu(g * (h - m) / sqrt(mean((h - m) ** 2, axis=0) + 1e-5) + b)
loss = mse(concat(z[:, :50], tanh(z[:, 50:]), axis=1) @ U, Y) + 0.001 * sum(W * W)
train(loss, lr=0.01, optimizer="adam", batch=${batch}, steps=40)
`;

test.each([
  [2, 100],
  [3, 61],
])('%i threads give the numbers of one for a compiled network', { timeout: 120_000 }, async (threads, batch) => {
  const host = await hostOfThread();
  host.start(compiledText(batch), { threads });
  const { ends } = await host.ended();
  expect(host.all('started')[0]?.description.engine).toContain(`compiled to WebAssembly on ${threads} threads`);
  const alone = trainToEnd(setupOf(compiledText(batch)));
  if (isPlanProblem(alone)) throw new Error(alone.problem);
  expect(ends[0]?.end).toEqual({ how: 'done' });
  expect(ends[0]?.parameters).toEqual(alone[0]?.parameters);
  const points = host.all('progress').flatMap(({ progress }) => progress.points);
  for (const { step, loss } of points) if (step < 40) expect(loss).toBe(alone[0]?.loss[step]);
});
