import type {
  FromTrainer,
  Histogram,
  Progress,
  RunDescription,
  RunEnd,
  SavedParameter,
  Sweep,
  SweepPlan,
  ToTrainingPanel,
  TrainingPanelState,
  Variant,
  ViewData,
} from '../../../src/protocol/training.ts';
import {
  byTag,
  count,
  type Decoder,
  dictionary,
  finite,
  flag,
  float32,
  float64,
  listOf,
  Malformed,
  nullable,
  oneOf,
  optional,
  record,
  text,
  wireNumber,
} from './decoder.ts';

/** Runs that one train(…) may compare. */
const MOST_RUNS = 64;

const scalarOption: Decoder<number | string | boolean> = (value, path) =>
  typeof value === 'number' || typeof value === 'boolean' ? value : text(value, path);

/** A list of a fixed length is the one shape that `listOf` can't promise to the compiler. */
const tuple =
  <T extends readonly unknown[]>(length: number, item: Decoder<T[number]>): Decoder<T> =>
  (value, path) => {
    const list = listOf(item, length)(value, path);
    if (list.length !== length) throw new Malformed(path, `${length} entries`);
    return list as unknown as T;
  };

const box = tuple<readonly [number, number, number, number]>(4, finite);
const shape = listOf(count, 16);
const variants = listOf(
  record<Variant>({ label: text, options: dictionary(scalarOption), totalSteps: count }),
  MOST_RUNS,
);
const viewName = oneOf(
  'fit',
  'boundary',
  'surface',
  'histograms',
  'update',
  'confusion',
  'units',
  'example',
  'sizes',
  'slice',
);

const rates = listOf(finite, 1000);
const sweepPlan = record<SweepPlan>({ rates, momenta: rates, steps: count });
const sweep = record<Sweep>({
  status: oneOf('running', 'stopped', 'done'),
  start: wireNumber,
  losses: listOf(listOf(nullable(wireNumber), 1000), 1000),
  curvature: optional(finite),
  border: optional(rates),
});

const description = record<RunDescription>({
  title: text,
  variants: (value, path) => {
    const list = variants(value, path);
    if (list.length === 0) throw new Malformed(path, 'at least one variant');
    return list;
  },
  totalSteps: count,
  from: optional(count),
  rows: count,
  trainingRows: count,
  heldOut: count,
  batch: count,
  parameters: listOf(record({ name: text, shape }), 10_000),
  views: listOf(viewName, 16),
  metric: optional(text),
  test: optional(text),
  validation: flag,
  engine: text,
  history: optional(flag),
  map: optional(sweepPlan),
  mapTooCostly: optional(flag),
});

const standing = {
  training: optional(wireNumber),
  sampled: optional(count),
  validation: optional(wireNumber),
  metric: optional(wireNumber),
  test: optional(wireNumber),
};

const progress = record<Progress>({
  variant: count,
  step: count,
  epoch: finite,
  points: listOf(
    record<Progress['points'][number]>({
      step: count,
      loss: wireNumber,
      lr: optional(finite),
      ...standing,
    }),
    200_000,
  ),
  samplesPerSecond: finite,
  clipped: optional(count),
  trajectory: optional(listOf(tuple<readonly [number, number, number]>(3, finite), 200_000)),
});

const parameter = record<SavedParameter>({ name: text, shape, data: float64 });
const parameters = listOf(parameter, 10_000);

const runEnd = byTag<RunEnd>(
  'how',
  new Map<string, Decoder<RunEnd>>([
    [
      'done',
      record<Extract<RunEnd, { how: 'done' }>>({
        how: oneOf('done'),
        kept: optional(record({ step: count, loss: finite, early: flag })),
      }),
    ],
    ['cancelled', record<Extract<RunEnd, { how: 'cancelled' }>>({ how: oneOf('cancelled'), reason: optional(text) })],
    ['diverged', record({ how: oneOf('diverged'), step: count, parameter: optional(text), advice: text })],
    ['failed', record({ how: oneOf('failed'), reason: text })],
  ]),
);

const histogram = record<Histogram>({ from: wireNumber, to: wireNumber, counts: listOf(finite, 1000) });

