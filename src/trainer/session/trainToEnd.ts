import { dataSets } from '../../data/index.ts';
import type { RunEnd, SavedParameter, TrainingSetup } from '../../protocol/training.ts';
import { isPlanProblem, type PlanProblem } from '../plan/plan.ts';
import type { RunOptions } from '../plan/variants.ts';
import { prepare, type TrainingWorld } from '../run/prepare.ts';
import { savedParameters } from '../run/savedParameters.ts';

export interface FinishedRun {
  readonly label: string;
  readonly options: RunOptions;
  /** Updates begun: as many as there are losses. */
  readonly steps: number;
  /** The loss at each step, before its update. */
  readonly loss: Float64Array;
  /** After the last update, or the last ones that were finite. */
  readonly parameters: readonly SavedParameter[];
  readonly end: RunEnd;
  /** Measured after the last update, where asked for. */
  readonly validation: number | undefined;
  readonly metric: number | undefined;
}

/** Called now and then; answering false cancels. */
export type OnProgress = (at: {
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
    run.onLosses = (losses, count) => collected.add(losses, count);
    const { totalSteps } = run.parts.timetable;
    while (run.end === undefined) {
      run.advance(totalSteps);
      if (!onProgress({ variant, step: run.step, totalSteps, loss: collected.last })) run.cancel();
    }
    const last = run.curve.all.at(-1);
    return {
      label,
      options: run.parts.options,
      steps: collected.length,
      loss: collected.values(),
      parameters: savedParameters(run),
      end: run.end,
      validation: last?.validation,
      metric: last?.metric,
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
