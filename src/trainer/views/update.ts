import type { Tensor } from '../../core/tensor/tensor.ts';
import type { ViewData } from '../../protocol/views.ts';
import { toWire } from '../../protocol/wire.ts';
import { optimizerNamed } from '../optimizers/index.ts';
import type { TrainingRun } from '../run/trainingRun.ts';
import { affordableUpdates, type View } from './view.ts';

const ROWS = 12;
const MOST_ROWS = 100;

type Row = Extract<ViewData, { view: 'update' }>['rows'][number];

/** The latest updates of one entry in numbers: dW, velocity before and after, W before and after. */
export const update: View<'update'> = {
  name: 'update',
  fits: () => true,
  show({ parameter, entry: asked, rows: wanted = ROWS }, { prepared: { plan }, run, step }) {
    const index = plan.params.findIndex(({ name }) => name === parameter);
    const size = plan.params[index]?.start.data.length ?? 0;
    if (index < 0 || !Number.isInteger(asked) || asked < -1 || asked >= size) return undefined;
    const { engine } = run.parts;
    const entry = asked >= 0 ? asked : busiest(run, index);
    const most = affordableUpdates(plan, run.parts.timetable.batch, Math.min(MOST_ROWS, Math.max(1, wanted)));
    const first = Math.max(run.earliestNearby, step - most, 0);
    const loss = new Float64Array(1);
    const now = (): { w: number; memory: readonly number[] } => ({
      w: engine.parameters()[index]?.data[entry] ?? Number.NaN,
      memory: engine.memory().map((values) => values[index]?.data[entry] ?? Number.NaN),
    });
    const { decoupled } = optimizerNamed(run.parts.options.optimizer);
    const rows = run.at(first, () => {
      const present = engine.snapshot();
      const made: Row[] = [];
      let before = now();
      for (let at = first; at < step; at++) {
        const stretch = run.stretch(at, 1);
        const { order, from, batch } = stretch;
        const look = engine.look(order.subarray(from, from + batch), true);
        const own = (look.gradients[index]?.data[entry] ?? 0) * shortening(look.gradients, stretch.clipNorm);
        const computed = own + (decoupled ? 0 : stretch.weightDecay * before.w);
        engine.advance(stretch, loss);
        const after = now();
        const gradient = recorded(run, computed, before.memory[0], after.memory[0]);
        made.push({
          step: at,
          gradient: toWire(gradient),
          memoryBefore: before.memory.map(toWire),
          memory: after.memory.map(toWire),
          before: toWire(before.w),
          after: toWire(after.w),
          lr: toWire(stretch.lr),
          beta: toWire(stretch.momentum),
        });
        before = after;
      }
      engine.restore(present);
      return made;
    });
    return { view: 'update', parameter, entry, rows };
  },
};

/** By what clip_norm multiplies this gradient. */
function shortening(gradients: readonly Tensor[], most: number | undefined): number {
  if (most === undefined) return 1;
  let sum = 0;
  for (const { data } of gradients) for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) ** 2;
  return Math.min(1, most / (Math.sqrt(sum) + 1e-6));
}

/** Of a velocity v ← dW + β·v, the dW that was added: one that is computed again may be rounded in another way. */
function recorded(run: TrainingRun, computed: number, before = 0, after = 0): number {
  const { optimizer, momentum } = run.parts.options;
  if (optimizer !== 'sgd' && optimizer !== 'nesterov') return computed;
  const added = after - momentum * before;
  return Math.abs(computed - added) <= 1e-5 * Math.abs(after) ? computed : added;
}

/**
 * The entry that moves most, of those that the last minibatch sends a gradient to: an update without one tells little. Of
 * all entries where there is no gradient; the first where nothing moves.
 */
function busiest(run: TrainingRun, index: number): number {
  const { engine } = run.parts;
  const velocities = engine.memory()[0]?.[index]?.data ?? [];
  const { order, from, batch } = run.stretch(Math.max(0, run.step - 1), 1);
  const gradients = engine.look(order.subarray(from, from + batch), true).gradients[index]?.data ?? [];
  let found = 0;
  for (let i = 1; i < velocities.length; i++) {
    const [learns, best] = [gradients[i] !== 0, gradients[found] !== 0];
    if (learns === best ? Math.abs(velocities[i] ?? 0) > Math.abs(velocities[found] ?? 0) : learns) found = i;
  }
  return found;
}
