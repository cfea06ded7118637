import { showShape } from '../base/show.ts';
import { type AxisView, aroundAxis, isAxisOf } from '../tensor/axes.ts';
import type { Numbers, Shape } from '../tensor/tensor.ts';
import { defineGate, type GateSpec } from './defineGate.ts';
import type { Gate, OptionSpec, Options, ShapeProblem } from './gate.ts';

/** One run of entries along the reduced axis: entry i stands at `start + i * step`. */
export interface Run {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

export type ReductionSpec = Pick<GateSpec, 'name' | 'symbol' | 'pattern' | 'rules' | 'prose' | 'examples'> &
  Partial<Pick<Gate, 'expansion' | 'counts' | 'differentiable'>> & {
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

const options: readonly OptionSpec[] = [
  {
    name: 'axis',
    kind: 'whole number',
    initial: undefined,
    meaning: 'the axis to reduce, from 0; negative counts from the end; left out: all of them',
    positional: false,
  },
  {
    name: 'keepdims',
    kind: 'true or false',
    initial: false,
    meaning: 'keeps the reduced axis with length 1, so that the result broadcasts against the operand',
    positional: false,
  },
];

export const axisOf = (given: Options): number | undefined => (typeof given.axis === 'number' ? given.axis : undefined);

export const noSuchAxis = (shape: Shape, axis: number): ShapeProblem => ({
  problem:
    shape.length === 0
      ? `axis ${axis} does not exist: the operand is a number, of shape ()`
      : `axis ${axis} does not exist: shape ${showShape(shape)} has ${shape.length === 1 ? 'only axis 0' : `the axes 0 to ${shape.length - 1}`}`,
});

/** How many entries one entry of the result stands for. */
export const entriesBehind = ([x = []]: readonly Shape[], given: Options): number =>
  aroundAxis(x, axisOf(given)).length;

function forEachRun({ outer, length, inner }: AxisView, each: (run: Run, at: number) => void): void {
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) each({ start: o * length * inner + j, step: inner, length }, o * inner + j);
}

export function reduction(spec: ReductionSpec): Gate {
  const { reduce, pull, push, takesNothing, further = [], refuses, ...described } = spec;
  return defineGate({
    ...described,
    params: ['x'],
    options: [...options, ...further],
    shape([x = []], given) {
      const axis = axisOf(given);
      if (axis !== undefined && !isAxisOf(x, axis)) return noSuchAxis(x, axis);
      if (!takesNothing && aroundAxis(x, axis).length === 0)
        return { problem: `${spec.name} of no entries: the operand has shape ${showShape(x)}` };
      const refused = refuses?.(aroundAxis(x, axis).length, given);
      if (refused !== undefined) return { problem: `${spec.name} of shape ${showShape(x)}: ${refused}` };
      const at = axis === undefined ? undefined : axis < 0 ? axis + x.length : axis;
      if (given.keepdims === true) return x.map((length, i) => (at === undefined || i === at ? 1 : length));
      return at === undefined ? [] : x.filter((_, i) => i !== at);
    },
    value([x], out, given) {
      if (x)
        forEachRun(aroundAxis(x.shape, axisOf(given)), (run, at) => {
          out.data[at] = reduce(x.data, run, given);
        });
    },
    pullback({ inputs: [x], out, upstream, options: given }, [into]) {
      if (x && into)
        forEachRun(aroundAxis(x.shape, axisOf(given)), (run, at) =>
          pull(x.data, run, out.data[at] ?? 0, upstream.data[at] ?? 0, into.data, given),
        );
    },
    tangent({ inputs: [x], options: given }, [dx], out) {
      if (x)
        forEachRun(aroundAxis(x.shape, axisOf(given)), (run, at) => {
          out.data[at] = dx ? push(x.data, run, dx.data, given) : 0;
        });
    },
  });
}
