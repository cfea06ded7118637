import { showNumber } from '../../core/base/show.ts';
import { curvatureOf, stableRate } from './curvature.ts';
import { LOOK_ROWS } from './measure.ts';
import type { RunParts } from './trainingRun.ts';

/** What usually helps after a loss that is not finite. `loss` is nan where the loss itself stayed finite. */
export function adviceAfter(parts: RunParts, step: number, loss: number): string {
  const { options, plan } = parts;
  if (step === 0)
    return `${plan.lossName} is not a finite number before the first update: look for a division by zero, a log of zero or less, or an exp of a large number above`;
  const border = borderOf(parts);
  if (border !== undefined && options.lr >= border)
    return `lower the learning rate: this loss is a paraboloid, on which updates die out where lr is below ${showNumber(border)}`;
  const lower = `lower the learning rate: try lr=${showNumber(options.lr / 10)}`;
  const momentum =
    options.momentum >= 0.9
      ? `, or a smaller momentum (β = ${showNumber(options.momentum)} makes steps up to ${showNumber(1 / (1 - options.momentum))} times as long)`
      : '';
  const domain = Number.isNaN(loss) ? '; a log or sqrt may have been driven out of its domain' : '';
  return `${lower}${momentum}${domain}`;
}

/** From which lr on a run on a paraboloid diverges; undefined where the loss is none, or this is not known. */
function borderOf(parts: RunParts): number | undefined {
  const { engine, options, order, plan } = parts;
  const { momentum, optimizer } = options;
  if ((optimizer !== 'sgd' && optimizer !== 'nesterov') || plan.rows > LOOK_ROWS) return undefined;
  const present = engine.snapshot();
  engine.setParameters(plan.params.map(({ start }) => start));
  const curvature = curvatureOf(parts, order.of(0));
  engine.restore(present);
  return curvature === undefined ? undefined : stableRate(optimizer, { momentum, curvature });
}
