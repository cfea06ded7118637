import type { RunDescription } from '../../protocol/training.ts';
import { hasMomentum, sweepPlanOf } from '../session/sweepPlan.ts';
import { viewsFitting } from '../views/index.ts';
import type { Prepared } from './prepare.ts';

/** What a run will be, for whoever shows it. */
export function describe(prepared: Prepared, cell: number): RunDescription {
  const { plan, runs, heldOut, evaluation, training } = prepared;
  const [first] = runs;
  const map = sweepPlanOf(prepared);
  const title = evaluation.document.cells[cell]?.title ?? '';
  return {
    title: title === '' ? `training ${training.lossName}` : title,
    variants: runs.map(({ label, run }) => {
      const { lr, momentum, optimizer, weightDecay, lrDecay, precision } = run.parts.options;
      return { label, options: { lr, momentum, optimizer, weight_decay: weightDecay, lr_decay: lrDecay, precision } };
    }),
    totalSteps: first?.run.parts.timetable.totalSteps ?? 0,
    rows: plan.rows,
    batch: first?.run.parts.timetable.batch ?? 0,
    parameters: plan.params.map(({ name, start }) => ({ name, shape: start.shape })),
    views: viewsFitting(prepared),
    metric: training.metric === undefined ? undefined : (evaluation.nameOf(training.metric) ?? 'metric'),
    validation: heldOut.length > 0,
    map,
    ...(map === undefined && hasMomentum(prepared) ? { mapTooCostly: true } : {}),
    engine: first?.run.parts.engine.description ?? '',
  };
}
