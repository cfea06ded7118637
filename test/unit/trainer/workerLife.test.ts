/** What becomes of a run when its worker dies, in real threads: the real worker, with a fault in it. */
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker } from '../../../src/extension/training/startWorker.ts';
import { type RunListeners, WorkerRun } from '../../../src/extension/training/trainingRun.ts';
import type { FromTrainer } from '../../../src/protocol/training.ts';
import { type BundledWorker, bundledWorker } from '../../support/bundledWorker.ts';
import { until } from '../../support/until.ts';
import { setupOf } from './setupOf.ts';

const spiral = (options: string): string => `# %% Spiral
X, y = spiral(n=300)
W1 = param(he(2, 16)); b1 = param(zeros(16))
W2 = param(he(16, 3)); b2 = param(zeros(3))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.05, batch=32, ${options})
`;
const ENDLESS = spiral('epochs=10000000');

/** Steps that are long enough for three threads. */
const SHARED = `# %% Shared
X = data(randn(256, 90, seed=1)); y = data([${Array.from({ length: 256 }, (_, row) => row % 5).join(', ')}])
W1 = param(he(90, 110)); b1 = param(zeros(110))
W2 = param(he(110, 5)); b2 = param(zeros(5))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y)
train(loss, lr=0.05, batch=128, epochs=10000000)
`;

/** After the second copy of the parameters the worker does this. */
const faultAt = (fault: string): string => `{
  const { parentPort } = require('node:worker_threads');
  const send = parentPort?.postMessage;
  let copies = 0;
  if (parentPort) parentPort.postMessage = (message) => {
    send.call(parentPort, message);
    if (message.type === 'parameters' && ++copies === 2) { ${fault} }
  };
}`;
const faults = {
  'an exception': ["setImmediate(() => { throw new Error('broken in two') })", /broken in two/],
  'an unhandled rejection': ["Promise.reject(new Error('nobody listens'))", /nobody listens/],
  'process.exit': ['process.exit(3)', /ended by itself \(code 3\)/],
  'no memory': [
    'setImmediate(() => { for (const hold = []; ; ) hold.push(new Array(1e5).fill(hold.length + 0.5)); })',
    /ran out of memory/,
  ],
  'an endless loop': ['for (;;);', /no longer answered/],
} as const;

const log: RunListeners['log'] = Object.assign(Object.create(null), {
  info() {},
  error() {},
});
let runs = 0;
let sound: BundledWorker;
const started: WorkerRun[] = [];

function start(text: string, file: string, threads = 1): { readonly run: WorkerRun; readonly heard: FromTrainer[] } {
  const heard: FromTrainer[] = [];
  const run = new WorkerRun(++runs, setupOf(text, { threads }), startWorker(file), {
    heard: (event) => heard.push(event),
    log,
  });
  started.push(run);
  return { run, heard };
}
const ended = (heard: readonly FromTrainer[]) => heard.filter((event) => event.type === 'ended');
const threadOf = (run: WorkerRun): Worker => Reflect.get(run, 'worker');

beforeAll(async () => {
  sound = await bundledWorker();
});
afterAll(() => {
  for (const run of started) run.abandon();
  sound.remove();
});

async function expectFailure(broken: BundledWorker, text: string, threads: number, reason: RegExp): Promise<void> {
  const { run, heard } = start(text, broken.file, threads);
  const [end] = await until('the end', () => ended(heard).length > 0 && ended(heard));
  expect(end?.ends[0]?.end).toEqual({ how: 'failed', reason: expect.stringMatching(reason) });
  expect(end?.ends[0]?.parameters.map(({ name }) => name)).toEqual(['W1', 'b1', 'W2', 'b2']);
  expect(end?.ends[0]?.parameters.flatMap(({ data }) => [...data]).every(Number.isFinite)).toBe(true);
  const state = run.state();
  expect(state.status).toBe('ended');
  expect(state.curves[0]?.points.length).toBeGreaterThan(1);
  const next = start(text.replace('epochs=10000000', 'steps=50'), sound.file, threads);
  const [last] = await until('the next end', () => ended(next.heard).length > 0 && ended(next.heard));
  expect(last?.ends[0]?.end).toEqual({ how: 'done' });
  expect(last?.ends[0]?.steps).toBe(50);
  expect(ended(heard)).toHaveLength(1);
  broken.remove();
  if (!text.includes('Spiral')) return;
  expect(end?.ends[0]?.steps).toBeGreaterThan(0);
}

