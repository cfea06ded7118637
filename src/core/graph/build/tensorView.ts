import type { TensorView } from '../../../protocol/graph.ts';
import { toWire, type WireNumber } from '../../../protocol/wire.ts';
import { factsOf } from '../../tensor/facts.ts';
import { sameShape, type Tensor } from '../../tensor/tensor.ts';

const SHOWN_WHOLE = 64;
const THUMBNAIL = 16;

/** A tensor as a picture needs it: all entries of a small one; summary and thumbnail of a big one. Minus zero is 0. */
export function tensorView({ shape, data }: Tensor): TensorView {
  if (data.length > SHOWN_WHOLE) return viewOfLarge(shape, data);
  const entries: WireNumber[] = [];
  for (let i = 0; i < data.length; i++) entries.push(wire(data[i] ?? 0));
  return { shape, entries };
}

/** By its numbers: those that did not change, or that stand at a node and at its edge, are looked through once. */
const views = new WeakMap<Tensor['data'], TensorView>();

function viewOfLarge(shape: readonly number[], data: Tensor['data']): TensorView {
  const before = views.get(data);
  if (before && sameShape(before.shape, shape)) return before;
  const { min, max, mean, norm } = factsOf({ shape, data });
  const summary = { min: wire(min), max: wire(max), mean: wire(mean), norm: wire(norm) };
  const view = { shape, summary, thumbnail: thumbnailOf({ shape, data }) };
  views.set(data, view);
  return view;
}

const wire = (value: number): WireNumber => toWire(value === 0 ? 0 : value);

/** A shade of a colour needs no more. */
const rounded = (value: number): number => Number(value.toPrecision(4));

/** Means of blocks; leading axes are run together into rows, a vector is one row. */
function thumbnailOf({ shape, data }: Tensor): NonNullable<TensorView['thumbnail']> {
  const width = shape.at(-1) ?? 1;
  const height = data.length / width;
  const columns = Math.min(THUMBNAIL, width);
  const rows = Math.min(THUMBNAIL, height);
  const sums = new Float64Array(rows * columns);
  const counts = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < height; i++) {
    const row = Math.floor((i * rows) / height) * columns;
    for (let j = 0; j < width; j++, at++) {
      const block = row + Math.floor((j * columns) / width);
      sums[block] = (sums[block] ?? 0) + (data[at] ?? 0);
      counts[block] = (counts[block] ?? 0) + 1;
    }
  }
  return { rows, columns, entries: Array.from(sums, (sum, block) => wire(rounded(sum / (counts[block] ?? 1)))) };
}

export function isZero({ data }: Tensor): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return false;
  return true;
}

export function allFinite({ data }: Tensor): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}
