/** What a network has inside: its hidden units as pictures, and what one example does on its way through. */
import type { MadeData } from '../../core/makers/dataSet.ts';
import { rowOf } from '../../core/tensor/byteRows.ts';
import type { ViewData } from '../../protocol/views.ts';
import type { Plan } from '../plan/plan.ts';
import { columnsOf, findPrediction, type Prediction } from '../plan/prediction.ts';
import type { Prepared } from '../run/prepare.ts';
import { rangeOf } from './boundary.ts';
import { affordableRows, type View } from './view.ts';

/** What a data set says of a row set of the plan: names of classes, and how a row is a picture. */
export const factsOfRows = ({ plan, evaluation }: Prepared, set: number): Pick<MadeData, 'classNames' | 'picture'> =>
  evaluation.tape.dataFacts.get(plan.nodes[plan.rowSets[set]?.node ?? -1]?.tape ?? -1) ?? {};

export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** As the data set says; else rows of 784 are MNIST's, of 3072 CIFAR-10's, and axes of their own say it themselves. */
export function pictureSize(shape: readonly number[], said: MadeData['picture']): PictureSize | undefined {
  if (said && columnsOf(shape) === said[0] * said[1] * said[2])
    return { height: said[0], width: said[1], channels: said[2] };
  const [, height, width, channels = 1] = shape;
  if (shape.length >= 3 && height !== undefined && width !== undefined) return { height, width, channels };
  if (shape[1] === 784) return { height: 28, width: 28, channels: 1 };
  if (shape[1] === 3072) return { height: 32, width: 32, channels: 3 };
  return undefined;
}

const pictureOf = (prepared: Prepared, features: number): PictureSize | undefined =>
  pictureSize(prepared.plan.rowSets[features]?.whole.shape ?? [], factsOfRows(prepared, features).picture);

export interface HiddenLayer {
  readonly node: number;
  readonly name: string;
}

/** Values of gates that switch gradients on and off, entry by entry: a layer's activations. */
export const hiddenLayers = (plan: Plan): readonly HiddenLayer[] =>
  plan.nodes.flatMap(({ does, gradient }, node) =>
    does.kind === 'gate' && gradient && does.inputs.length === 1 && does.gate.scalar !== undefined
      ? [{ node, name: plan.nameOf(node) ?? does.gate.name }]
      : [],
  );

const LAYERS = 6;
const UNITS = 64;
const LARGEST_MAP = 48;

const isPlane = ({ plan }: Prepared, { features }: Prediction): boolean => {
  const shape = plan.rowSets[features]?.whole.shape;
  return shape?.length === 2 && shape[1] === 2;
};

/** Index of the parameter whose columns are weights of all entries of a row: the first layer's. */
function firstWeights(plan: Plan, { features }: Prediction): number {
  const entries = columnsOf(plan.rowSets[features]?.whole.shape ?? []);
  return plan.params.findIndex(
    ({ start: { shape } }) => shape.length === 2 && shape[0] === entries && (shape[1] ?? 0) > 1,
  );
}

