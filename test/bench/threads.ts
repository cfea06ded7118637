/** Two threads beside one, turn by turn: medians of the time that passes, and whether the numbers are the same. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HelperTask } from '../../src/protocol/helperThread.ts';
import { networks } from './chains.ts';
import { engineFor } from './ours.ts';

const ROUNDS = 15;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const helpers: Worker[] = [];
function startHelper(task: HelperTask): { dispose(): void } {
  const helper = new Worker(new URL('./bench-secondThread.mjs', import.meta.url), { workerData: task });
  helpers.push(helper);
  return { dispose: () => void helper.terminate() };
}

console.log(
  `Samples a second of wall time on one thread and on two; ${availableParallelism()} cores, Node ${process.version}`,
);
for (const network of [...networks, { sizes: [3072, 512, 10], batch: 256, rows: 1280, target: {} }]) {
  const { batch, rows, sizes } = network;
  const engines = [engineFor(network, undefined), engineFor(network, startHelper)];
  if (!engines[1]?.description.includes('on 2 threads')) {
    console.log(`${sizes.join('-')}, batch ${batch}: one thread, the step is too short`);
    continue;
  }
  // The helper needs a moment to start.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const count = Math.floor(rows / batch);
  const losses = new Float64Array(64);
  const stretch = { order, from: 0, batch, count, lr: 0.01, momentum: 0.9, weightDecay: 0, t: 1 };
  const rates = engines.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, engine] of engines.entries()) {
      const start = performance.now();
      let made = 0;
      while (performance.now() - start < 200) made += engine.advance(stretch, losses) * batch;
      rates[i]?.push((1000 * made) / (performance.now() - start));
    }
  const [one = 0, two = 0] = rates.map(median);
  const fresh = [engineFor(network, undefined), engineFor(network, startHelper)];
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const results = fresh.map((engine) => {
    for (let i = 0; i < 3; i++) engine.advance(stretch, losses);
    return JSON.stringify([
      ...losses,
      ...engine.parameters().flatMap(({ data }) => [data[0], data.at(-1), Array.from(data).reduce((a, b) => a + b)]),
    ]);
  });
  const same = results[0] === results[1] ? 'same numbers' : 'OTHER NUMBERS';
  console.log(
    `${sizes.join('-')}, batch ${batch}: ${Math.round(one)} → ${Math.round(two)}, ${(two / one).toFixed(2)} times, ${same}`,
  );
  for (const engine of [...engines, ...fresh]) engine.dispose();
}
for (const helper of helpers) await helper.terminate();
