import { showExact, showNumber } from '../base/show.ts';
import { factsOf } from '../tensor/facts.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** `min −1, mean 0.31, max 4, ‖·‖ 12`; empty for a number. */
export function factsText(value: Tensor, digits: number): string {
  if (value.shape.length === 0 || value.data.length === 0) return '';
  const { min, max, mean, norm } = factsOf(value);
  const show = (n: number): string => showNumber(n, digits);
  return `min ${show(min)}, mean ${show(mean)}, max ${show(max)}, ‖·‖ ${show(norm)}`;
}

/** Every digit of the first entries, as nested lists with one row a line; says how many more there are. */
export function exactText(value: Tensor, most = 64): string {
  const { shape, data } = value;
  if (shape.length === 0) return showExact(data[0] ?? Number.NaN);
  if (data.length > most) {
    const first = [...data.subarray(0, most)].map(showExact).join(', ');
    return `${first}, … (${data.length - most} more)`;
  }
  const write = (axis: number, from: number): string => {
    if (axis === shape.length) return showExact(data[from] ?? Number.NaN);
    let step = 1;
    for (const length of shape.slice(axis + 1)) step *= length;
    const parts = Array.from({ length: shape[axis] ?? 0 }, (_, i) => write(axis + 1, from + i * step));
    return `[${parts.join(axis === shape.length - 2 ? `,\n${' '.repeat(axis + 1)}` : ', ')}]`;
  };
  return write(0, 0);
}
