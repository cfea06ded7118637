import { showShape } from '../base/show.ts';
import { type AxisView, isAxisOf } from '../tensor/axes.ts';
import { type Numbers, type Shape, sizeOf } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import { type Gate, numbersLike, type OptionSpec, type Options, type ShapeProblem } from './gate.ts';

/** One run of entries along the reduced axis: entry i stands at `start + i * step`. */
export interface Run {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

export type ReductionSpec = Pick<GateSpec, 'name' | 'symbol' | 'pattern' | 'rules' | 'prose' | 'examples'> &
  Partial<Pick<Gate, 'expansion' | 'counts' | 'differentiable' | 'kernel'>> & {
    /** What one run of entries gives. */
    readonly reduce: (x: Numbers, run: Run, given: Options) => number;
    /** Adds the downstream gradient of each entry of the run. */
    readonly pull: (x: Numbers, run: Run, out: number, upstream: number, into: Numbers, given: Options) => void;
    /** How far the result moves when the entries move by `dx`. */
    readonly push: (x: Numbers, run: Run, dx: Numbers, given: Options) => number;
    /** Whether no entries at all have a result. */
    readonly takesNothing: boolean;
    /** Options besides `axis` and `keepdims`. */
    readonly further?: readonly OptionSpec[];
    /** Why a result of so many entries cannot be had with these options, after the gate's name. */
    readonly refuses?: (entries: number, given: Options) => string | undefined;
  };

export const reductionOptions: readonly OptionSpec[] = [
  {
    name: 'axis',
    kind: 'axes',
    initial: undefined,
    meaning: 'the axis to reduce, from 0, or several as in (0, 1); negative counts from the end; left out: all of them',
    positional: true,
  },
  {
    name: 'keepdims',
    kind: 'true or false',
    initial: false,
    meaning: 'keeps the reduced axis with length 1, so that the result broadcasts against the operand',
    positional: true,
  },
];

/** The axes that are reduced, from 0 and in order; one that does not exist: as it was given, below 0 or beyond the last. */
function axesOf(shape: Shape, { axis }: Options): readonly number[] {
  if (axis === undefined || typeof axis === 'boolean') return shape.map((_, i) => i);
  const given = typeof axis === 'number' ? [axis] : axis;
  return given.map((one) => (one < 0 ? one + shape.length : one)).sort((a, b) => a - b);
}

/** Why these axes cannot be reduced. */
function axesProblem(shape: Shape, given: Options): ShapeProblem | undefined {
  const { axis } = given;
  if (axis === undefined || typeof axis === 'boolean') return undefined;
  const missing = (typeof axis === 'number' ? [axis] : axis).find((one) => !isAxisOf(shape, one));
  if (missing !== undefined) return noSuchAxis(shape, missing);
  const axes = axesOf(shape, given);
  const twice = axes.find((one, i) => one === axes[i + 1]);
  return twice === undefined ? undefined : { problem: `axis ${twice} is given twice` };
}

/** The shape of the result. */
function reducedShape(shape: Shape, given: Options): Shape {
  const axes = axesOf(shape, given);
  return given.keepdims === true
    ? shape.map((length, i) => (axes.includes(i) ? 1 : length))
    : shape.filter((_, i) => !axes.includes(i));
}

export const noSuchAxis = (shape: Shape, axis: number): ShapeProblem => ({
  problem:
    shape.length === 0
      ? `axis ${axis} does not exist: the operand is a number, of shape ()`
      : `axis ${axis} does not exist: shape ${showShape(shape)} has ${shape.length === 1 ? 'only axis 0' : `the axes 0 to ${shape.length - 1}`}`,
});

/** How many entries one entry of the result stands for. */
export const reducedEntries = ([x = []]: readonly Shape[], given: Options): number =>
  axesOf(x, given).reduce((count, axis) => count * (x[axis] ?? 1), 1);

function forEachRun({ outer, length, inner }: AxisView, each: (run: Run, at: number) => void): void {
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) each({ start: o * length * inner + j, step: inner, length }, o * inner + j);
}

