import type { Sweep, SweepPlan } from '../../protocol/training.ts';
import { toWire } from '../../protocol/wire.ts';
import type { Snapshot } from '../engine/engine.ts';
import { curvatureOf, stableRate } from '../run/curvature.ts';
import { measure } from '../run/measure.ts';
import type { Prepared } from '../run/prepare.ts';
import type { TrainingRun } from '../run/trainingRun.ts';
import { trialRun } from '../run/trial.ts';

/** Rows that the loss at the end of a trial is measured on: minibatches alone would compare noise. */
const MOST_ROWS = 2000;
const MOST_UPDATES_AT_ONCE = 64;

interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * The map of lr × β: one training after the other on the run's own engine, which is lent for the time of `work` and left
 * as it was. Coarse first: every eighth rate of each β, then those between.
 */
export class PairSweep {
  status: Sweep['status'] = 'running';
  private readonly prepared: Prepared;
  private readonly plan: SweepPlan;
  private readonly losses: (number | undefined)[][];
  private readonly waiting: Cell[];
  private readonly rows: Int32Array;
  private readonly start: number;
  private readonly curvature: number | undefined;
  private current: { readonly cell: Cell; readonly trial: TrainingRun } | undefined;
  private held: Snapshot | undefined;
  private perUpdate = 0.05;

  constructor(prepared: Prepared, plan: SweepPlan) {
    this.prepared = prepared;
    this.plan = plan;
    this.losses = plan.momenta.map(() => plan.rates.map(() => undefined));
    this.waiting = coarseFirst(plan);
    this.rows = prepared.trainingRows.subarray(0, MOST_ROWS);
    const { start, curvature } = this.borrowed(() => {
      const trial = trialRun(prepared, { lr: 1, momentum: 0 }, 1);
      return {
        start: trial ? measure(trial.parts.engine, this.rows).loss : Number.NaN,
        curvature: trial && curvatureOf(trial.parts, this.rows),
      };
    });
    this.start = start;
    this.curvature = curvature;
  }

  get found(): Sweep {
    const { status, start, losses, curvature, plan, prepared } = this;
    const rule = prepared.runs[0]?.run.parts.options.optimizer ?? 'sgd';
    return {
      status,
      start: toWire(start),
      losses: losses.map((row) => row.map((loss) => (loss === undefined ? null : toWire(loss)))),
      ...(curvature === undefined
        ? {}
        : { curvature, border: plan.momenta.map((momentum) => stableRate(rule, { momentum, curvature })) }),
    };
  }

  stop(): void {
    if (this.status === 'running') this.status = 'stopped';
  }

  /** Trains until `now` says that `until` is past, at least one update. */
  work(until: number, now: () => number): void {
    if (this.status !== 'running') return;
    this.borrowed((engine) => {
      if (this.held) engine.restore(this.held);
      do {
        this.current ??= this.next();
        if (this.current === undefined) {
          this.status = 'done';
          return;
        }
        this.advance(this.current, until - now(), now);
      } while (now() < until);
      this.held = this.current ? engine.snapshot(this.held) : this.held;
    });
  }

  private next(): typeof this.current {
    const cell = this.waiting.pop();
    if (cell === undefined) return undefined;
    const { rates, momenta, steps } = this.plan;
    const pair = { lr: rates[cell.column] ?? 0, momentum: momenta[cell.row] ?? 0 };
    const trial = trialRun(this.prepared, pair, steps);
    return trial && { cell, trial };
  }

  private advance({ cell, trial }: NonNullable<typeof this.current>, milliseconds: number, now: () => number): void {
    const [began, before] = [now(), trial.step];
    trial.advance(Math.max(1, Math.min(MOST_UPDATES_AT_ONCE, Math.floor(milliseconds / this.perUpdate))));
    if (trial.step > before) this.perUpdate = Math.max(1e-4, (now() - began) / (trial.step - before));
    if (trial.end === undefined) return;
    const row = this.losses[cell.row];
    if (row)
      row[cell.column] =
        trial.end.how === 'done' ? measure(trial.parts.engine, this.rows).loss : Number.POSITIVE_INFINITY;
    this.current = undefined;
  }

  private borrowed<T>(use: (engine: TrainingRun['parts']['engine']) => T): T {
    const engine = this.prepared.runs[0]?.run.parts.engine;
    if (engine === undefined) throw new Error('there is no run to sweep beside');
    const present = engine.snapshot();
    try {
      return use(engine);
    } finally {
      engine.restore(present);
    }
  }
}

/** Last first, as they are taken from the end. */
function coarseFirst({ rates, momenta }: SweepPlan): Cell[] {
  const pass = (column: number): number => [8, 4, 2, 1].findIndex((stride) => column % stride === 0);
  const cells = momenta.flatMap((_, row) => rates.map((__, column) => ({ row, column })));
  return cells.sort((a, b) => pass(b.column) - pass(a.column) || b.row - a.row || b.column - a.column);
}
