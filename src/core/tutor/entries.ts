/** Arithmetic on whole tensors, for wrong rules and for comparing answers. */
import type { Sending } from '../autodiff/wrongRule.ts';
import { isShapeProblem } from '../gates/gate.ts';
import { addSummed, broadcastTo, jointShape } from '../tensor/broadcast.ts';
import { addProduct } from '../tensor/products.ts';
import { type Shape, sizeOf, type Tensor, zeros } from '../tensor/tensor.ts';

export const mapped = ({ shape, data }: Tensor, of: (entry: number, at: number) => number): Tensor => ({
  shape,
  data: Float64Array.from(data, of),
});

export const scaledEntries = (tensor: Tensor, by: number): Tensor => mapped(tensor, (entry) => entry * by);

/** Entry by entry after broadcasting; undefined where shapes do not fit. */
export function zipped(a: Tensor, b: Tensor, of: (a: number, b: number) => number): Tensor | undefined {
  const shape = jointShape([a.shape, b.shape]);
  if (isShapeProblem(shape)) return undefined;
  const left = broadcastTo(a, shape);
  const right = broadcastTo(b, shape).data;
  return mapped(left, (entry, at) => of(entry, right[at] ?? 0));
}

export const filled = (shape: Shape, value: number): Tensor => mapped(zeros(shape), () => value);

/** One entry of an elementwise gate's output, with what it was made of. */
export interface EntryAt {
  readonly inputs: readonly [number, number, number];
  /** The operand that the message goes to. */
  readonly own: number;
  /** The other operand of a gate with two. */
  readonly other: number;
  readonly out: number;
  readonly upstream: number;
}

/** The message of a gate that works number by number, before broadcasting is undone: of the output's shape. */
export function unsummedMessage(sending: Sending, of: (entry: EntryAt) => number): Tensor {
  const { inputs, out, upstream, port } = sending;
  const stretched = inputs.map((input) => broadcastTo(input, out.shape).data);
  return mapped(out, (value, at) => {
    const entries = [0, 1, 2].map((p) => stretched[p]?.[at] ?? 0) as [number, number, number];
    return of({
      inputs: entries,
      own: entries[port] ?? 0,
      other: entries[1 - Math.min(port, 1)] ?? 0,
      out: value,
      upstream: upstream.data[at] ?? 0,
    });
  });
}

/** The same, summed to the operand's shape. */
export const messageBy = (sending: Sending, of: (entry: EntryAt) => number): Tensor =>
  summedTo(unsummedMessage(sending, of), sending.right.shape);

export function summedTo(tensor: Tensor, shape: Shape): Tensor {
  const into = zeros(shape);
  addSummed(tensor.data, tensor.shape, into);
  return into;
}

/** The message for another upstream, and for another value of the gate. */
export function messageFor(sending: Sending, upstream: Tensor, out = sending.out): Tensor {
  const { gate, inputs, options, port, right } = sending;
  const into = zeros(right.shape);
  gate.pullback(
    { inputs, out, upstream, options },
    inputs.map((_, i) => (i === port ? into : undefined)),
  );
  return into;
}

export const isElementwise = ({ gate }: Sending): boolean => gate.scalar !== undefined;

/** The matrix product of two matrices; undefined where their sizes do not fit. */
export function product(a: Tensor, b: Tensor): Tensor | undefined {
  const [m = 1, k = 1] = a.shape;
  const [inner = 1, n = 1] = b.shape;
  if (k !== inner) return undefined;
  const out = zeros([m, n]);
  addProduct(a.data, b.data, out.data, { m, k, n, a: 0, b: 0, out: 0 });
  return out;
}

export function turned({ shape, data }: Tensor): Tensor {
  const [rows = 1, columns = 1] = shape;
  const out = zeros([columns, rows]);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out.data[j * rows + i] = data[i * columns + j] ?? 0;
  return out;
}

export const reshaped = (tensor: Tensor, shape: Shape): Tensor | undefined =>
  sizeOf(shape) === tensor.data.length ? { shape, data: tensor.data } : undefined;
