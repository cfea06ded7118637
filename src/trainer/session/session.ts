import { dataSets } from '../../data/index.ts';
import type { Beat } from '../../protocol/pulse.ts';
import type { FromTrainer, Progress, RunEnd, ToTrainer, WireStanding } from '../../protocol/training.ts';
import type { ViewRequest } from '../../protocol/views.ts';
import { type Port, toWire, unreachable } from '../../protocol/wire.ts';
import { WorkWatch } from '../engine/workWatch.ts';
import { isPlanProblem } from '../plan/plan.ts';
import type { CurvePoint } from '../run/curve.ts';
import { describe } from '../run/description.ts';
import type { Standing } from '../run/measure.ts';
import { type Prepared, prepare, type TrainingWorld } from '../run/prepare.ts';
import { reasonOf } from '../run/reasonOf.ts';
import { savedLowest, savedMemory, savedParameters } from '../run/savedParameters.ts';
import type { TrainingRun } from '../run/trainingRun.ts';
import { showView } from '../views/index.ts';
import { hintsFor } from './hints.ts';
import { SweepTurns } from './sweepTurns.ts';

/** Keeps one run's updates within slices of time, and counts how fast they go. */
class Pacer {
  readonly run: TrainingRun;
  private readonly now: () => number;
  /** Milliseconds that an update takes, or a guess. */
  perStep = 0.05;
  private countedSteps = 0;
  private countedTime = 0;
  private rate = 0;

  constructor(run: TrainingRun, now: () => number) {
    this.run = run;
    this.now = now;
  }

  /** Updates for about `milliseconds`, at least one. */
  work(milliseconds: number): void {
    const start = this.now();
    const before = this.run.step;
    this.run.advance(Math.max(1, Math.floor(milliseconds / this.perStep)));
    const took = this.now() - start;
    const made = this.run.step - before;
    if (made > 0) this.perStep = Math.max(1e-4, took / made);
    this.countedSteps += made;
    this.countedTime += took;
  }

  /** Rows seen in a second of work, since the last question. */
  samplesPerSecond(): number {
    if (this.countedTime > 0) {
      this.rate = (1000 * this.countedSteps * Math.max(1, this.run.parts.timetable.batch)) / this.countedTime;
      this.countedSteps = 0;
      this.countedTime = 0;
    }
    return this.rate;
  }
}

/** Milliseconds of work between two looks at the messages, between two messages of progress, between two safe copies. */
const SLICE = 8;
const MESSAGE_EVERY = 55;
const PARAMETERS_EVERY = 1000;
const MOST_POINTS = 400;
/** Milliseconds that a slow computer takes to look over a byte of the parameters, copy it and send it. */
const SLOW_BYTE = 1e-4;

/** Runs `slice` soon, after messages that have come in. */
export type SliceScheduler = (slice: () => void) => void;

/** Serves training runs over a port. Knows neither node's workers nor the browser's: each entry passes its own port. */
export function serveTraining(
  port: Port<ToTrainer, FromTrainer>,
  schedule: SliceScheduler,
  own: Partial<TrainingWorld> = {},
  beat: Beat = () => {},
): { dispose(): void } {
  const watch = new WorkWatch(beat);
  const world: TrainingWorld = { dataSets, ...own, watch };
  let active: ActiveRun | undefined;
  return port.listen((message) => {
    if (message.type === 'start') {
      active?.stop();
      active?.dispose();
      active = startRun(message, port, schedule, world, watch);
      return;
    }
    if (active === undefined || message.run !== active.number) return;
    switch (message.type) {
      case 'pause':
        return active.pause();
      case 'resume':
        return active.resume();
      case 'step':
        return active.stepOnce();
      case 'stop':
        return active.stop();
      case 'look':
        return active.look(message.variant, message.views, message.step);
      case 'sweep':
        return active.sweeps.start();
      case 'stopSweep':
        return active.sweeps.stop();
      default:
        return unreachable(message);
    }
  });
}

