import { scalar, type Tensor, zeros } from '../tensor/tensor.ts';
import type { NodeId } from './tape/node.ts';
import type { Tape } from './tape/tape.ts';

/** Gradients of one output with respect to every node that feeds it through gates that pass gradients. */
export interface Gradients {
  readonly output: NodeId;
  /** Whether the output depends on the node. */
  reaches(id: NodeId): boolean;
  /** Undefined where the output does not depend on the node. Of the node's shape; must not be written to. */
  of(id: NodeId): Tensor | undefined;
  /** Of a scalar node; undefined as above. */
  scalarOf(id: NodeId): number | undefined;
  /** For each entry whether any way to the output is open (above 0); undefined where no branch had to be cut off. */
  openAt(id: NodeId): Tensor | undefined;
  /** The nodes reached, the output first, each before its inputs: descending. */
  readonly order: Int32Array;
  /** Stands for the numbers: the same for gradients that were moved. */
  readonly pass: object;
  /** The same gradients on a tape to which the nodes were copied, `to` saying where; undefined if one was not (−1). */
  movedTo(tape: Tape, to: Int32Array): Gradients | undefined;
}

/** What a backward pass has found, each node's gradient at a place of its own. */
export interface GradientStore {
  /** −1 where the output does not depend on the node. */
  placeOf(id: NodeId): number;
  /** Descending. */
  readonly order: Int32Array;
  /** By place; of nodes that are numbers. */
  readonly scalars: Float64Array;
  /** By place; of other nodes, where any message has arrived. */
  readonly tensors: ReadonlyMap<number, Tensor>;
  /** By place: see `openAt`. */
  readonly open?: ReadonlyMap<number, Tensor> | undefined;
  /** The same, the places in the order of the nodes. */
  listed(): Listed;
}

/** One place after the other in the order of the nodes: short where an output needs few of many nodes. */
export class Listed implements GradientStore {
  readonly order: Int32Array;
  readonly scalars: Float64Array;
  readonly tensors: ReadonlyMap<number, Tensor>;
  readonly open: ReadonlyMap<number, Tensor> | undefined;

  constructor(
    order: Int32Array,
    scalars: Float64Array,
    tensors: ReadonlyMap<number, Tensor>,
    open?: ReadonlyMap<number, Tensor>,
  ) {
    this.order = order;
    this.scalars = scalars;
    this.tensors = tensors;
    this.open = open;
  }

  placeOf(id: NodeId): number {
    const { order } = this;
    let low = 0;
    let high = order.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const here = order[middle] ?? -1;
      if (here === id) return middle;
      if (here > id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
  listed(): Listed {
    return this;
  }
}

/** A place for each node from `first` on, whether it is reached (1) or not: quicker to make where most of them are. */
export class DenseGradients implements GradientStore {
  readonly scalars: Float64Array;
  readonly tensors: ReadonlyMap<number, Tensor>;
  private readonly first: NodeId;
  private readonly reached: Uint8Array;
  private inOrder: Int32Array | undefined;

  constructor(first: NodeId, reached: Uint8Array, scalars: Float64Array, tensors: ReadonlyMap<number, Tensor>) {
    this.first = first;
    this.reached = reached;
    this.scalars = scalars;
    this.tensors = tensors;
  }

  placeOf(id: NodeId): number {
    const place = id - this.first;
    return place >= 0 && this.reached[place] === 1 ? place : -1;
  }
  get order(): Int32Array {
    this.inOrder ??= descending(this.reached, this.first);
    return this.inOrder;
  }
  listed(): Listed {
    const { first, order, scalars, tensors } = this;
    return listedOf(order, scalars, tensors, first);
  }
}

/** The nodes that are reached (1), the last first; the first of `reached` is node `first`. */
export function descending(reached: Uint8Array, first: NodeId): Int32Array {
  const order = new Int32Array(reached.length);
  let count = 0;
  for (let place = reached.length - 1; place >= 0; place--) if (reached[place] === 1) order[count++] = place + first;
  return order.slice(0, count);
}

/** A list of these nodes: the numbers and the tensors of both are counted from node `first`. */
export function listedOf(
  order: Int32Array,
  numbers: Float64Array,
  tensors: ReadonlyMap<number, Tensor>,
  first: NodeId,
): Listed {
  const scalars = new Float64Array(order.length);
  for (let place = 0; place < order.length; place++) scalars[place] = numbers[(order[place] ?? 0) - first] ?? 0;
  const byPlace = new Map<number, Tensor>();
  for (let place = 0; tensors.size > 0 && place < order.length; place++) {
    const tensor = tensors.get((order[place] ?? 0) - first);
    if (tensor) byPlace.set(place, tensor);
  }
  return new Listed(order, scalars, byPlace);
}

/** What was found by the pass of that name, for the nodes of this tape. */
export function gradientsOn(tape: Tape, found: GradientStore, pass: object = found): Gradients {
  return {
    get output() {
      return found.order[0] ?? -1;
    },
    get order() {
      return found.order;
    },
    pass,
    reaches: (id) => found.placeOf(id) >= 0,
    of(id) {
      const place = found.placeOf(id);
      if (place < 0) return undefined;
      return tape.isScalar(id)
        ? scalar(found.scalars[place] ?? 0)
        : (found.tensors.get(place) ?? zeros(tape.shapeOf(id)));
    },
    openAt(id) {
      const place = found.open ? found.placeOf(id) : -1;
      return place < 0 ? undefined : (found.open?.get(place) ?? zeros(tape.shapeOf(id)));
    },
    scalarOf(id) {
      const place = found.placeOf(id);
      return place < 0 ? undefined : (found.scalars[place] ?? 0);
    },
    movedTo(other, to) {
      const { order } = found;
      let k = 0;
      while (k < order.length && to[order[k] ?? 0] === order[k]) k++;
      if (k === order.length) return gradientsOn(other, found, pass);
      const moved = order.slice();
      for (; k < order.length; k++) {
        const copy = to[order[k] ?? 0] ?? -1;
        if (copy < 0) return undefined;
        moved[k] = copy;
      }
      const { scalars, tensors, open } = found.listed();
      return gradientsOn(other, new Listed(moved, scalars, tensors, open), pass);
    },
  };
}
