import { showNumber } from '../core/base/show.ts';
import type { RunParts } from './trainingRun.ts';

/** What usually helps after a loss that is not finite. `loss` is nan where the loss itself stayed finite. */
export function adviceAfter({ options, plan }: Pick<RunParts, 'options' | 'plan'>, step: number, loss: number): string {
  if (step === 0)
    return `${plan.lossName} is not a finite number before the first update: look for a division by zero, a log of zero or less, or an exp of a large number above`;
  const lower = `lower the learning rate: try lr=${showNumber(options.lr / 10)}`;
  const momentum =
    options.momentum >= 0.9
      ? `, or a smaller momentum (β = ${showNumber(options.momentum)} makes steps up to ${showNumber(1 / (1 - options.momentum))} times as long)`
      : '';
  const domain = Number.isNaN(loss) ? '; a log or sqrt may have been driven out of its domain' : '';
  return `${lower}${momentum}${domain}`;
}
