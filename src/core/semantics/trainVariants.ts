import { showNumber } from '../base/show.ts';
import { hasMomentum, type OptimizerKind, optimizerNames, type TrainOptions } from './trainOptions.ts';

/** Options of which a list compares runs. */
type Listed = 'lr' | 'momentum' | 'optimizer' | 'weightDecay' | 'batch' | 'seed';

/** One of the runs that are compared. */
export interface RunOptions extends Omit<TrainOptions, Listed> {
  readonly lr: number;
  /** 0 where the optimiser has no β. */
  readonly momentum: number;
  readonly optimizer: OptimizerKind;
  readonly weightDecay: number;
  readonly batch: number | undefined;
  readonly seed: number;
}

interface OptionVariant {
  /** The options in which it differs from the others: `β = 0.99`. */
  readonly label: string;
  readonly options: RunOptions;
}

/** As a label names them, in this order. */
const labels: readonly (readonly [Listed, (options: RunOptions) => string])[] = [
  ['optimizer', ({ optimizer }) => optimizer],
  ['lr', ({ lr }) => `lr = ${showNumber(lr)}`],
  ['momentum', ({ momentum }) => `β = ${showNumber(momentum)}`],
  ['batch', ({ batch }) => `batch = ${batch}`],
  ['weightDecay', ({ weightDecay }) => `weight_decay = ${showNumber(weightDecay)}`],
  ['seed', ({ seed }) => `seed = ${seed}`],
];

export function variantsOf(options: TrainOptions): readonly OptionVariant[] {
  const {
    lr: rates,
    momentum: momenta,
    optimizer: optimizers,
    weightDecay: decays,
    batch: batches,
    seed: seeds,
  } = options;
  const runs = optimizers.flatMap((optimizer) =>
    rates.flatMap((lr) =>
      (hasMomentum(optimizer) ? momenta : [0]).flatMap((momentum) =>
        (batches ?? [undefined]).flatMap((batch) =>
          decays.flatMap((weightDecay) =>
            seeds.map((seed): RunOptions => ({ ...options, optimizer, lr, momentum, batch, weightDecay, seed })),
          ),
        ),
      ),
    ),
  );
  const several = (name: Listed): boolean => new Set(runs.map((run) => run[name])).size > 1;
  return runs.map((run) => {
    const differing = labels.filter(([name]) => several(name) && (name !== 'momentum' || hasMomentum(run.optimizer)));
    const alone =
      run.momentum > 0 ? `lr = ${showNumber(run.lr)}, β = ${showNumber(run.momentum)}` : `lr = ${showNumber(run.lr)}`;
    return { label: runs.length > 1 ? differing.map(([, say]) => say(run)).join(', ') : alone, options: run };
  });
}

const SINGLE: Readonly<Record<string, keyof TrainOptions>> = {
  lr_decay: 'lrDecay',
  validate: 'validate',
  warmup: 'warmup',
  clip_norm: 'clipNorm',
  patience: 'patience',
};
const SEVERAL: Readonly<Record<string, keyof TrainOptions>> = {
  lr: 'lr',
  momentum: 'momentum',
  weight_decay: 'weightDecay',
  batch: 'batch',
  seed: 'seed',
};

/** The options of the text with some replaced for this run. Unknown names change nothing. */
export function overridden(
  options: TrainOptions,
  overrides: Readonly<Record<string, readonly (number | string)[]>> | undefined,
): TrainOptions {
  let result = options;
  for (const [name, given] of Object.entries(overrides ?? {})) {
    if (name === 'optimizer') {
      const known = given.filter((one): one is OptimizerKind => optimizerNames.some((optimizer) => optimizer === one));
      if (known.length > 0) result = { ...result, optimizer: known };
      continue;
    }
    const values = given.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
    const [value] = values;
    if (value === undefined || values.length !== given.length) continue;
    if (name === 'steps') result = { ...result, steps: value, epochs: undefined };
    else if (name === 'epochs') result = { ...result, epochs: value, steps: undefined };
    else {
      const several = SEVERAL[name];
      const single = SINGLE[name];
      if (several !== undefined) result = { ...result, [several]: values };
      else if (single !== undefined) result = { ...result, [single]: value };
    }
  }
  return result;
}
