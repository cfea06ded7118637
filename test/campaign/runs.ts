/** Training in random orders: the trainer behind its wire, the host's run over a worker that dies, and the panel that is reloaded. */
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { LogOutputChannel } from 'vscode';
import type { StartedWorker } from '../../src/extension/host/platform.ts';
import { WorkerRun } from '../../src/extension/training/trainingRun.ts';
import { newPulse, PulseWatch } from '../../src/protocol/pulse.ts';
import type { FromTrainer, ToTrainer, ToTrainingPanel, TrainingPanelState } from '../../src/protocol/training.ts';
import { serveTraining } from '../../src/trainer/session/session.ts';
import { TrainingModel } from '../../webview/training/model/trainingModel.ts';
import { setupOf } from '../unit/trainer/setupOf.ts';
import { drawing, pick } from './mutated.ts';
import { Feeding, type Part } from './part.ts';
import { toTrainingPanel } from './samples.ts';

const programs = [
  'x = param(6); y = param(3)\nf = 0.5 * (x^2 + 50 * y^2)\ntrain(f, lr=0.01, momentum=[0, 0.9], steps=30)\n',
  'x = param(6)\nf = x * x\ntrain(f, lr=0.01, epochs=1000000)\n',
  'x = param(6)\nf = x * x\ntrain(f, lr=5, steps=2000)\n',
  'X, y = spiral(n=30, classes=3, seed=1)\nW = param(randn(2, 3, seed=2))\nloss = cross_entropy(X @ W, y)\ntrain(loss, lr=0.5, batch=7, steps=12, validate=0.2)\n',
  'x = param(6)\nf = x +\ntrain(f, lr=0.1)\n',
  'x = 1\n',
];

const orders = [
  'start',
  'pause',
  'resume',
  'step',
  'step',
  'stop',
  'look',
  'sweep',
  'stopSweep',
  'late',
  'wait',
  'wait',
] as const;
/** What may still come once a run has ended. */
const AFTERWARDS = new Set<FromTrainer['type']>(['view', 'sweep', 'parameters']);

/** One worker's life; what is wrong with what it said. */
async function life(
  next: () => (typeof orders)[number],
  chosen: <T>(from: readonly T[]) => T,
  count: number,
): Promise<string> {
  const said: FromTrainer[] = [];
  let hear: (message: ToTrainer) => void = () => {};
  const slices: (() => void)[] = [];
  const served = serveTraining(
    {
      send: (message) => said.push(message),
      listen: (receive) => {
        hear = receive;
        return { dispose() {} };
      },
    },
    (slice) => slices.push(slice),
  );
  let run = 0;
  for (let i = 0; i < count; i++) {
    const order = next();
    const about = order === 'late' ? Math.max(0, run - 1) : run;
    switch (order) {
      case 'start':
        hear({ type: 'start', run: ++run, setup: setupOf(chosen(programs)) });
        break;
      case 'look':
        hear({
          type: 'look',
          run,
          variant: chosen([0, 1, 7]),
          views: [
            chosen([
              { view: 'parameters' },
              { view: 'histograms' },
              { view: 'surface', size: chosen([0, 1, 20, 1e9]) },
              { view: 'boundary', size: chosen([0, 1, 20, 1e9]) },
              { view: 'fit' },
            ] as never[]),
          ],
          ...(chosen([true, false]) ? { step: chosen([0, 3, 1e6]) } : {}),
        });
        break;
      case 'late':
        hear({ type: 'stop', run: about });
        break;
      case 'wait':
        for (let n = chosen([1, 3, 9]); n > 0; n--) slices.shift()?.();
        break;
      default:
        hear({ type: order, run });
    }
  }
  hear({ type: 'stop', run });
  hear({ type: 'stopSweep', run });
  for (let n = 0; n < 1000 && slices.length > 0; n++) slices.shift()?.();
  served.dispose();
  for (let number = 1; number <= run; number++) {
    const own = said.filter((message) => message.run === number);
    const ends = own.filter(({ type }) => type === 'ended');
    if (ends.length !== 1) return `run ${number} ended ${ends.length} times`;
    const after = own
      .slice(own.findIndex(({ type }) => type === 'ended') + 1)
      .find(({ type }) => !AFTERWARDS.has(type));
    if (after) return `after its end run ${number} said ${after.type}${after.type === 'hint' ? `: ${after.text}` : ''}`;
  }
  return slices.length > 0 ? 'slices go on after the end' : '';
}

export const sessions: Part = {
  name: 'training sessions',
  what: 'start, pause, resume, step, stop, look, sweep, late and repeated orders at random: each run ends once, nothing goes on after',
  short: 8,
  long: 300,
  async run(seed, count) {
    const random = drawing(`sessions ${seed}`);
    const feeding = new Feeding();
    for (let i = 0; i < count; i++) {
      const made: string[] = [];
      const next = () => {
        const order = pick(random, orders);
        made.push(order);
        return order;
      };
      const before = process.cpuUsage();
      const wrong = await life(next, (from) => pick(random, from), 3 + random.below(25)).catch((problem: unknown) =>
        problem instanceof Error ? (problem.stack ?? problem.message) : String(problem),
      );
      const { user, system } = process.cpuUsage(before);
      feeding.note((user + system) / 1000, wrong === '' ? false : wrong, () => made.join(' '));
    }
    return feeding.outcome();
  },
};

