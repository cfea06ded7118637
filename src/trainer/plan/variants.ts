import { showNumber } from '../../core/base/show.ts';
import type { TrainOptions } from '../../core/semantics/trainOptions.ts';

/** One of the runs that a list of learning rates or momenta compares. */
export interface RunOptions extends Omit<TrainOptions, 'lr' | 'momentum'> {
  readonly lr: number;
  readonly momentum: number;
}

export interface OptionVariant {
  /** The options in which it differs from the others: `β = 0.99`. */
  readonly label: string;
  readonly options: RunOptions;
}

export function variantsOf(options: TrainOptions): readonly OptionVariant[] {
  const { lr: rates, momentum: momenta } = options;
  return rates.flatMap((lr) =>
    momenta.map((momentum): OptionVariant => {
      const differing = [
        ...(rates.length > 1 ? [`lr = ${showNumber(lr)}`] : []),
        ...(momenta.length > 1 ? [`β = ${showNumber(momentum)}`] : []),
      ];
      const alone = momentum > 0 ? `lr = ${showNumber(lr)}, β = ${showNumber(momentum)}` : `lr = ${showNumber(lr)}`;
      return { label: differing.length > 0 ? differing.join(', ') : alone, options: { ...options, lr, momentum } };
    }),
  );
}

const SINGLE: Readonly<Record<string, keyof TrainOptions>> = {
  weight_decay: 'weightDecay',
  batch: 'batch',
  lr_decay: 'lrDecay',
  seed: 'seed',
  validate: 'validate',
};

/** The options of the text with some replaced for this run. Unknown names change nothing. */
export function overridden(
  options: TrainOptions,
  overrides: Readonly<Record<string, readonly number[]>> | undefined,
): TrainOptions {
  let result = options;
  for (const [name, values] of Object.entries(overrides ?? {})) {
    const [value] = values;
    if (value === undefined || !values.every(Number.isFinite)) continue;
    if (name === 'lr' || name === 'momentum') result = { ...result, [name]: values };
    else if (name === 'steps') result = { ...result, steps: value, epochs: undefined };
    else if (name === 'epochs') result = { ...result, epochs: value, steps: undefined };
    else {
      const key = SINGLE[name];
      if (key !== undefined) result = { ...result, [key]: value };
    }
  }
  return result;
}