function startRun(
  { run, setup }: Extract<ToTrainer, { type: 'start' }>,
  port: Port<ToTrainer, FromTrainer>,
  schedule: SliceScheduler,
  world: TrainingWorld,
  watch: WorkWatch,
): ActiveRun | undefined {
  const refuse = (reason: string): undefined => {
    port.send({ type: 'ended', run, ends: [{ variant: 0, steps: 0, end: { how: 'failed', reason }, parameters: [] }] });
  };
  try {
    const prepared = prepare(setup, world);
    if (isPlanProblem(prepared)) return refuse(prepared.problem);
    port.send({ type: 'started', run, description: describe(prepared, setup.cell) });
    const active = new ActiveRun(run, prepared, port, schedule, watch);
    active.resume();
    return active;
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

type Status = 'ready' | 'running' | 'paused' | 'ended';

class ActiveRun {
  readonly number: number;
  readonly sweeps: SweepTurns;
  private readonly prepared: Prepared;
  private readonly port: Port<ToTrainer, FromTrainer>;
  private readonly schedule: SliceScheduler;
  private readonly pacers: readonly Pacer[];
  private readonly watch: WorkWatch;
  /** Milliseconds that a slice may take besides what engines do. */
  private readonly besides: number;
  private status: Status = 'ready';
  private reportedAt = Number.NEGATIVE_INFINITY;
  private savedAt = Number.NEGATIVE_INFINITY;
  private hintAt = 0;
  private readonly hinted = new Set<string>();
  /** What the engines said of themselves at the start. */
  private readonly engines: readonly string[];

  constructor(
    number: number,
    prepared: Prepared,
    port: Port<ToTrainer, FromTrainer>,
    schedule: SliceScheduler,
    watch: WorkWatch,
  ) {
    this.number = number;
    this.prepared = prepared;
    this.port = port;
    this.schedule = schedule;
    this.sweeps = new SweepTurns({ run: number, prepared, send: (message) => port.send(message), schedule });
    this.watch = watch;
    this.engines = prepared.runs.map(({ run }) => run.parts.engine.description);
    this.pacers = prepared.runs.map(({ run }) => new Pacer(run, () => performance.now()));
    this.besides = SLOW_BYTE * prepared.runs.reduce((sum, { run }) => sum + run.parts.engine.bytesOfSnapshot, 0);
  }

  resume(): void {
    if (this.status === 'running' || this.status === 'ended') return;
    if (this.status === 'paused') this.port.send({ type: 'resumed', run: this.number });
    this.status = 'running';
    this.schedule(() => this.slice());
  }

  pause(): void {
    if (this.status !== 'running') return;
    this.status = 'paused';
    this.guarded(() => {
      for (const { run } of this.pacers) run.measureHere();
    });
    this.report();
    this.port.send({ type: 'paused', run: this.number, step: this.furthest() });
  }

  stepOnce(): void {
    if (this.status === 'ended') return;
    this.status = 'paused';
    this.guarded(() => {
      for (const { run } of this.pacers) {
        run.advance(1);
        run.measureHere();
      }
      this.report();
      this.hint();
      if (this.isOver()) this.finish();
      else this.port.send({ type: 'paused', run: this.number, step: this.furthest() });
    });
  }

  stop(): void {
    if (this.status === 'ended') return;
    this.guarded(() => {
      for (const { run } of this.pacers) run.cancel();
      this.finish();
    });
  }

  look(variant: number, requests: readonly ViewRequest[], wanted: number | undefined): void {
    const run = this.prepared.runs[variant]?.run;
    if (run === undefined) return;
    const step = Math.max(0, Math.min(run.step, Math.floor(wanted ?? run.step)));
    try {
      run.at(step, () => {
        for (const request of requests) {
          if (request.view === 'parameters') {
            const saved = {
              parameters: savedParameters(run),
              memory: savedMemory(run),
              lowest: savedLowest(run, step),
            };
            this.port.send({ type: 'parameters', run: this.number, variant, step, ...saved });
            continue;
          }
          const data = showView(request, { prepared: this.prepared, run, variant, step });
          if (data) this.port.send({ type: 'view', run: this.number, variant, step, data });
        }
      });
    } catch (error) {
      this.port.send({ type: 'hint', run: this.number, text: `this view cannot be drawn: ${reasonOf(error)}` });
    }
  }

  dispose(): void {
    this.sweeps.dispose();
    for (const { run } of this.prepared.runs) run.parts.engine.dispose();
  }

  private slice(): void {
    if (this.status !== 'running') return;
    this.watch.among(this.besides, () => this.guarded(() => this.work()));
  }

  private work(): void {
    const end = performance.now() + SLICE;
    const going = this.pacers.filter(({ run }) => run.end === undefined);
    const isFirst = this.reportedAt === Number.NEGATIVE_INFINITY;
    // All variants keep the same step, so that they can be compared while they run.
    do {
      const least = Math.min(...going.map(({ run }) => run.step));
      for (const pacer of going) if (pacer.run.step <= least) pacer.work(SLICE / going.length / 2);
    } while (!isFirst && performance.now() < end && !going.some(({ run }) => run.end !== undefined));
    const now = performance.now();
    const over = this.isOver();
    if (over || now - this.reportedAt >= MESSAGE_EVERY * this.pacers.length) this.report();
    if (!over && now - this.savedAt >= PARAMETERS_EVERY) this.saveParameters(now);
    this.hint();
    if (over) this.finish();
    else this.schedule(() => this.slice());
  }

  private isOver(): boolean {
    return this.pacers.every(({ run }) => run.end !== undefined);
  }

  private furthest(): number {
    return Math.max(0, ...this.pacers.map(({ run }) => run.step));
  }

  private report(): void {
    this.reportedAt = performance.now();
    for (const [variant, pacer] of this.pacers.entries()) {
      const points = pacer.run.takePoints();
      if (points.length > 0)
        this.port.send({ type: 'progress', run: this.number, progress: progressOf(variant, pacer, thinned(points)) });
    }
  }

  private saveParameters(now: number): void {
    this.savedAt = now;
    for (const [variant, { run }] of this.pacers.entries())
      if (run.end === undefined && run.parts.engine.firstNotFinite() < 0)
        this.port.send({
          type: 'parameters',
          run: this.number,
          variant,
          step: run.step,
          parameters: savedParameters(run),
        });
  }

  /** At the start, then each time ten times as many updates have been made. */
  private hint(): void {
    this.tellMishaps();
    const run = this.prepared.runs[0]?.run;
    if (run === undefined || run.end?.how === 'diverged' || run.step < this.hintAt) return;
    this.hintAt = this.hintAt === 0 ? 10 : this.hintAt * 10;
    for (const text of hintsFor(this.prepared, run)) this.tell(text);
  }

  private tell(text: string): void {
    // Nothing is said of a run that has ended: a look at its pictures may come later.
    if (this.status === 'ended' || this.hinted.has(text)) return;
    this.hinted.add(text);
    this.port.send({ type: 'hint', run: this.number, text });
  }

  /** An engine whose compiled code failed goes on in another way, and says so in its description. */
  private tellMishaps(): void {
    for (const [i, { run, label }] of this.prepared.runs.entries()) {
      const { description } = run.parts.engine;
      const which = this.prepared.runs.length > 1 ? ` (${label})` : '';
      if (description !== this.engines[i])
        this.tell(`From here on this run${which} goes ${description}. Nothing is lost, but it is slower.`);
    }
  }

  private finish(failure?: RunEnd): void {
    this.status = 'ended';
    this.report();
    const ends = this.pacers.map(({ run }, variant) => ({
      variant,
      steps: run.step,
      end: run.end ?? failure ?? { how: 'cancelled' as const },
      parameters: savedParameters(run),
      ...(run.end?.how === 'diverged' || run.standing === undefined
        ? {}
        : { standing: { step: run.standing.step, ...wireStanding(run.standing) } }),
      ...(run.best === undefined ? {} : { best: { step: run.best.step, loss: toWire(run.best.loss) } }),
    }));
    this.port.send({ type: 'ended', run: this.number, ends });
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.finish({ how: 'failed', reason: reasonOf(error) });
    }
  }
}

/** At most so many points in one message; measured ones stay. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return every <= 1
    ? points
    : points.filter((point, i) => i % every === 0 || i === points.length - 1 || point.standing !== undefined);
}

function wireStanding({ training, sampled, validation, metric, test }: Standing): WireStanding {
  return {
    ...(training === undefined ? {} : { training: toWire(training) }),
    ...(sampled === undefined ? {} : { sampled }),
    ...(validation === undefined ? {} : { validation: toWire(validation) }),
    ...(metric === undefined ? {} : { metric: toWire(metric) }),
    ...(test === undefined ? {} : { test: toWire(test) }),
  };
}

function progressOf(variant: number, pacer: Pacer, points: readonly CurvePoint[]): Progress {
  const { run } = pacer;
  const trajectory = run.takeTrail(MOST_POINTS);
  return {
    variant,
    step: run.step,
    epoch: run.epoch,
    points: points.map(({ step, loss, lr, standing }) => ({
      step,
      loss: toWire(loss),
      ...(lr === undefined ? {} : { lr }),
      ...(standing ? wireStanding(standing) : {}),
    })),
    samplesPerSecond: pacer.samplesPerSecond(),
    ...(run.parts.options.clipNorm === undefined ? {} : { clipped: run.clipped }),
    ...(trajectory.length > 0 ? { trajectory } : {}),
  };
}
