import type { Prepared } from './prepare.ts';
import { TrainingRun } from './trainingRun.ts';

export interface Pair {
  readonly lr: number;
  readonly momentum: number;
}

/**
 * A run of the same plan on the first run's own engine, from the first run's start, with another lr and β. Whoever makes
 * one keeps what the engine held before, and puts it back.
 */
export function trialRun({ runs }: Prepared, { lr, momentum }: Pair, steps: number): TrainingRun | undefined {
  const first = runs[0]?.run;
  if (first === undefined) return undefined;
  const { parts, history } = first;
  parts.engine.restore(history.before(parts.from ?? 0).snapshot);
  return new TrainingRun({
    ...parts,
    options: { ...parts.options, lr, momentum },
    timetable: { ...parts.timetable, totalSteps: steps },
    gauge: undefined,
    from: undefined,
    historyBytes: 0,
  });
}
