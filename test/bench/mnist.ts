/** One epoch of a two-layer network on 60,000 pictures, from files in MNIST's format made on the spot: CPU time of one core. */
import { dataSets } from '../../src/data/index.ts';
import type { TrainingSetup } from '../../src/protocol/training.ts';
import { isPlanProblem } from '../../src/trainer/plan/plan.ts';
import { prepare } from '../../src/trainer/run/prepare.ts';
import { digitFiles } from './digitFiles.ts';

const ROUNDS = 5;
const text = `# %% Digits
X, y = mnist("mnist")
W1 = param(he(784, 128)); b1 = param(zeros(128))
W2 = param(he(128, 10)); b2 = param(zeros(10))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.05, momentum=0.9, batch=64, epochs=1)
`;

const setup: TrainingSetup = {
  uri: 'file:///digits.bp',
  version: 1,
  text,
  cell: 0,
  files: digitFiles(60_000),
  maxElements: 100_000_000,
  historyBytes: 64_000_000,
  threads: 1,
};

function cpuOf<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(before);
  return [made, (user + system) / 1000];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const reading: number[] = [];
const training: number[] = [];
let engine = '';
let last = Number.NaN;
for (let round = 0; round < ROUNDS; round++) {
  const [prepared, read] = cpuOf(() => prepare(setup, { dataSets }));
  if (isPlanProblem(prepared)) throw new Error(prepared.problem);
  const [run] = prepared.runs.map((one) => one.run);
  if (run === undefined) throw new Error('no run');
  const [, trained] = cpuOf(() => {
    while (run.end === undefined) run.advance(64);
  });
  reading.push(read);
  training.push(trained);
  engine = run.parts.engine.description;
  last = run.curve.all.at(-1)?.loss ?? Number.NaN;
}
console.log(`60,000 pictures, 784-128-10, batch 64, ${engine}; Node ${process.version}; medians of ${ROUNDS}`);
console.log(
  `  ${median(training).toFixed(0).padStart(6)} ms of CPU time  one epoch (wanted: under 1500); loss ${last.toFixed(3)}`,
);
console.log(`  ${median(reading).toFixed(0).padStart(6)} ms of CPU time  reading the files and making the plan`);