describe.each(Object.entries(faults))('%s in the worker', (_name, [fault, reason]) => {
  test('leaves the curve, the last finite parameters and a reason; the next run works', {
    timeout: 90_000,
  }, async () => {
    await expectFailure(await bundledWorker(faultAt(fault)), ENDLESS, 1, reason);
  });
});

/** When the last of the threads is called for the `call`th time, and the others wait for it, it does this. */
const helperFaultAt = (fault: string, call = 200): string => `{
  const { workerData } = require('node:worker_threads');
  const load = Atomics.load;
  if (workerData?.thread === 2)
    Atomics.load = (words, index) => {
      const found = load(words, index);
      if (index === 1 && found === ${call}) { ${fault} }
      return found;
    };
}`;
const helperFaults = {
  'an exception': ["throw new Error('broken in three')", /a thread that helped has failed: broken in three/],
  'process.exit': ['process.exit(3)', /a thread that helped ended by itself \(code 3\)/],
  'no memory': ['for (const hold = []; ; ) hold.push(new Array(1e5).fill(hold.length + 0.5));', /memory/],
  'an endless loop': ['for (;;);', /no longer answered/],
} as const;

describe.each(Object.entries(helperFaults))('%s in a thread that helps', (_name, [fault, reason]) => {
  test('ends the run with curve, parameters and a reason; the next run works', { timeout: 90_000 }, async () => {
    await expectFailure(await bundledWorker(helperFaultAt(fault)), SHARED, 3, reason);
  });
});

test('an endless loop in the first call of a thread that helps ends the run', { timeout: 90_000 }, async () => {
  const broken = await bundledWorker(helperFaultAt('for (;;);', 1));
  const { heard } = start(SHARED, broken.file, 3);
  const [end] = await until('the end', () => ended(heard).length > 0 && ended(heard));
  expect(end?.ends[0]?.end).toEqual({ how: 'failed', reason: expect.stringMatching(/no longer answered/) });
  broken.remove();
});

test('start, stop, start fifty times leaves one live worker, and each run one end', { timeout: 90_000 }, async () => {
  const all: { readonly run: WorkerRun; readonly heard: FromTrainer[] }[] = [];
  for (let i = 0; i < 50; i++) {
    const before = all.at(-1);
    if (i % 3 === 1) before?.run.stop('cancelled');
    before?.run.abandon();
    all.push(start(ENDLESS, sound.file));
  }
  const last = all.at(-1);
  await until('points of the last run', () => last?.heard.some(({ type }) => type === 'progress'));
  // A thread that has ended has the number −1.
  await until('one live worker', () => all.filter(({ run }) => threadOf(run).threadId >= 0).length === 1);
  expect(all.slice(0, -1).map(({ heard }) => ended(heard).length)).toEqual(Array(49).fill(1));
  expect(last && ended(last.heard)).toEqual([]);
  expect(all.filter(({ run }) => run.live)).toHaveLength(1);
});

test('a worker that does not answer is ended when it is told to stop', async () => {
  const stuck = await bundledWorker(
    "require('node:worker_threads').parentPort?.on('message', (m) => { if (m.type === 'pause') for (;;); });",
  );
  const { run, heard } = start(ENDLESS, stuck.file);
  await until('points', () => heard.some(({ type }) => type === 'progress'));
  run.tell({ type: 'pause', run: run.number });
  run.stop('cancelled');
  const [end] = await until('the end', () => ended(heard).length > 0 && ended(heard));
  expect(end?.ends[0]?.end).toEqual({ how: 'cancelled', reason: 'cancelled; the worker did not answer and was ended' });
  expect(end?.ends[0]?.parameters).toHaveLength(4);
  stuck.remove();
});