/** Neighbouring axes are one long axis; undefined where the reduced ones do not lie side by side. */
function oneAxis(shape: Shape, axes: readonly number[]): AxisView | undefined {
  const first = axes[0] ?? 0;
  const last = first + axes.length - 1;
  if (axes.length > 0 && axes.at(-1) !== last) return undefined;
  const length = axes.reduce((count, axis) => count * (shape[axis] ?? 1), 1);
  return {
    outer: sizeOf(shape.slice(0, first)),
    length,
    inner: sizeOf(shape.slice(axes.length === 0 ? first : last + 1)),
  };
}

/** For each entry with the reduced axes last, where it stands in the operand. */
function entriesByRun(shape: Shape, axes: readonly number[]): Int32Array {
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const places = new Int32Array(sizeOf(shape));
  const counter = order.map(() => 0);
  let place = 0;
  for (let i = 0; i < places.length; i++) {
    places[i] = place;
    for (let k = order.length - 1; k >= 0; k--) {
      const axis = order[k] ?? 0;
      const stride = strides[axis] ?? 0;
      counter[k] = (counter[k] ?? 0) + 1;
      place += stride;
      if ((counter[k] ?? 0) < (shape[axis] ?? 0)) break;
      place -= stride * (shape[axis] ?? 0);
      counter[k] = 0;
    }
  }
  return places;
}

/** The operand's numbers with the reduced axes last, where they do not lie side by side. */
interface Arranged {
  readonly view: AxisView;
  /** Undefined: as they are. */
  readonly places: Int32Array | undefined;
}

function arranged(shape: Shape, given: Options): Arranged {
  const axes = axesOf(shape, given);
  const view = oneAxis(shape, axes);
  if (view) return { view, places: undefined };
  const length = reducedEntries([shape], given);
  return { view: { outer: sizeOf(shape) / length, length, inner: 1 }, places: entriesByRun(shape, axes) };
}

function taken(data: Numbers, places: Int32Array | undefined): Numbers {
  if (places === undefined) return data;
  const moved = numbersLike(data, places.length);
  for (let i = 0; i < places.length; i++) moved[i] = data[places[i] ?? 0] ?? 0;
  return moved;
}

export function reduction(spec: ReductionSpec): Gate {
  const { reduce, pull, push, takesNothing, further = [], refuses, ...described } = spec;
  return defineGate({
    ...described,
    params: ['x'],
    options: [...reductionOptions, ...further],
    shape([x = []], given) {
      const problem = axesProblem(x, given);
      if (problem) return problem;
      if (!takesNothing && reducedEntries([x], given) === 0)
        return { problem: `${spec.name} of no entries: the operand has shape ${showShape(x)}` };
      const refused = refuses?.(reducedEntries([x], given), given);
      if (refused !== undefined) return { problem: `${spec.name} of shape ${showShape(x)}: ${refused}` };
      return reducedShape(x, given);
    },
    value([x], out, given) {
      if (!x) return;
      const { view, places } = arranged(x.shape, given);
      const data = taken(x.data, places);
      forEachRun(view, (run, at) => {
        out.data[at] = reduce(data, run, given);
      });
    },
    pullback({ inputs: [x], out, upstream, options: given }, [into]) {
      if (!x || !into) return;
      const { view, places } = arranged(x.shape, given);
      const data = taken(x.data, places);
      const pulled = places === undefined ? into.data : numbersLike(into.data, places.length);
      forEachRun(view, (run, at) => pull(data, run, out.data[at] ?? 0, upstream.data[at] ?? 0, pulled, given));
      if (places === undefined) return;
      for (let i = 0; i < places.length; i++) {
        const at = places[i] ?? 0;
        into.data[at] = (into.data[at] ?? 0) + (pulled[i] ?? 0);
      }
    },
    tangent({ inputs: [x], options: given }, [dx], out) {
      if (!x) return;
      const { view, places } = arranged(x.shape, given);
      const data = taken(x.data, places);
      const moves = dx && taken(dx.data, places);
      forEachRun(view, (run, at) => {
        out.data[at] = moves ? push(data, run, moves, given) : 0;
      });
    },
  });
}
