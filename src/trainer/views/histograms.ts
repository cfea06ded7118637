import type { Numbers, Tensor } from '../../core/tensor/tensor.ts';
import type { Histogram, ViewData } from '../../protocol/views.ts';
import { toWire } from '../../protocol/wire.ts';
import type { Look } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { TrainingRun } from '../run/trainingRun.ts';
import { hiddenLayers } from './network.ts';
import { affordableRows, type View } from './view.ts';

const BINS = 40;
const MOST_ROWS = 512;

type Layers = Extract<ViewData, { view: 'histograms' }>['layers'];
type Activations = Extract<ViewData, { view: 'histograms' }>['activations'];

/** How weights, gradients and activations are spread, and how large updates are beside the weights. */
export const histograms: View<'histograms'> = {
  name: 'histograms',
  fits: () => true,
  show(_request, { prepared: { plan, trainingRows }, run, step }) {
    const { engine } = run.parts;
    const parameters = engine.parameters();
    const moved = movedByOneUpdate(run, step);
    const look = engine.look(trainingRows.subarray(0, affordableRows(plan, MOST_ROWS)), true);
    const layers: Layers = plan.params.map(({ name, start }, p) => {
      const weights = parameters[p]?.data ?? new Float64Array(0);
      const ratio = distance(moved[p]?.data ?? weights, weights) / lengthOf(weights);
      return {
        parameter: name,
        weights: histogram(weights),
        gradients: histogram(look.gradients[p]?.data ?? new Float64Array(0)),
        gradientSize: toWire(lengthOf(look.gradients[p]?.data ?? []) / Math.sqrt(Math.max(1, weights.length))),
        isWeight: start.shape.length >= 2,
        updateRatio: toWire(ratio),
      };
    });
    return { view: 'histograms', layers, activations: activationsOf(plan, look) };
  },
};

/** Zeros would be one bar that hides all others: their share is told instead. */
function activationsOf(plan: Plan, look: Look): Activations {
  return hiddenLayers(plan).flatMap(({ node, name }) => {
    const { shape, data } = look.valueOf(node);
    if (shape.length < 2) return [];
    const others = data.filter((value) => value !== 0);
    const zeroShare = data.length === 0 ? 0 : 1 - others.length / data.length;
    return [{ name, values: histogram(others), zeroShare, deadShare: deadShare(shape, data) }];
  });
}

/** Share of units (columns) that are 0 in every row. */
export function deadShare(shape: readonly number[], data: Numbers): number {
  const width = shape.at(-1) ?? 1;
  const alive = new Uint8Array(width);
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) alive[i % width] = 1;
  return width === 0 ? 0 : 1 - alive.reduce((sum, one) => sum + one, 0) / width;
}

/** The parameters as the next update would leave them. */
export function movedByOneUpdate(run: TrainingRun, step: number): readonly Tensor[] {
  const { engine } = run.parts;
  const present = engine.snapshot();
  // After the last update a schedule has no learning rate left: that update's own is shown.
  const last = Math.max(0, run.parts.timetable.totalSteps - 1);
  engine.advance({ ...run.stretch(step, 1), lr: run.stretch(Math.min(step, last), 1).lr }, new Float64Array(1));
  const moved = engine.parameters();
  engine.restore(present);
  return moved;
}

export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

export function lengthOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}

function histogram(values: Numbers): Histogram {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values)
    if (Number.isFinite(value)) {
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  const counts = new Array<number>(BINS).fill(0);
  if (from > to) return { from: 0, to: 0, counts };
  const width = (to - from) / BINS || 1;
  for (const value of values)
    if (Number.isFinite(value)) {
      const bin = Math.min(BINS - 1, Math.floor((value - from) / width));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  return { from: toWire(from), to: toWire(to), counts };
}
