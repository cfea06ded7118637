import type { ViewData } from '../../protocol/training.ts';
import { toWire } from '../../protocol/wire.ts';
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
    const now = (): { w: number; v: number } => ({
      w: engine.parameters()[index]?.data[entry] ?? Number.NaN,
      v: engine.velocities()[index]?.data[entry] ?? 0,
    });
    const rows = run.at(first, () => {
      const present = engine.snapshot();
      const made: Row[] = [];
      let before = now();
      for (let at = first; at < step; at++) {
        const stretch = run.stretch(at, 1);
        const { order, from, batch } = stretch;
        const look = engine.look(order.subarray(from, from + batch), true);
        const gradient = (look.gradients[index]?.data[entry] ?? 0) + stretch.weightDecay * before.w;
        engine.advance(stretch, loss);
        const after = now();
        made.push({
          step: at,
          gradient: toWire(gradient),
          velocityBefore: toWire(before.v),
          velocity: toWire(after.v),
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

/**
 * The entry that moves most, of those that the last minibatch sends a gradient to: an update without one tells little. Of
 * all entries where there is no gradient; the first where nothing moves.
 */
function busiest(run: TrainingRun, index: number): number {
  const { engine } = run.parts;
  const velocities = engine.velocities()[index]?.data ?? [];
  const { order, from, batch } = run.stretch(Math.max(0, run.step - 1), 1);
  const gradients = engine.look(order.subarray(from, from + batch), true).gradients[index]?.data ?? [];
  let found = 0;
  for (let i = 1; i < velocities.length; i++) {
    const [learns, best] = [gradients[i] !== 0, gradients[found] !== 0];
    if (learns === best ? Math.abs(velocities[i] ?? 0) > Math.abs(velocities[found] ?? 0) : learns) found = i;
  }
  return found;
}