/** A worker that does what the test says. */
class FakeWorker extends EventEmitter {
  terminated = 0;
  readonly told: ToTrainer[] = [];
  postMessage(message: ToTrainer): void {
    this.told.push(message);
  }
  terminate(): Promise<number> {
    this.terminated++;
    this.emit('exit', 1);
    return Promise.resolve(1);
  }
}

const events = toTrainingPanel.flatMap((message) =>
  typeof message === 'object' && message !== null && 'event' in message ? [message.event as FromTrainer] : [],
);
const log = { info() {}, warn() {}, error() {} } as unknown as LogOutputChannel;

/** All that a panel shows of a run. */
const shown = (model: TrainingModel): unknown => ({
  run: model.run.value,
  status: model.status.value,
  description: model.description.value,
  hints: model.hints.value,
  sweep: model.sweep.value,
  refusal: model.refusal.value,
  variants: model.variants.value.map(({ variant, step, epoch, end, loss, validation, standing }) => ({
    variant,
    // A pause tells a step before the curve does.
    step: end && loss.steps.length > 0 ? step : 0,
    epoch,
    end,
    loss: [...loss.steps, ...loss.values],
    validation: [...validation.steps, ...validation.values],
    standing,
  })),
});

function difference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `${a.slice(Math.max(0, at - 80), at + 80)}, not ${b.slice(at, at + 80)}`;
}

const given = (model: TrainingModel, message: ToTrainingPanel): string => {
  try {
    model.receive(structuredClone(message));
    return '';
  } catch (error) {
    return `the panel does not take what the host sends: ${String(error)}`;
  }
};

/** One run over a worker that says and does random things; at random moments the panel is reloaded. */
function hostedRun(random: ReturnType<typeof drawing>, made: string[]): boolean | string {
  const worker = new FakeWorker();
  const started: StartedWorker = {
    worker: worker as unknown as Worker,
    pulse: new PulseWatch(newPulse(), () => 0),
    helpers: { lost: () => {} } as unknown as StartedWorker['helpers'],
  };
  let panel = new TrainingModel();
  let wrong = '';
  let ends = 0;
  let watching = false;
  let begun = false;
  let over = false;
  const run = new WorkerRun(3, { uri: 'file:///a.bp' } as never, started, {
    log,
    heard: (event) => {
      if (event.type === 'ended') ends++;
      if (watching) wrong ||= given(panel, { type: 'event', event });
    },
  });
  const reload = (): void => {
    panel = new TrainingModel();
    const state: TrainingPanelState = run.state();
    wrong ||= given(panel, { type: 'state', state });
    watching = true;
  };
  const acts: Readonly<Record<string, () => void>> = {
    says: () => {
      // A worker begins by saying that it has started or that it cannot, and says nothing of a run that it has ended.
      const sayable = events.filter(({ type }) =>
        begun ? type !== 'started' : type === 'started' || type === 'ended',
      );
      const event = pick(random, over ? events.filter(({ type }) => AFTERWARDS.has(type)) : sayable);
      begun = true;
      over ||= event.type === 'ended';
      made.push(event.type);
      worker.emit('message', structuredClone(event));
    },
    ofAnother: () => worker.emit('message', { ...structuredClone(pick(random, events)), run: 2 }),
    stop: () => run.stop('by hand'),
    abandon: () => run.abandon(),
    edit: () => run.noteEdit(),
    error: () => worker.emit('error', new Error(pick(random, ['out of memory', 'no']))),
    exit: () => worker.emit('exit', 0),
    messageerror: () => worker.emit('messageerror'),
    lost: () => started.helpers?.lost?.('a helper is gone'),
    tell: () => run.tell({ type: pick(random, ['pause', 'resume', 'step']), run: 3 }),
    look: () => run.tell({ type: 'look', run: 3, variant: 0, views: [] }),
    reload,
  };
  const names = [...Object.keys(acts), ...Array.from({ length: 14 }, () => 'says'), 'reload', 'reload'];
  for (let n = 2 + random.below(20); n > 0; n--) {
    const name = pick(random, names);
    // Deaths are rarer than words.
    if (['error', 'exit', 'messageerror', 'lost', 'abandon'].includes(name) && random.uniform() < 0.6) continue;
    made.push(name);
    acts[name]?.();
  }
  const was = panel;
  if (watching && wrong === '') {
    const before = JSON.stringify(shown(was));
    reload();
    if (JSON.stringify(shown(panel)) !== before)
      wrong = `after a reload the panel shows something else: ${difference(before, JSON.stringify(shown(panel)))}`;
  }
  acts.stop?.();
  acts.abandon?.();
  if (ends !== 1) wrong ||= `the run ended ${ends} times`;
  if (run.live) wrong ||= 'the run is live without a worker';
  if (worker.terminated === 0) wrong ||= 'the worker was left running';
  return wrong === '' ? false : wrong;
}

export const hostedRuns: Part = {
  name: 'runs and their panel',
  what: 'a worker that speaks, dies in five ways or is abandoned, edits, stops and reloads at random: one end, no worker left, a reloaded panel shows the same',
  short: 300,
  long: 30_000,
  run(seed, count) {
    const random = drawing(`runs ${seed}`);
    const feeding = new Feeding();
    for (let i = 0; i < count; i++) {
      const made: string[] = [];
      feeding.feed(
        () => made.join(' '),
        () => hostedRun(random, made),
      );
    }
    return feeding.outcome();
  },
};
