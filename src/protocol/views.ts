/**
 * The pictures of a training run: one list, which the guard, the panel's questions and its answers derive from. A picture's numbers are made by
 * its file in `trainer/views`, and drawn by its card in the training panel.
 */
import { type Check, isCount, isNumber, isText, listOf, type Members, optional, taggedBy } from './guard.ts';
import type { WireNumber } from './wire.ts';

export type ViewRequest =
  | { readonly view: 'boundary'; readonly size: number }
  | { readonly view: 'surface'; readonly size: number; readonly range?: readonly [number, number, number, number] }
  | { readonly view: 'histograms' }
  | { readonly view: 'fit' }
  /** `entry` −1: whichever moves most. `rows`: how many of the latest updates, where the trainer's own choice is too few. */
  | { readonly view: 'update'; readonly parameter: string; readonly entry: number; readonly rows?: number }
  | { readonly view: 'confusion' }
  /** Each hidden unit over two inputs, `size` points a side; of pictures the kernels, or the weights of each unit of the first layer. */
  | { readonly view: 'units'; readonly size: number }
  /** One row on its way through the network: the `place`-th held-out one, or training one where none is held out. */
  | { readonly view: 'example'; readonly place: number }
  /** Gradients and updates of all weights over the steps. */
  | { readonly view: 'sizes' }
  /** The loss on a plane through the parameters. Takes a while, so it is asked for only when it is wanted. */
  | { readonly view: 'slice'; readonly size: number }
  /** One pair of the map, trained again from the run's start, to be looked at. */
  | { readonly view: 'trial'; readonly lr: number; readonly momentum: number }
  /** Not a picture: the answer is a message `parameters` of that step, for a run to branch from. */
  | { readonly view: 'parameters' };

/** What is answered by a picture. */
export type PictureRequest = Exclude<ViewRequest, { view: 'parameters' }>;
export type ViewName = PictureRequest['view'];

type Asked<Name extends ViewName> = Omit<Extract<ViewRequest, { view: Name }>, 'view'>;

interface ViewWire<Name extends ViewName> {
  /** What the members of a request must be, besides the view's name. */
  readonly asks: { readonly [Member in keyof Required<Asked<Name>>]: Check };
  /** It does not change while the run goes on. */
  readonly lasting?: true;
}

/** In the order in which a panel asks for them: those that a training may have no answer to come first, so that nothing waits for them. */
const views: { readonly [Name in ViewName]: ViewWire<Name> } = {
  slice: { asks: { size: isCount }, lasting: true },
  sizes: { asks: {} },
  units: { asks: { size: isCount } },
  example: { asks: { place: isCount } },
  confusion: { asks: {} },
  trial: { asks: { lr: isNumber, momentum: isNumber }, lasting: true },
  // Only its paths grow, and they come with the progress.
  surface: { asks: { size: isCount, range: optional(isBox) }, lasting: true },
  boundary: { asks: { size: isCount } },
  fit: { asks: {} },
  update: {
    asks: { parameter: isText, entry: (value) => value === -1 || isCount(value), rows: optional(isCount) },
  },
  histograms: { asks: {} },
};

function isBox(value: unknown): boolean {
  return Array.isArray(value) && value.length === 4 && listOf(isNumber, 4)(value);
}

export const viewNames = Object.keys(views) as readonly ViewName[];

export const isLasting = (view: ViewName): boolean => views[view].lasting === true;

const asked: Readonly<Record<ViewRequest['view'], Members>> = {
  ...(Object.fromEntries(viewNames.map((name) => [name, views[name].asks])) as Record<ViewName, Members>),
  parameters: {},
};

export const isViewRequest = taggedBy('view', asked);

