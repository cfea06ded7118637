import type { RunOptions } from '../../core/semantics/trainVariants.ts';
import { dataSets } from '../../data/index.ts';
import type { RunEnd, SavedParameter, TrainingSetup } from '../../protocol/training.ts';
import { isPlanProblem, type PlanProblem } from '../plan/plan.ts';
import { rateAt } from '../plan/timetable.ts';
import type { Standing } from '../run/measure.ts';
import { prepare, type TrainingWorld } from '../run/prepare.ts';
import { savedParameters } from '../run/savedParameters.ts';

interface FinishedRun {
  readonly label: string;
  readonly options: RunOptions;
  /** Updates begun: as many as there are losses. */
  readonly steps: number;
  /** The loss at each step, before its update. */
  readonly loss: Float64Array;
  /** After the last update, or the last ones that were finite. */
  readonly parameters: readonly SavedParameter[];
  readonly end: RunEnd;
  /** Of these parameters, over all training rows; undefined where the run diverged. */
  readonly standing: Standing | undefined;
  /** The first and the other measurements on the way, with the steps that they are of. */
  readonly standings: readonly Standing[];
  readonly best: { readonly step: number; readonly loss: number } | undefined;
  /** Where lr changes on the way: lr of each update begun. */
  readonly rates: Float64Array | undefined;
  /** Updates whose gradient was shortened, where clip_norm is given. */
  readonly clipped: number | undefined;
}

/** Called now and then; answering false cancels. */
type OnProgress = (at: {
  readonly variant: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
}) => boolean;

/** Trains from start to end in one go, one variant after the other. */
export function trainToEnd(
  setup: TrainingSetup,
  onProgress: OnProgress = () => true,
  world: TrainingWorld = { dataSets },
): readonly FinishedRun[] | PlanProblem {
  const prepared = prepare(setup, world);
  if (isPlanProblem(prepared)) return prepared;
  return prepared.runs.map(({ label, run }, variant): FinishedRun => {
    const collected = new LossList();
    const standings = new Map<number, Standing>();
    run.onLosses = (losses, count) => collected.add(losses, count);
    const { totalSteps } = run.parts.timetable;
    while (run.end === undefined) {
      run.advance(totalSteps);
      for (const { step, standing } of run.takePoints()) if (standing) standings.set(step, standing);
      if (!onProgress({ variant, step: run.step, totalSteps, loss: collected.last })) run.cancel();
    }
    const { options, timetable } = run.parts;
    const moves = options.schedule !== 'constant' || options.warmup > 0 || options.lrDecay !== 1;
    return {
      label,
      options,
      steps: collected.length,
      loss: collected.values(),
      parameters: savedParameters(run),
      end: run.end,
      standing: run.end.how === 'diverged' ? undefined : run.standing,
      standings: [...standings.values()].toSorted((a, b) => a.step - b.step),
      best: run.best,
      rates: moves
        ? Float64Array.from({ length: collected.length }, (_, step) => rateAt(options, timetable, step))
        : undefined,
      clipped: options.clipNorm === undefined ? undefined : run.clipped,
    };
  });
}

class LossList {
  length = 0;
  private list = new Float64Array(1024);

  add(losses: Float64Array, count: number): void {
    if (this.length + count > this.list.length) {
      const longer = new Float64Array(this.list.length * 2);
      longer.set(this.list);
      this.list = longer;
    }
    this.list.set(losses.subarray(0, count), this.length);
    this.length += count;
  }

  get last(): number {
    return this.list[this.length - 1] ?? Number.NaN;
  }

  values(): Float64Array {
    return this.list.slice(0, this.length);
  }
}
