/**
 * What a program computes, as a graph of tensors: gates have become arithmetic, number by number, sums along axes, matrix
 * products, views, and calls of TypeScript for what has no formula. Nodes are numbered in an order in which they can be
 * computed; equal nodes are one.
 */
import { broadcastShape } from '../../core/tensor/broadcast.ts';
import { type Shape, sameShape, sizeOf, type Tensor } from '../../core/tensor/tensor.ts';

/** What works number by number. A comparison gives a mask, which is 1 or 0 where a number is needed. */
export type MapOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'neg'
  | 'abs'
  | 'sign'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'erfc'
  | 'pow'
  | 'copy'
  | 'where'
  | Comparison;
export type Comparison = 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne';
export type Reduction = 'sum' | 'largest' | 'smallest';

const comparisons: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);

/** A stretch of linear memory; its place is known once everything is. */
export interface Storage {
  readonly size: number;
  /** Bytes from the beginning of memory; −1: not yet placed. */
  at: number;
}

/** Entries of a storage as a tensor: entry (i, j, …) stands at offset + i · strides[0] + j · strides[1] + … */
export interface TensorLayout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** `batch` products of (m, k) and (k, n); of the first factor (`tn`) or the second (`nt`) the transpose is what lies in memory. */
export interface ProductSizes {
  readonly kind: 'nn' | 'nt' | 'tn';
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Entries from one product's factor to the next one's; 0: all share it. */
  readonly leftStep: number;
  readonly rightStep: number;
}

/** TypeScript that runs in the middle of a schedule. Outputs are zeros before it; those that nothing asks for are undefined. */
export type CallBody = (inputs: readonly Tensor[], outputs: readonly (Tensor | undefined)[]) => void;

export type KernelDoing =
  | { readonly op: MapOp }
  | { readonly op: 'constant'; readonly value: number }
  /** Memory that is there before the program runs, row by row. */
  | { readonly op: 'leaf'; readonly storage: Storage }
  | { readonly op: Reduction; readonly axes: readonly boolean[] }
  | { readonly op: 'product'; readonly sizes: ProductSizes }
  | { readonly op: 'view'; readonly layout: TensorLayout }
  /** The inputs put at places of one storage, which is 0 elsewhere. */
  | { readonly op: 'assemble'; readonly places: readonly TensorLayout[]; readonly covered: boolean }
  | { readonly op: 'call'; readonly body: CallBody; readonly outputs: readonly Shape[] }
  | { readonly op: 'output'; readonly index: number };

export interface Node {
  readonly id: number;
  readonly does: KernelDoing;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  readonly mask: boolean;
}

/** Thrown for what no formula can say: the gate then runs as it is written in TypeScript. */
export class NoFormula extends Error {}

const steps = (shape: Shape): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

export const rowByRow = (shape: Shape): TensorLayout => ({ offset: 0, strides: steps(shape) });

const isRowByRow = (shape: Shape, { strides }: TensorLayout): boolean =>
  shape.every((length, axis) => length === 1 || strides[axis] === sizeOf(shape.slice(axis + 1)));

export class Graph {
  readonly nodes: Node[] = [];
  private readonly known = new Map<string, Node>();

  private node(does: KernelDoing, inputs: readonly Node[], shape: Shape, key?: string): Node {
    const same = key === undefined ? undefined : this.known.get(key);
    if (same) return same;
    const made = { id: this.nodes.length, does, inputs, shape, mask: comparisons.has(does.op) };
    this.nodes.push(made);
    if (key !== undefined) this.known.set(key, made);
    return made;
  }

  leaf(storage: Storage, shape: Shape): Node {
    return this.node({ op: 'leaf', storage }, [], shape);
  }

  constant(value: number): Node {
    return this.node({ op: 'constant', value }, [], [], `=${Object.is(value, -0) ? '-0' : value}`);
  }

  map(op: MapOp, ...inputs: readonly Node[]): Node {
    const [a, b, c] = inputs;
    const x = a && constantOf(a);
    const y = b && constantOf(b);
    if (x !== undefined && (b === undefined || y !== undefined) && c === undefined) {
      const folded = fold(op, x, y ?? 0);
      if (folded !== undefined) return this.constant(folded);
    }
    if (op === 'mul' && a && b) {
      if (x === 1) return b;
      if (y === 1) return a;
    }
    if (op === 'div' && a && y === 1) return a;
    if (op === 'pow' && a && y !== undefined && Number.isInteger(y) && Math.abs(y) <= 16) return this.power(a, y);
    let shape: Shape = [];
    for (const input of inputs) {
      const joint = broadcastShape(shape, input.shape);
      if (joint === undefined) throw new Error('shapes of a formula do not fit together');
      shape = joint;
    }
    return this.node({ op }, inputs, shape, `${op}:${inputs.map(({ id }) => id).join()}`);
  }

  private power(a: Node, by: number): Node {
    if (by < 0) return this.map('div', this.constant(1), this.power(a, -by));
    if (by === 0) return this.map('where', this.map('eq', a, a), this.constant(1), this.constant(1));
    if (by === 1) return a;
    const half = this.power(a, by >> 1);
    const squared = this.map('mul', half, half);
    return by % 2 === 0 ? squared : this.map('mul', squared, a);
  }

  where(mask: Node, a: Node, b: Node): Node {
    return this.map('where', mask.mask ? mask : this.map('ne', mask, this.constant(0)), a, b);
  }

