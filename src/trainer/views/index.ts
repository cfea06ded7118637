import type { PictureRequest, ViewData, ViewName } from '../../protocol/views.ts';
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
import type { AnyView, Shown, View } from './view.ts';
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

/** Those that a run offers by itself, in the order in which its panel names them. */
const offered: readonly AnyView[] = [
  fit,
  boundary,
  surface,
  units,
  histograms,
  sizes,
  slice,
  update,
  confusion,
  example,
];
const byName: ReadonlyMap<ViewName, AnyView> = new Map([...offered, trial].map((view) => [view.name, view]));

export const viewsFitting = (prepared: Prepared): readonly ViewName[] =>
  offered.filter((view) => view.fits(prepared)).map((view) => view.name);

/** Undefined where the view has nothing to show for this training. */
export function showView(request: PictureRequest, at: Shown): ViewData | undefined {
  const view = byName.get(request.view);
  return view?.fits(at.prepared) ? view.show(request, at) : undefined;
}
