import { jointShape } from '../tensor/broadcast.ts';
import { type Complex, complex } from '../tensor/complex.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import { walkOver } from '../tensor/walk.ts';
import { defineGate, type GateSpec, nextGateNumber } from './defineGate.ts';
import type { At, Gate, GateKernel, Options, ScalarRule } from './gate.ts';

type Described = 'name' | 'symbol' | 'params' | 'pattern' | 'prose' | 'examples';
type Defaulted =
  | 'spelling'
  | 'options'
  | 'differentiable'
  | 'rules'
  | 'expansion'
  | 'remark'
  | 'chip'
  | 'counts'
  | 'kernel';

type ElementwiseSpec = Pick<GateSpec, Described> &
  Partial<Pick<Gate, Defaulted>> & {
    /** For switches and routers: a slope of 0 cuts off even an infinite upstream. */
    readonly cuts?: boolean;
    /** At most three params. */
    readonly value: ScalarRule['value'];
    readonly slopes: ScalarRule['slopes'];
    /** ∂out/∂param, as the learner reads it. The rule is `upstream * local` unless another is given. */
    readonly locals: readonly string[];
    /**
     * The value on complex numbers, for an exact second derivative by the complex step (Squire and Trapp 1998): the
     * imaginary part of value(x + ih) over h. Where a comparison decides, the real parts are compared.
     */
    readonly complex: (a: Complex, b: Complex, c: Complex, options: Options) => Complex;
  };

type KernelSpec = Pick<ElementwiseSpec, 'params' | 'locals' | 'spelling' | 'kernel'>;

const STEP = 1e-200;
const NOTHING = new Float64Array(1);

/** A gate that works number by number: its author writes school calculus, broadcasting comes for free. */
export function elementwise(spec: ElementwiseSpec): Gate {
  const { value, slopes, cuts = false, complex: analytic, ...described } = spec;
  const { locals } = described;
  const differentiable = described.differentiable ?? described.params.map(() => true);
  return defineGate({
    ...described,
    number: nextGateNumber(),
    differentiable,
    kernel: kernelOf(described),
    rules: described.rules ?? locals.map((local, p) => (differentiable[p] ? ruleOf(local) : '')),
    shape: jointShape,
    value: (inputs, out, options) => fill(value, inputs, out, options),
    pullback(at, into) {
      for (const [p, slope] of slopes.entries()) {
        const target = into[p];
        if (target && differentiable[p]) pull(slope, cuts, p, at, target);
      }
    },
    tangent({ inputs, options }, tangents, out) {
      const { rows, length, starts, steps } = walkOver(shapesOf(inputs), out.shape);
      const z = (p: number, row: number, j: number): Complex => {
        const i = (starts[p]?.[row] ?? 0) + j * (steps[p] ?? 0);
        return complex(inputs[p]?.data[i] ?? 0, (differentiable[p] ? (tangents[p]?.data[i] ?? 0) : 0) * STEP);
      };
      for (let row = 0; row < rows; row++)
        for (let j = 0; j < length; j++)
          out.data[row * length + j] = analytic(z(0, row, j), z(1, row, j), z(2, row, j), options).im / STEP;
    },
    scalar: { value, slopes, cuts },
  });
}

/** An operation of arithmetic is its own formula. */
function kernelOf({ kernel, spelling, params: [a, b], locals }: KernelSpec): GateKernel | undefined {
  if (kernel !== undefined) return { slopes: locals, ...kernel };
  if (spelling?.kind === 'infix') return { value: `${a} ${spelling.operator} ${b}`, slopes: locals };
  return spelling?.kind === 'prefix' ? { value: `${spelling.operator}${a}`, slopes: locals } : undefined;
}

const shapesOf = (inputs: readonly Tensor[]): readonly Shape[] => inputs.map((input) => input.shape);

function ruleOf(local: string): string {
  if (local === '0') return '0 * upstream';
  if (local === '1') return 'upstream';
  if (local === '-1') return '-upstream';
  return /[ ]/.test(local) ? `upstream * (${local})` : `upstream * ${local}`;
}

function fill(value: ScalarRule['value'], inputs: readonly Tensor[], out: Tensor, options: Options): void {
  const { rows, length, starts, steps } = walkOver(shapesOf(inputs), out.shape);
  const a = inputs[0]?.data ?? NOTHING;
  const b = inputs[1]?.data ?? NOTHING;
  const c = inputs[2]?.data ?? NOTHING;
  const [stepA = 0, stepB = 0, stepC = 0] = steps;
  const target = out.data;
  let o = 0;
  for (let row = 0; row < rows; row++) {
    let i = starts[0]?.[row] ?? 0;
    let j = starts[1]?.[row] ?? 0;
    let k = starts[2]?.[row] ?? 0;
    for (const end = o + length; o < end; o++, i += stepA, j += stepB, k += stepC)
      target[o] = value(a[i] ?? 0, b[j] ?? 0, c[k] ?? 0, options);
  }
}

function pull(slope: ScalarRule['slopes'][number], cuts: boolean, p: number, at: At, into: Tensor): void {
  const { inputs, out, upstream, options } = at;
  const { rows, length, starts, steps } = walkOver(shapesOf(inputs), out.shape);
  const a = inputs[0]?.data ?? NOTHING;
  const b = inputs[1]?.data ?? NOTHING;
  const c = inputs[2]?.data ?? NOTHING;
  const [stepA = 0, stepB = 0, stepC = 0] = steps;
  const spread = steps[p] === 1;
  const target = into.data;
  let o = 0;
  for (let row = 0; row < rows; row++) {
    let i = starts[0]?.[row] ?? 0;
    let j = starts[1]?.[row] ?? 0;
    let k = starts[2]?.[row] ?? 0;
    let t = starts[p]?.[row] ?? 0;
    // Summed here and added once, so that a float32 target loses no digits over a long run.
    let total = 0;
    for (const end = o + length; o < end; o++, i += stepA, j += stepB, k += stepC) {
      const local = slope(a[i] ?? 0, b[j] ?? 0, c[k] ?? 0, out.data[o] ?? 0, options);
      if (cuts && local === 0) {
        if (spread) t++;
        continue;
      }
      const downstream = local * (upstream.data[o] ?? 0);
      if (spread) {
        target[t] = (target[t] ?? 0) + downstream;
        t++;
      } else total += downstream;
    }
    if (!spread) target[t] = (target[t] ?? 0) + total;
  }
}
