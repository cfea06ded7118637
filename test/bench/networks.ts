/**
 * Steps of sixteen ordinary networks: compiled, gate by gate, and by the script that `bp export --to pytorch` writes, where
 * Python has PyTorch. CPU time of many steps less that of few, so that no start counts; medians of turns. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { evaluateDocument } from '../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../src/core/syntax/document.ts';
import { dataSets } from '../../src/data/index.ts';
import type { Engine } from '../../src/trainer/engine/engine.ts';
import { makeEngines } from '../../src/trainer/engine/engines.ts';
import { programEngine } from '../../src/trainer/engine/programEngine.ts';
import { optimizerNamed } from '../../src/trainer/optimizers/index.ts';
import { compilePlan, isPlanProblem, type Plan, trainingOf } from '../../src/trainer/plan/plan.ts';

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
  const evaluation = evaluateDocument(parseDocument(text), {
    dataSets,
    files: { read: () => ({ state: 'refused', reason: 'no files' }) },
    maxElements: 1e8,
    maxNodes: 1e6,
    maxRows: Number.POSITIVE_INFINITY,
    trained: new Map(),
    scrubbed: new Map(),
  });
  const plan = compilePlan(evaluation, 0);
  if (isPlanProblem(plan)) throw new Error(plan.problem);
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
  if (engine === undefined || isPlanProblem(plain) || trainingOf(evaluation, 0) === undefined)
    throw new Error('no engine');
  return { plan, engine, plain, batch, lr: number('lr', 0.01), momentum: number('momentum', 0) };
}

/** Microseconds of CPU time a step. */
function timed(engine: Engine, { plan, batch, lr, momentum }: Ready, least: number): number {
  const order = Int32Array.from({ length: plan.rows }, (_, i) => (i * 7919) % plan.rows);
  const losses = new Float64Array(64);
  const perEpoch = Math.floor(plan.rows / batch);
  let t = 1;
  const steps = (count: number): number => {
    const before = process.cpuUsage();
    for (let left = count; left > 0; ) {
      const at = (t - 1) % perEpoch;
      const some = Math.min(left, 64, perEpoch - at);
      engine.advance({ order, from: at * batch, batch, count: some, lr, momentum, weightDecay: 0, t }, losses);
      t += some;
      left -= some;
    }
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  steps(least);
  return median(Array.from({ length: TURNS }, () => steps(least) / least));
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

console.log(`Microseconds of CPU time a step, medians of ${TURNS} turns; Node ${process.version}`);
console.log(
  `${'network'.padEnd(24)}${'this trainer'.padStart(14)}${'gate by gate'.padStart(14)}${'PyTorch'.padStart(10)}   times PyTorch`,
);
const ratios: number[] = [];
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.bp'))
  .sort()) {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const ready = readyFor(text);
  const own = timed(ready.engine, ready, 400);
  const plain = timed(ready.plain, ready, 40);
  const torch = median(
    Array.from({ length: TURNS }, () => torchTime(text, Number(/steps=(\d+)/.exec(text)?.[1] ?? 1000))),
  );
  const cells = [own, plain, torch].map((value, i) => value.toFixed(0).padStart(i === 2 ? 10 : 14)).join('');
  console.log(`${file.slice(0, -3).padEnd(24)}${cells}   ${(torch / own).toFixed(2)}   ${ready.engine.description}`);
  if (Number.isFinite(torch)) ratios.push(torch / own);
}
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`least ${Math.min(...ratios).toFixed(2)}, geometric mean ${mean.toFixed(2)}`);
}