export type ViewData =
  | {
      readonly view: 'boundary';
      /** xmin, xmax, ymin, ymax of the features. */
      readonly range: readonly [number, number, number, number];
      readonly size: number;
      readonly classes: number;
      /** size × size, row by row from ymin: the predicted class, or the prediction itself when `classes` is 0. */
      readonly grid: Float32Array;
      /** How sure, 0 to 1. */
      readonly certainty: Float32Array;
      /** `held`: 1 where a point is held out. */
      readonly points: {
        readonly x: Float32Array;
        readonly y: Float32Array;
        readonly label: Float32Array;
        readonly held: Float32Array;
      };
    }
  | {
      readonly view: 'fit';
      /** Of one input: its values. Of several: the targets themselves, beside which predictions are drawn. */
      readonly over: 'input' | 'target';
      readonly name: string;
      /** Of each point that is drawn: where it lies, its target, what is predicted, and 1 where it is held out. */
      readonly x: Float32Array;
      readonly target: Float32Array;
      readonly predicted: Float32Array;
      readonly held: Float32Array;
      /** Of one input: the prediction over its range. */
      readonly curveX: Float32Array;
      readonly curveY: Float32Array;
      /** Of how many points the drawn ones were drawn. */
      readonly rows: number;
      readonly heldOut: number;
      /** Root of the mean squared residual of the points that are drawn. */
      readonly rms: { readonly training: WireNumber; readonly held: WireNumber | null };
    }
  | {
      readonly view: 'surface';
      readonly names: readonly [string, string];
      readonly range: readonly [number, number, number, number];
      readonly size: number;
      readonly grid: Float64Array;
      readonly trajectories: readonly {
        readonly variant: number;
        readonly x: Float64Array;
        readonly y: Float64Array;
      }[];
    }
  | {
      readonly view: 'histograms';
      readonly layers: readonly {
        readonly parameter: string;
        readonly weights: Histogram;
        readonly gradients: Histogram;
        /** Root of the mean square of its entries. */
        readonly gradientSize: WireNumber;
        /** It has rows and columns: a rule of thumb for weights holds. */
        readonly isWeight: boolean;
        readonly updateRatio: WireNumber;
      }[];
      readonly activations: readonly {
        readonly name: string;
        /** Without the zeros, whose share of all values is `zeroShare`. */
        readonly values: Histogram;
        readonly zeroShare: number;
        readonly deadShare: number;
      }[];
    }
  | {
      readonly view: 'update';
      readonly parameter: string;
      readonly entry: number;
      readonly rows: readonly {
        readonly step: number;
        /** With weight decay, unless that is decoupled, and shortened where clip_norm is given. */
        readonly gradient: WireNumber;
        /** Of each of the optimiser's memories: before and after. */
        readonly memoryBefore: readonly WireNumber[];
        readonly memory: readonly WireNumber[];
        readonly before: WireNumber;
        readonly after: WireNumber;
        readonly lr: WireNumber;
        readonly beta: WireNumber;
      }[];
    }
  | {
      readonly view: 'confusion';
      readonly classes: readonly string[];
      /** How many of each class (row) were taken for which (column). */
      readonly counts: readonly (readonly number[])[];
      /** Some that went wrong. Pixels from 0 to 1, row by row; of three channels all reds first, then greens, then blues. */
      readonly pictures: readonly {
        readonly label: number;
        readonly predicted: number;
        readonly height: number;
        readonly width: number;
        readonly channels: number;
        readonly pixels: Float32Array;
      }[];
      /** Counted were rows held out, else training rows; of how many there are. */
      readonly held: boolean;
      readonly rows: number;
    }
  | {
      readonly view: 'units';
      readonly of: 'inputs' | 'weights' | 'kernels';
      /** xmin, xmax, ymin, ymax of two inputs. */
      readonly range: readonly [number, number, number, number];
      readonly layers: readonly {
        readonly name: string;
        /** All units there are; of the first `count` a map each, one after the other, from the top left. */
        readonly units: number;
        readonly count: number;
        readonly height: number;
        readonly width: number;
        readonly channels: number;
        /** How many units in a row belong together: the channels of a kernel; mostly 1. */
        readonly parts: number;
        readonly maps: Float32Array;
      }[];
    }
  | {
      readonly view: 'example';
      readonly place: number;
      /** Rows that can be chosen. */
      readonly count: number;
      /** Of the data, from 0. */
      readonly row: number;
      readonly held: boolean;
      readonly label: number;
      readonly classes: readonly string[];
      readonly probabilities: Float64Array;
      readonly picture?:
        | { readonly height: number; readonly width: number; readonly channels: number; readonly pixels: Float32Array }
        | undefined;
      /** Its entries, where it is no picture. */
      readonly inputs: Float32Array;
      readonly layers: readonly { readonly name: string; readonly units: number; readonly values: Float32Array }[];
    }
  | {
      readonly view: 'sizes';
      readonly steps: Float64Array;
      /** Training rows that the gradients are of. */
      readonly rows: number;
      /** Roots of mean squares at each of the steps. */
      readonly layers: readonly {
        readonly parameter: string;
        readonly gradient: Float64Array;
        readonly update: Float64Array;
      }[];
    }
  | {
      readonly view: 'slice';
      /** Distances from the last place, along the first direction and along the second. */
      readonly range: readonly [number, number, number, number];
      readonly size: number;
      readonly grid: Float64Array;
      readonly steps: Float64Array;
      readonly x: Float64Array;
      readonly y: Float64Array;
      /** Of the squared distances of the way from its last place, how much lies in the plane. */
      readonly share: number;
      /** The loss is of so many training rows, of so many. */
      readonly rows: number;
      readonly of: number;
    }
  | {
      readonly view: 'trial';
      readonly lr: number;
      readonly momentum: number;
      /** Updates made before each of the losses. */
      readonly steps: Float64Array;
      readonly losses: Float64Array;
      /** Of two trainable numbers: where they were at each of the steps; else empty. */
      readonly x: Float64Array;
      readonly y: Float64Array;
    };

export interface Histogram {
  readonly from: WireNumber;
  readonly to: WireNumber;
  readonly counts: readonly number[];
}
