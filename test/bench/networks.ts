/**
 * Steps of sixteen ordinary networks: compiled, gate by gate, by TensorFlow.js (those that are layers one after the other), and
 * by the script that `bp export --to pytorch` writes, where Python has PyTorch: of that, CPU time of many steps less that of
 * few, so that no start counts. They take turns; medians. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { Engine } from '../../src/trainer/engine/engine.ts';
import { makeEngines } from '../../src/trainer/engine/engines.ts';
import { programEngine } from '../../src/trainer/engine/programEngine.ts';
import { optimizerNamed } from '../../src/trainer/optimizers/index.ts';
import { isPlanProblem, type Plan } from '../../src/trainer/plan/plan.ts';
import { planOf } from '../support/planOf.ts';

const TURNS = 3;
const folder = path.join(process.cwd(), 'test/bench/networks');
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Ready {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly plain: Engine;
  readonly batch: number;
  readonly lr: number;
  readonly momentum: number;
}

function readyFor(text: string): Ready {
  const plan = planOf(text);
  const name = /optimizer="(\w+)"/.exec(text)?.[1] === 'adam' ? 'adam' : 'sgd';
  const number = (option: string, otherwise: number): number =>
    Number(new RegExp(`train\\(.*${option}=([\\d.]+)`).exec(text)?.[1] ?? otherwise);
  const batch = number('batch', plan.rows);
  const optimizer = optimizerNamed(name);
  const made = makeEngines({
    plan,
    optimizer,
    precision: 'float32',
    count: 1,
    batch,
    sizes: [batch],
    trainingRows: plan.rows,
    threads: 1,
    startHelper: undefined,
  });
  const plain = programEngine({ plan, optimizer, precision: 'float32', sizes: [batch] });
  const engine = isPlanProblem(made) ? undefined : made[0];
  if (engine === undefined || isPlanProblem(plain)) throw new Error('no engine');
  return { plan, engine, plain, batch, lr: number('lr', 0.01), momentum: number('momentum', 0) };
}

/** Makes so many steps, and answers microseconds of CPU time a step. */
type Timed = (count: number) => number;