interface Kernels {
  readonly param: number;
  readonly filters: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Parameters that slide over pictures: (filters, channels, height, width), or (height, width) alone. */
function kernelsOf({ nodes, params }: Plan): readonly Kernels[] {
  const sliding = new Set(
    nodes.flatMap(({ does }) =>
      does.kind === 'gate' && does.gate.spelling.kind === 'call' && does.gate.spelling.name === 'conv2d'
        ? [does.inputs[1] ?? -1]
        : [],
    ),
  );
  return params.flatMap(({ node, start: { shape } }, param) => {
    const [height = 1, width = 1] = shape.slice(-2);
    const [filters = 1, channels = 1] = shape.slice(0, -2);
    return sliding.has(node) ? [{ param, filters, channels, height, width }] : [];
  });
}

/**
 * Each hidden unit over the plane of two inputs; for pictures, kernels or the weights of each unit of the first layer as
 * pictures.
 */
export const units: View<'units'> = {
  name: 'units',
  fits(prepared) {
    const { plan } = prepared;
    if (kernelsOf(plan).length > 0) return true;
    const found = findPrediction(plan);
    if (found === undefined) return false;
    if (isPlane(prepared, found)) return hiddenLayers(plan).some(({ node }) => node <= found.node);
    return pictureOf(prepared, found.features) !== undefined && firstWeights(plan, found) >= 0;
  },
  show(request, { prepared, run }) {
    const { plan } = prepared;
    const kernels = kernelsOf(plan).slice(0, LAYERS);
    if (kernels.length > 0) return kernelPictures(plan, kernels, run.parts.engine.parameters());
    const found = findPrediction(plan);
    if (found === undefined) return undefined;
    if (!isPlane(prepared, found)) return weightPictures(prepared, found, run.parts.engine.parameters());
    const features = plan.rowSets[found.features]?.whole.data;
    if (features === undefined) return undefined;
    const most = Math.floor(Math.sqrt(affordableRows(plan, LARGEST_MAP * LARGEST_MAP)));
    const size = Math.max(2, Math.min(most, Math.floor(request.size)));
    const range = rangeOf(features);
    const [xmin, xmax, ymin, ymax] = range;
    const grid = new Float64Array(size * size * 2);
    for (let at = 0; at < size * size; at++) {
      // Row by row from ymax, as a picture is painted.
      grid[2 * at] = xmin + ((xmax - xmin) * (at % size)) / (size - 1);
      grid[2 * at + 1] = ymax - ((ymax - ymin) * Math.floor(at / size)) / (size - 1);
    }
    const layers = hiddenLayers(plan)
      .filter(({ node }) => node <= found.node)
      .slice(0, LAYERS)
      .flatMap(({ node, name }) => {
        const { shape, data } = run.parts.engine.predict(found.features, grid, size * size, node);
        const all = columnsOf(shape);
        if (shape.length !== 2 || shape[0] !== size * size) return [];
        const count = Math.min(all, UNITS);
        const maps = new Float32Array(count * size * size);
        for (let unit = 0; unit < count; unit++)
          for (let at = 0; at < size * size; at++) maps[unit * size * size + at] = data[at * all + unit] ?? 0;
        return [{ name, units: all, count, height: size, width: size, channels: 1, parts: 1, maps }];
      });
    return { view: 'units', of: 'inputs', range, layers };
  },
};

type Units = Extract<ViewData, { view: 'units' }>;

/** Kernels of one channel, and the first ones of three, which are colours, as they are; others one channel after the other. */
function kernelPictures(
  plan: Plan,
  kernels: readonly Kernels[],
  parameters: readonly { readonly data: ArrayLike<number> }[],
): Units {
  const layers = kernels.map(({ param, filters, channels, height, width }, index) => {
    const apart = channels > 1 && !(index === 0 && channels === 3);
    const units = apart ? filters * channels : filters;
    const count = Math.min(units, UNITS);
    const size = height * width * (apart ? 1 : channels);
    const data = parameters[param]?.data ?? [];
    const maps = Float32Array.from({ length: count * size }, (_, i) => data[i] ?? 0);
    const picture = { height, width, channels: apart ? 1 : channels };
    return {
      name: plan.params[param]?.name ?? '',
      units,
      count,
      ...picture,
      maps,
      parts: apart ? channels : 1,
    };
  });
  return { view: 'units', of: 'kernels', range: [0, 1, 0, 1], layers };
}

function weightPictures(
  prepared: Prepared,
  found: Prediction,
  parameters: readonly { readonly data: ArrayLike<number> }[],
): Units | undefined {
  const place = firstWeights(prepared.plan, found);
  const param = prepared.plan.params[place];
  const picture = pictureOf(prepared, found.features);
  const data = parameters[place]?.data;
  if (param === undefined || picture === undefined || data === undefined) return undefined;
  const [entries = 0, all = 0] = param.start.shape;
  const count = Math.min(all, UNITS);
  const maps = new Float32Array(count * entries);
  for (let unit = 0; unit < count; unit++)
    for (let at = 0; at < entries; at++) maps[unit * entries + at] = data[at * all + unit] ?? 0;
  return {
    view: 'units',
    of: 'weights',
    range: [0, 1, 0, 1],
    layers: [{ name: param.name, units: all, count, ...picture, parts: 1, maps }],
  };
}

const MOST_VALUES = 512;
const MOST_CLASSES = 100;

/** One row of the data: what it is, each hidden layer's values, and the probability of each class. */
export const example: View<'example'> = {
  name: 'example',
  fits({ plan }) {
    const found = findPrediction(plan);
    const target = found && plan.rowSets[found.target];
    return target?.role === 'labels';
  },
  show(request, { prepared, run }) {
    const { plan, heldOut, trainingRows } = prepared;
    const found = findPrediction(plan);
    const features = found && plan.rowSets[found.features]?.whole;
    const labels = found && plan.rowSets[found.target]?.whole.data;
    if (found === undefined || features === undefined || labels === undefined) return undefined;
    const rows = heldOut.length > 0 ? heldOut : trainingRows;
    const place = Math.max(0, Math.min(rows.length - 1, Math.floor(request.place)));
    const row = rows[place] ?? 0;
    const look = run.parts.engine.look(Int32Array.of(row), false);
    const predicted = look.valueOf(found.node);
    const scores = Float64Array.from(predicted.data);
    if (scores.length < 2 || scores.length > MOST_CLASSES) return undefined;
    const layers = hiddenLayers(plan)
      .filter(({ node }) => node <= found.node)
      .slice(0, LAYERS)
      .map(({ node, name }) => {
        const { data } = look.valueOf(node);
        return { name, units: data.length, values: Float32Array.from(data.subarray(0, MOST_VALUES)) };
      });
    const names = factsOfRows(prepared, found.target).classNames ?? [];
    const picture = pictureOf(prepared, found.features);
    const entries = rowOf(features, row, columnsOf(features.shape));
    return {
      view: 'example',
      place,
      count: rows.length,
      row,
      held: heldOut.length > 0,
      label: labels[row] ?? 0,
      classes: Array.from(scores, (_, label) => names[label] ?? String(label)),
      probabilities: probabilitiesOf(scores),
      ...(picture ? { picture: { ...picture, pixels: entries } } : {}),
      inputs: picture ? new Float32Array(0) : entries.slice(0, MOST_VALUES),
      layers,
    };
  },
};

/** Scores become probabilities by softmax; what adds up to 1 already is taken as it is. */
export function probabilitiesOf(scores: Float64Array): Float64Array {
  const sum = scores.reduce((total, score) => total + score, 0);
  if (Math.abs(sum - 1) < 1e-5 && scores.every((score) => score >= 0)) return scores;
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / total);
}
