import { showNumber } from '../../base/show.ts';
import type { Nested } from '../../tensor/tensor.ts';

/** `[[1, −2], [3, 4]]` */
export const nestedText = (value: Nested): string =>
  typeof value === 'number' ? showNumber(value) : `[${value.map(nestedText).join(', ')}]`;