function timed(engine: Engine, { plan, batch, lr, momentum }: Ready): Timed {
  const order = Int32Array.from({ length: plan.rows }, (_, i) => (i * 7919) % plan.rows);
  const losses = new Float64Array(64);
  const perEpoch = Math.floor(plan.rows / batch);
  let t = 1;
  return (count) => {
    const before = process.cpuUsage();
    for (let left = count; left > 0; ) {
      const at = (t - 1) % perEpoch;
      const some = Math.min(left, 64, perEpoch - at);
      engine.advance({ order, from: at * batch, batch, count: some, lr, momentum, weightDecay: 0, t }, losses);
      t += some;
      left -= some;
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
}

/** Networks of layers, as TensorFlow.js has them: sizes, the activation of hidden layers, the end. */
const layered: Readonly<Record<string, { sizes: readonly number[]; hidden: 'relu' | 'tanh' | 'sigmoid'; end: End }>> = {
  '01-relu-cross-entropy': { sizes: [784, 128, 10], hidden: 'relu', end: 'cross entropy' },
  '02-tanh': { sizes: [784, 128, 10], hidden: 'tanh', end: 'cross entropy' },
  '05-sigmoid-mse': { sizes: [784, 128, 10], hidden: 'sigmoid', end: 'squares' },
  '10-autoencoder': { sizes: [784, 64, 784], hidden: 'relu', end: 'squares of sigmoids' },
};
type End = 'cross entropy' | 'squares' | 'squares of sigmoids';

const activations = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid } as const;

async function tensorflow(name: string): Promise<Timed | undefined> {
  const network = layered[name];
  if (network === undefined) return undefined;
  const { sizes, hidden, end } = network;
  setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const [width = 1, outputs = 1, batch, rows] = [sizes[0], sizes.at(-1), 64, 3200];
  const X = tf.randomNormal([rows, width], 0, 1, 'float32', 1);
  const Y =
    end === 'cross entropy'
      ? tf.oneHot(tf.range(0, rows).mod(10).toInt(), 10).toFloat()
      : tf.randomNormal([rows, outputs]);
  const layers = sizes.slice(1).map((to, i) => {
    const from = sizes[i] ?? 1;
    return {
      w: tf.variable(tf.randomNormal([from, to], 0, Math.sqrt(2 / from))),
      b: tf.variable(tf.zeros([to])),
    };
  });
  const optimizer = tf.train.momentum(0.01, 0.9);
  let done = 0;
  const step = (): void => {
    const picked = Int32Array.from({ length: batch }, (_, i) => ((done * batch + i) * 7919) % rows);
    done++;
    tf.tidy(() => {
      const at = tf.tensor1d(picked, 'int32');
      const [x, y] = [tf.gather(X, at), tf.gather(Y, at)];
      optimizer.minimize(() => {
        let h = x;
        for (const [i, { w, b }] of layers.entries()) {
          h = tf.add(tf.matMul(h, w), b);
          if (i < layers.length - 1) h = activations[hidden](h);
        }
        if (end === 'cross entropy') return tf.losses.softmaxCrossEntropy(y, h);
        return tf.mean(tf.square(tf.sub(end === 'squares' ? h : tf.sigmoid(h), y)));
      });
    });
  };
  return (count) => {
    const before = process.cpuUsage();
    for (let i = 0; i < count; i++) step();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
}

function torchTime(text: string, count: number): number {
  const place = mkdtempSync(path.join(tmpdir(), 'bp-networks-'));
  try {
    const cpuOf = (steps: number): number => {
      const file = path.join(place, `n${steps}`);
      writeFileSync(`${file}.bp`, text.replace(/steps=\d+/, `steps=${steps}`));
      spawnSync(process.execPath, ['dist/bp.js', 'export', `${file}.bp`, '--to', 'pytorch', '--out', `${file}.py`]);
      const watch = `import resource,runpy;runpy.run_path(${JSON.stringify(`${file}.py`)},run_name='__main__');u=resource.getrusage(resource.RUSAGE_SELF);print('cpu',u.ru_utime+u.ru_stime)`;
      const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
      const { stdout } = spawnSync('/usr/bin/python3', ['-c', watch], { env, encoding: 'utf8', cwd: place });
      return Number(/^cpu (.*)$/m.exec(stdout)?.[1] ?? Number.NaN);
    };
    const few = Math.floor(count / 5);
    return ((cpuOf(count) - cpuOf(few)) / (count - few)) * 1e6;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const torchSteps = (text: string): number => Number(/steps=(\d+)/.exec(text)?.[1] ?? 1000);

console.log(`Microseconds of CPU time a step, medians of ${TURNS} turns; Node ${process.version}`);
console.log(
  `${'network'.padEnd(24)}${'this trainer'.padStart(14)}${'gate by gate'.padStart(14)}${'TensorFlow.js'.padStart(15)}${'PyTorch'.padStart(10)}   times PyTorch`,
);
const ratios: number[] = [];
const files = readdirSync(folder).filter((name) => name.endsWith('.bp'));
for (const file of files.sort()) {
  const name = file.slice(0, -3);
  const text = readFileSync(path.join(folder, file), 'utf8');
  const ready = readyFor(text);
  const own = timed(ready.engine, ready);
  const plain = timed(ready.plain, ready);
  const peer = await tensorflow(name);
  const contenders: readonly (() => number)[] = [
    () => own(400),
    () => plain(40),
    () => peer?.(20) ?? Number.NaN,
    () => torchTime(text, torchSteps(text)),
  ];
  own(400);
  peer?.(5);
  const times: number[][] = contenders.map(() => []);
  for (let turn = 0; turn < TURNS; turn++) for (const [i, time] of contenders.entries()) times[i]?.push(time());
  const [mine = Number.NaN, , , torch = Number.NaN] = times.map(median);
  const cells = times.map((all, i) => {
    const value = median(all);
    return (Number.isNaN(value) ? '' : value.toFixed(0)).padStart([14, 14, 15, 10][i] ?? 10);
  });
  console.log(`${name.padEnd(24)}${cells.join('')}   ${(torch / mine).toFixed(2)}   ${ready.engine.description}`);
  if (Number.isFinite(torch)) ratios.push(torch / mine);
}
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`least ${Math.min(...ratios).toFixed(2)}, geometric mean ${mean.toFixed(2)}`);
}
