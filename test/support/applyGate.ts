import { seededRandom } from '../../src/core/base/seededRandom.ts';
import { flowsTo, type Gate, isShapeProblem, type Options } from '../../src/core/gates/gate.ts';
import { gateNamed } from '../../src/core/gates/index.ts';
import { type Shape, sizeOf, type Tensor, tensor, zerosLike } from '../../src/core/tensor/tensor.ts';

export function gateCalled(name: string): Gate {
  const found = gateNamed(name);
  if (!found) throw new Error(`no gate ${name}`);
  return found;
}

export function shapeOf(gate: Gate, inputs: readonly Tensor[], options: Options): Shape {
  const shape = gate.shape(
    inputs.map((input) => input.shape),
    options,
  );
  if (isShapeProblem(shape)) throw new Error(shape.problem);
  return shape;
}

export function forward(gate: Gate, inputs: readonly Tensor[], options: Options = {}): Tensor {
  const out = zerosLike(inputs[0]?.data ?? new Float64Array(), shapeOf(gate, inputs, options));
  out.data.fill(Number.NaN);
  gate.value(inputs, out, options);
  return out;
}

export function gradientsOf(
  gate: Gate,
  inputs: readonly Tensor[],
  upstream: Tensor,
  options: Options = {},
): readonly Tensor[] {
  const out = forward(gate, inputs, options);
  const into = inputs.map((input) => zerosLike(input.data, input.shape));
  gate.pullback(
    { inputs, out, upstream, options },
    into.map((target, p) => (flowsTo(gate, p) ? target : undefined)),
  );
  return into;
}

export function tangentOf(
  gate: Gate,
  inputs: readonly Tensor[],
  tangents: readonly (Tensor | undefined)[],
  options: Options = {},
): Tensor {
  const out = forward(gate, inputs, options);
  const moved = zerosLike(out.data, out.shape);
  moved.data.fill(Number.NaN);
  gate.tangent({ inputs, out, options }, tangents, moved);
  return moved;
}

export function drawn(shape: Shape, seed: string): Tensor {
  const random = seededRandom(seed);
  return tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
}

export const inner = (a: Tensor, b: Tensor): number =>
  Array.from(a.data).reduce((sum, entry, i) => sum + entry * (b.data[i] ?? 0), 0);

/** |a − b| over the larger of 1 and both sizes: relative for large numbers, absolute for small ones. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const [x = Number.NaN, y = Number.NaN] = [a[i], b[i]];
    if (Object.is(x, y) || x === y) continue;
    const gap = Math.abs(x - y) / Math.max(1, Math.abs(x), Math.abs(y));
    worst = Math.max(worst, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
  }
  return worst;
}