  /** `slope` times `upstream`; where a slope that `cuts` is 0, the product is 0 even for an infinite upstream; undefined: 0 everywhere. */
  message(slope: Node, upstream: Node, cuts: boolean): Node | undefined {
    const zero = this.constant(0);
    const at = constantOf(slope);
    if (at === 0 && cuts) return undefined;
    if (slope.mask && cuts) return this.map('where', slope, upstream, zero);
    if (slope.does.op === 'where') {
      const [mask, a, b] = slope.inputs;
      const known = (value: Node | undefined): value is Node => value !== undefined && constantOf(value) !== undefined;
      if (mask && known(a) && known(b)) {
        const branch = (value: Node): Node =>
          constantOf(value) === 0 && cuts ? zero : this.map('mul', value, upstream);
        return this.map('where', mask, branch(a), branch(b));
      }
    }
    const product = this.map('mul', slope, upstream);
    return cuts ? this.where(slope, product, zero) : product;
  }

  reduce(op: Reduction, x: Node, axes: readonly boolean[]): Node {
    if (!axes.some((reduced, axis) => reduced && x.shape[axis] !== 1)) return x;
    const shape = x.shape.map((length, axis) => (axes[axis] ? 1 : length));
    return this.node({ op, axes }, [x], shape, `${op}:${x.id}:${axes.join()}`);
  }

  /** The same entries in another shape. */
  reshape(x: Node, shape: Shape): Node {
    if (sameShape(x.shape, shape)) return x;
    if (x.does.op === 'constant') return x;
    return this.view(x, shape, rowByRow(shape));
  }

  /** Entries of x, which lies row by row. */
  view(x: Node, shape: Shape, layout: TensorLayout): Node {
    const whole = this.contiguous(x);
    const { does, inputs } = whole;
    const [under = whole] = does.op === 'view' ? inputs : [];
    const offset = layout.offset + (does.op === 'view' ? does.layout.offset : 0);
    const placed = { offset, strides: layout.strides };
    return this.node(
      { op: 'view', layout: placed },
      [under],
      shape,
      `view:${under.id}:${shape}:${offset}:${layout.strides}`,
    );
  }

  /** x, lying row by row. */
  contiguous(x: Node): Node {
    if (x.does.op === 'constant') return this.map('copy', x);
    return x.does.op === 'view' && !isRowByRow(x.shape, x.does.layout) ? this.map('copy', x) : x;
  }

  /** Stretched to a shape that it broadcasts to. */
  stretched(x: Node, shape: Shape): Node {
    if (sameShape(x.shape, shape)) return x;
    const strides = shape.map((length, axis) => {
      const own = axis - shape.length + x.shape.length;
      return own < 0 || x.shape[own] !== length ? 0 : sizeOf(x.shape.slice(own + 1));
    });
    return this.map('copy', this.view(x, shape, { offset: 0, strides }));
  }

  /** Summed over the axes along which `shape` was stretched to x's; or the largest along them. */
  summedTo(x: Node, shape: Shape, op: Reduction = 'sum'): Node {
    const full = sizeOf(x.shape) < sizeOf(shape) ? this.stretched(x, shape) : x;
    const missing = full.shape.length - shape.length;
    const axes = full.shape.map((length, axis) => length !== 1 && (shape[axis - missing] ?? 1) === 1);
    return this.reshape(this.reduce(op, full, axes), shape);
  }

  assemble(parts: readonly Node[], places: readonly TensorLayout[], shape: Shape, covered: boolean): Node {
    return this.node({ op: 'assemble', places, covered }, parts, shape);
  }

  call(body: CallBody, inputs: readonly Node[], outputs: readonly Shape[]): readonly Node[] {
    const made = this.node(
      { op: 'call', body, outputs },
      inputs.map((input) => this.contiguous(input)),
      [],
    );
    return outputs.map((shape, index) => this.node({ op: 'output', index }, [made], shape));
  }

  /** A product whose factors lie row by row. The shape of the result is given, as batches may have several axes. */
  product(sizes: ProductSizes, left: Node, right: Node, shape: Shape): Node {
    const { kind, batch, m, k, n } = sizes;
    if (batch === 1 && (m === 1 || k === 1 || n === 1)) return this.thinProduct(sizes, left, right, shape);
    const key = `product:${kind}:${Object.values(sizes)}:${left.id}:${right.id}:${shape}`;
    return this.node({ op: 'product', sizes }, [this.contiguous(left), this.contiguous(right)], shape, key);
  }

  /** A row, a column or an outer product is sums of products, number by number. */
  private thinProduct({ kind, m, k, n }: ProductSizes, left: Node, right: Node, shape: Shape): Node {
    const [a, b, summed] =
      kind === 'nn'
        ? n === 1
          ? [[m, k], [1, k], 1]
          : [[m, k, 1], [1, k, n], 1]
        : kind === 'nt'
          ? [[m, 1, k], [1, n, k], 2]
          : [[k, m, 1], [k, 1, n], 0];
    const product = this.map('mul', this.reshape(left, a), this.reshape(right, b));
    const axes = product.shape.map((_, axis) => axis === summed);
    return this.reshape(this.reduce('sum', product, axes), shape);
  }
}

export const constantOf = ({ does }: Node): number | undefined => (does.op === 'constant' ? does.value : undefined);

function fold(op: MapOp, a: number, b: number): number | undefined {
  switch (op) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'neg':
      return -a;
    case 'sqrt':
      return Math.sqrt(a);
    case 'exp':
      return Math.exp(a);
    case 'log':
      return Math.log(a);
    case 'pow':
      return a ** b;
    default:
      return undefined;
  }
}
