import { hasMomentum as takesMomentum } from '../../core/semantics/trainOptions.ts';
import type { RunDescription } from '../../protocol/training.ts';
import { sweepPlanOf, sweepsMomentum } from '../session/sweepPlan.ts';
import { viewsFitting } from '../views/index.ts';
import type { Prepared } from './prepare.ts';

/** What a run will be, for whoever shows it. */
export function describe(prepared: Prepared, cell: number): RunDescription {
  const { plan, runs, heldOut, evaluation, training } = prepared;
  const tables = runs.map(({ run }) => run.parts.timetable);
  const from = runs[0]?.run.parts.from;
  const map = sweepPlanOf(prepared);
  const title = evaluation.document.cells[cell]?.title ?? '';
  return {
    title: title === '' ? `training ${training.lossName}` : title,
    variants: runs.map(({ label, run }) => {
      const { lr, momentum, optimizer, weightDecay, lrDecay, schedule, warmup, clipNorm, seed, precision } =
        run.parts.options;
      return {
        label,
        totalSteps: run.parts.timetable.totalSteps,
        options: {
          lr,
          ...(takesMomentum(optimizer) ? { momentum } : {}),
          optimizer,
          weight_decay: weightDecay,
          lr_decay: lrDecay,
          ...(schedule === 'constant' ? {} : { schedule }),
          ...(warmup === 0 ? {} : { warmup }),
          ...(clipNorm === undefined ? {} : { clip_norm: clipNorm }),
          ...(plan.rows === 0 ? {} : { batch: run.parts.timetable.batch }),
          seed,
          precision,
        },
      };
    }),
    totalSteps: Math.max(0, ...tables.map(({ totalSteps }) => totalSteps)),
    ...(from === undefined ? {} : { from }),
    rows: plan.rows,
    trainingRows: prepared.trainingRows.length,
    heldOut: heldOut.length,
    batch: tables.length === 0 ? 0 : Math.min(...tables.map(({ batch }) => batch)),
    parameters: plan.params.map(({ name, start }) => ({ name, shape: start.shape })),
    views: viewsFitting(prepared),
    metric: training.metric === undefined ? undefined : (evaluation.nameOf(training.metric) ?? 'metric'),
    ...(training.test === undefined ? {} : { test: evaluation.nameOf(training.test) ?? 'test' }),
    validation: heldOut.length > 0,
    map,
    ...(map === undefined && sweepsMomentum(prepared) ? { mapTooCostly: true } : {}),
    engine: [...new Set(runs.map(({ run }) => run.parts.engine.description))].join('; '),
  };
}
