/**
 * What a run is worth at one moment: the loss over the training rows, not over one minibatch; the loss and the metric of the
 * rows held out; the scalar of a test set of its own. Every figure that is shown of a run comes from here.
 */
import type { Tensor } from '../../core/tensor/tensor.ts';
import type { Engine } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';

interface Measurement {
  readonly loss: number;
  readonly metric: number | undefined;
}

/** How a scalar over some rows follows from the scalars over parts of them; `whole`: it does not. */
export type Parts = 'mean' | 'sum' | 'whole';

/** How the loss and the metric of a plan are put together from parts. */
interface Additivity {
  readonly loss: Parts;
  readonly metric: Parts;
}

/** Larger sets are measured in chunks, where parts make the whole. */
export const LOOK_ROWS = 2048;
/** Rows of a chunk: the activations of this many rows stay in the caches. */
const CHUNK = 128;

/** The loss and the metric over many rows, with the present parameters. */
export function measure(
  engine: Engine,
  rows: Int32Array,
  parts: Additivity = { loss: 'mean', metric: 'mean' },
): Measurement {
  if (rows.length <= LOOK_ROWS || parts.loss === 'whole' || parts.metric === 'whole') {
    const { loss, metric } = engine.look(rows, false);
    return { loss, metric };
  }
  let loss = 0;
  let metric: number | undefined = 0;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.subarray(from, from + CHUNK);
    const part = engine.look(chunk, false);
    loss += part.loss * (parts.loss === 'mean' ? chunk.length : 1);
    if (part.metric === undefined || metric === undefined) metric = undefined;
    else metric += part.metric * (parts.metric === 'mean' ? chunk.length : 1);
  }
  return {
    loss: parts.loss === 'mean' ? loss / rows.length : loss,
    metric: metric === undefined || parts.metric !== 'mean' ? metric : metric / rows.length,
  };
}

/** Rows that are tried out. Each number of rows is compiled once: all of these, a third of them, and the rest. */
const PROBED = 13;
/** Relative difference that rounding explains. */
const SAME = { float32: 1e-4, float64: 1e-9 };

/**
 * Tried out with the plan's own rows, at the start and away from it: a mean over rows is the mean of its parts, a sum their
 * sum, and what is neither (a norm, a maximum, statistics of the batch) cannot be had from parts. Sets that are measured
 * whole anyway are not tried.
 */
export function additivityOf(
  engine: Engine,
  { params, metric, rows: all }: Plan,
  rows: Int32Array,
  precision: 'float32' | 'float64',
): Additivity {
  if (all <= LOOK_ROWS || rows.length < 2) return { loss: 'whole', metric: 'whole' };
  const present = engine.snapshot();
  const count = Math.min(PROBED, rows.length);
  const some = Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)] ?? 0);
  const third = Math.max(1, Math.floor(count / 3));
  const fits = { loss: new Set<Parts>(['mean', 'sum']), metric: new Set<Parts>(['mean', 'sum']) };
  const over = (part: Int32Array): Readonly<Record<'loss' | 'metric', number>> => {
    const { loss, metric: own } = engine.look(part, false);
    return { loss, metric: own ?? 0 };
  };
  for (const away of [0, 0.3]) {
    engine.setParameters(
      params.map(({ start }) => ({
        shape: start.shape,
        data: start.data.map((value, i) => value + away * Math.sin(1 + 2.3 * i)),
      })),
    );
    const whole = over(some);
    for (const cut of [third, count - third]) {
      const [first, second] = [over(some.subarray(0, cut)), over(some.subarray(cut))];
      for (const of of ['loss', 'metric'] as const) {
        const near = (value: number): boolean =>
          Math.abs(value - whole[of]) <=
          SAME[precision] * (Math.abs(whole[of]) + Math.abs(first[of]) + Math.abs(second[of]));
        if (!near((cut * first[of] + (count - cut) * second[of]) / count)) fits[of].delete('mean');
        if (!near(first[of] + second[of])) fits[of].delete('sum');
      }
    }
  }
  engine.restore(present);
  const found = (of: 'loss' | 'metric'): Parts => fits[of].values().next().value ?? 'whole';
  return { loss: found('loss'), metric: metric === undefined ? 'mean' : found('metric') };
}

/** What measures the runs of one training; all of them are measured on the same rows. */
export interface Gauge {
  readonly trainingRows: Int32Array;
  /** Drawn by seed from the training rows, where a run cannot be held up for all of them; else all of them. */
  readonly sample: Int32Array;
  readonly heldOut: Int32Array;
  readonly additivity: Additivity;
  /** Measures the scalar that `test=` names. */
  readonly test: { readonly rows: number; measure(parameters: readonly Tensor[]): number } | undefined;
}

/** Of one moment of a run. */
export interface Standing {
  readonly step: number;
  /** The loss over training rows; undefined where there are none and the loss of a step is all there is. */
  readonly training: number | undefined;
  /** How many training rows that is, where it is not all of them. */
  readonly sampled: number | undefined;
  readonly validation: number | undefined;
  /** Of the rows held out, where there are any, else of the training rows. */
  readonly metric: number | undefined;
  readonly test: number | undefined;
}

/** What ranks runs, lower is better: the validation loss where rows are held out, else the training loss. */
export const rankOf = ({ validation, training }: Pick<Standing, 'validation' | 'training'>): number =>
  validation ?? training ?? Number.NaN;

/** `all`: over all training rows, however many. */
export function standingOf(engine: Engine, gauge: Gauge, step: number, all: boolean): Standing {
  const { trainingRows, heldOut, additivity, test } = gauge;
  const rows = all ? trainingRows : gauge.sample;
  const own = measure(engine, rows, additivity);
  const held = heldOut.length > 0 ? measure(engine, heldOut, additivity) : undefined;
  return {
    step,
    training: own.loss,
    sampled: rows.length < trainingRows.length ? rows.length : undefined,
    validation: held?.loss,
    metric: held ? held.metric : own.metric,
    test: test?.measure(engine.parameters()),
  };
}

/** Rows looked at in a measurement. */
export const rowsOfStanding = ({ sample, heldOut, test }: Gauge): number =>
  sample.length + heldOut.length + (test?.rows ?? 0);
