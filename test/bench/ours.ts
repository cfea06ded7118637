import type { DataSet } from '../../src/core/makers/dataSet.ts';
import { tensor } from '../../src/core/tensor/tensor.ts';
import type { StartHelper } from '../../src/trainer/dense/team.ts';
import type { Engine } from '../../src/trainer/engine/engine.ts';
import { makeEngines } from '../../src/trainer/engine/engines.ts';
import type { KernelName } from '../../src/trainer/kernels/kernels.ts';
import { optimizerNamed } from '../../src/trainer/optimizers/index.ts';
import { isPlanProblem } from '../../src/trainer/plan/plan.ts';
import { planOf } from '../support/planOf.ts';
import { type Contender, type Network, numbers } from './chains.ts';

/** The benchmark's own rows as a data set of the language. */
const rowsOf = ({ sizes, rows }: Network): DataSet => ({
  name: 'rows',
  options: [],
  parts: [
    { name: 'X', role: 'features' },
    { name: 'y', role: 'labels' },
  ],
  source: 'made',
  paths: () => [],
  shapes: () => undefined,
  make: () => {
    const [width = 1] = sizes;
    const classes = sizes.at(-1) ?? 1;
    return {
      parts: [
        tensor([rows, width], numbers(rows * width, 1, 1)),
        tensor(
          [rows],
          Array.from({ length: rows }, (_, i) => i % classes),
        ),
      ],
      rows,
    };
  },
  prose: { summary: '', example: '' },
});

const textOf = ({ sizes, batch }: Network): string => {
  const lines = sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] ?? 1;
    const layer = `fc(${i === 0 ? 'X' : `h${i}`}, W${i + 1}, b${i + 1})`;
    const result = i === sizes.length - 2 ? `s = ${layer}` : `h${i + 1} = relu(${layer})`;
    return `W${i + 1} = param(randn(${inputs}, ${outputs}) * ${Math.sqrt(2 / inputs)}); b${i + 1} = param(zeros(${outputs}))\n${result}`;
  });
  return `# %% Network\nX, y = rows()\n${lines.join('\n')}\nloss = cross_entropy(s, y)\ntrain(loss, lr=0.01, momentum=0.9, batch=${batch})\n`;
};

/** An engine of this trainer for the network, as a run would have it. */
export function engineFor(network: Network, startHelper: StartHelper | undefined, kernel?: KernelName): Engine {
  const { batch, rows } = network;
  const plan = planOf(textOf(network), [rowsOf(network)]);
  const engines = makeEngines({
    kernel,
    plan,
    optimizer: optimizerNamed('sgd'),
    precision: 'float32',
    count: 1,
    batch,
    sizes: [batch],
    trainingRows: rows,
    threads: 2,
    startHelper,
  });
  if (isPlanProblem(engines)) throw new Error(engines.problem);
  const [engine] = engines;
  if (engine === undefined) throw new Error('no engine');
  return engine;
}

export function ours(network: Network, kernel?: KernelName): Contender {
  const { batch, rows } = network;
  const engine = engineFor(network, undefined, kernel);
  const order = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
  const losses = new Float64Array(64);
  const perEpoch = rows / batch;
  let done = 0;
  return {
    name: `this trainer (${engine.description})`,
    run(updates) {
      const before = process.cpuUsage();
      for (let left = updates; left > 0; ) {
        const at = done % perEpoch;
        const count = Math.min(left, 64, perEpoch - at);
        engine.advance(
          { order, from: at * batch, batch, count, lr: 0.01, momentum: 0.9, weightDecay: 0, t: done + 1 },
          losses,
        );
        done += count;
        left -= count;
      }
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    },
    dispose() {},
  };
}
