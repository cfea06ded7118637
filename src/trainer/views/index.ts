import type { ViewData, ViewRequest } from '../../protocol/training.ts';
import { unreachable } from '../../protocol/wire.ts';
import type { CurvePoint } from '../run/curve.ts';
import type { Prepared } from '../run/prepare.ts';
import { trialRun } from '../run/trial.ts';
import { sweepPlanOf } from '../session/sweepPlan.ts';
import { boundary } from './boundary.ts';
import { confusion } from './confusion.ts';
import { fit } from './fit.ts';
import { histograms } from './histograms.ts';
import { example, units } from './network.ts';
import { surface } from './surface.ts';
import { update } from './update.ts';
import type { Shown, View, ViewName } from './view.ts';
import { sizes, slice } from './way.ts';

const MOST_POINTS = 400;
/** As many updates as an engine is asked for at once. */
const STRETCH = 64;

/** One pair of the map, trained again as the sweep trains it: its loss over the steps, and its way over the plane. */
const trial: View<'trial'> = {
  name: 'trial',
  fits: (prepared) => sweepPlanOf(prepared) !== undefined,
  show({ lr, momentum }, { prepared, run }) {
    const plan = sweepPlanOf(prepared);
    if (plan === undefined || !(lr > 0 && lr < 1e9) || !(momentum >= 0 && momentum < 1)) return undefined;
    const { engine } = run.parts;
    const own = prepared.runs[0]?.run.parts.engine ?? engine;
    const present = own.snapshot();
    const made = trialRun(prepared, { lr, momentum }, plan.steps);
    while (made && made.end === undefined) made.advance(STRETCH);
    own.restore(present);
    const points = thinned(made?.curve.all ?? []);
    const way = made?.takeTrail(MOST_POINTS) ?? [];
    return {
      view: 'trial',
      lr,
      momentum,
      steps: Float64Array.from(points, ({ step }) => step),
      losses: Float64Array.from(points, ({ loss }) => loss),
      x: Float64Array.from(way, ([, x]) => x),
      y: Float64Array.from(way, ([, , y]) => y),
    };
  },
};

const thinned = (points: readonly CurvePoint[]): readonly CurvePoint[] => {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
};

const views = [fit, boundary, surface, units, histograms, sizes, slice, update, confusion, example] as const;

export const viewsFitting = (prepared: Prepared): readonly ViewName[] =>
  views.filter((view) => view.fits(prepared)).map((view) => view.name);

/** Undefined where the view has nothing to show for this training. */
export function showView(request: Exclude<ViewRequest, { view: 'parameters' }>, at: Shown): ViewData | undefined {
  switch (request.view) {
    case 'boundary':
      return boundary.fits(at.prepared) ? boundary.show(request, at) : undefined;
    case 'surface':
      return surface.fits(at.prepared) ? surface.show(request, at) : undefined;
    case 'fit':
      return fit.fits(at.prepared) ? fit.show(request, at) : undefined;
    case 'histograms':
      return histograms.show(request, at);
    case 'update':
      return update.show(request, at);
    case 'confusion':
      return confusion.fits(at.prepared) ? confusion.show(request, at) : undefined;
    case 'units':
      return units.fits(at.prepared) ? units.show(request, at) : undefined;
    case 'example':
      return example.fits(at.prepared) ? example.show(request, at) : undefined;
    case 'sizes':
      return sizes.fits(at.prepared) ? sizes.show(request, at) : undefined;
    case 'slice':
      return slice.fits(at.prepared) ? slice.show(request, at) : undefined;
    case 'trial':
      return trial.fits(at.prepared) ? trial.show(request, at) : undefined;
    default:
      return unreachable(request);
  }
}