const viewData = byTag<ViewData>(
  'view',
  new Map<string, Decoder<ViewData>>([
    [
      'boundary',
      record({
        view: oneOf('boundary'),
        range: box,
        size: count,
        classes: count,
        grid: float32,
        certainty: float32,
        points: record({ x: float32, y: float32, label: float32, held: float32 }),
      }),
    ],
    [
      'fit',
      record({
        view: oneOf('fit'),
        over: oneOf('input', 'target'),
        name: text,
        x: float32,
        target: float32,
        predicted: float32,
        held: float32,
        curveX: float32,
        curveY: float32,
        rows: count,
        heldOut: count,
        rms: record({ training: wireNumber, held: nullable(wireNumber) }),
      }),
    ],
    [
      'surface',
      record({
        view: oneOf('surface'),
        names: tuple<readonly [string, string]>(2, text),
        range: box,
        size: count,
        grid: float64,
        trajectories: listOf(record({ variant: count, x: float64, y: float64 }), MOST_RUNS),
      }),
    ],
    [
      'histograms',
      record({
        view: oneOf('histograms'),
        layers: listOf(
          record({
            parameter: text,
            weights: histogram,
            gradients: histogram,
            gradientSize: wireNumber,
            isWeight: flag,
            updateRatio: wireNumber,
          }),
          1000,
        ),
        activations: listOf(record({ name: text, values: histogram, zeroShare: finite, deadShare: finite }), 1000),
      }),
    ],
    [
      'update',
      record({
        view: oneOf('update'),
        parameter: text,
        entry: count,
        rows: listOf(
          record({
            step: count,
            gradient: wireNumber,
            memoryBefore: listOf(wireNumber, 8),
            memory: listOf(wireNumber, 8),
            before: wireNumber,
            after: wireNumber,
            lr: wireNumber,
            beta: wireNumber,
          }),
        ),
      }),
    ],
    [
      'confusion',
      record({
        view: oneOf('confusion'),
        classes: listOf(text, 1000),
        counts: listOf(listOf(finite, 1000), 1000),
        pictures: listOf(
          record({ label: count, predicted: count, height: count, width: count, channels: count, pixels: float32 }),
          1000,
        ),
        held: flag,
        rows: count,
      }),
    ],
    [
      'units',
      record({
        view: oneOf('units'),
        of: oneOf('inputs', 'weights', 'kernels'),
        range: box,
        layers: listOf(
          record({
            name: text,
            units: count,
            count,
            height: count,
            width: count,
            channels: count,
            parts: count,
            maps: float32,
          }),
          16,
        ),
      }),
    ],
    [
      'example',
      record({
        view: oneOf('example'),
        place: count,
        count,
        row: count,
        held: flag,
        label: finite,
        classes: listOf(text, 1000),
        probabilities: float64,
        picture: optional(record({ height: count, width: count, channels: count, pixels: float32 })),
        inputs: float32,
        layers: listOf(record({ name: text, units: count, values: float32 }), 16),
      }),
    ],
    [
      'sizes',
      record({
        view: oneOf('sizes'),
        steps: float64,
        rows: count,
        layers: listOf(record({ parameter: text, gradient: float64, update: float64 }), 1000),
      }),
    ],
    [
      'slice',
      record({
        view: oneOf('slice'),
        range: box,
        size: count,
        grid: float64,
        steps: float64,
        x: float64,
        y: float64,
        share: finite,
        rows: count,
        of: count,
      }),
    ],
    [
      'trial',
      record({
        view: oneOf('trial'),
        lr: finite,
        momentum: finite,
        steps: float64,
        losses: float64,
        x: float64,
        y: float64,
      }),
    ],
  ]),
);

const ended = record<Extract<FromTrainer, { type: 'ended' }>>({
  type: oneOf('ended'),
  run: count,
  ends: listOf(
    record<Extract<FromTrainer, { type: 'ended' }>['ends'][number]>({
      variant: count,
      steps: count,
      end: runEnd,
      parameters,
      standing: optional(record({ step: count, ...standing })),
      best: optional(record({ step: count, loss: wireNumber })),
    }),
    MOST_RUNS,
  ),
});

const event = byTag<FromTrainer>(
  'type',
  new Map<string, Decoder<FromTrainer>>([
    ['started', record({ type: oneOf('started'), run: count, description })],
    ['progress', record({ type: oneOf('progress'), run: count, progress })],
    ['paused', record({ type: oneOf('paused'), run: count, step: count })],
    ['resumed', record({ type: oneOf('resumed'), run: count })],
    ['hint', record({ type: oneOf('hint'), run: count, text })],
    ['sweep', record({ type: oneOf('sweep'), run: count, sweep })],
    ['view', record({ type: oneOf('view'), run: count, variant: count, step: count, data: viewData })],
    ['parameters', record({ type: oneOf('parameters'), run: count, variant: count, step: count, parameters })],
    ['ended', ended],
  ]),
);

const state = record<TrainingPanelState>({
  run: count,
  uri: text,
  status: oneOf('none', 'running', 'paused', 'ended'),
  description: optional(description),
  curves: listOf(progress),
  ended: optional(ended),
  hints: listOf(text, 1000),
  sweep: optional(sweep),
});

const message = byTag<ToTrainingPanel>(
  'type',
  new Map<string, Decoder<ToTrainingPanel>>([
    ['state', record({ type: oneOf('state'), state })],
    ['event', record({ type: oneOf('event'), event })],
    ['notice', record({ type: oneOf('notice'), text })],
    [
      'settings',
      record({
        type: oneOf('settings'),
        settings: listOf(
          record({
            name: text,
            value: finite,
            scale: oneOf('logarithmic', 'linear', 'whole'),
            from: finite,
            to: finite,
          }),
          100,
        ),
      }),
    ],
  ]),
);

/** The guard at the panel's door: what the host posted, read field by field, or why it was refused. */
export function decodeMessage(value: unknown): { readonly message: ToTrainingPanel } | { readonly refused: string } {
  try {
    return { message: message(value, '') };
  } catch (error) {
    if (error instanceof Malformed) return { refused: error.message };
    throw error;
  }
}
