import type { Tensor } from './tensor.ts';

interface TensorFacts {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly norm: number;
}

/** Of a tensor with entries; nan where one of them is. */
export function factsOf({ data }: Tensor): TensorFacts {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    const entry = data[i] ?? 0;
    min = Math.min(min, entry);
    max = Math.max(max, entry);
    sum += entry;
    squares += entry * entry;
  }
  return { min, max, mean: sum / data.length, norm: Math.sqrt(squares) };
}
