import type { Shape } from '../tensor/tensor.ts';
import type { MakerArguments, MakerProblem } from './maker.ts';

/** The sizes of `zeros(3, 4)` or `zeros([3, 4])`; without any, the shape of a number. */
export function sizesOf(name: string, { positional }: MakerArguments): Shape | MakerProblem {
  const [first] = positional;
  const vector = positional.length === 1 && first?.shape.length === 1;
  const sizes = vector ? Array.from(first.data) : positional.map(({ data }) => data[0] ?? Number.NaN);
  if (!vector && positional.some(({ shape }) => shape.length > 0))
    return { problem: `${name} takes its sizes as numbers, as in ${name}(3, 4)` };
  const wrong = sizes.find((size) => !Number.isSafeInteger(size) || size < 0);
  return wrong === undefined ? sizes : { problem: `${name} takes whole numbers from 0 as sizes, not ${wrong}` };
}

/** A positional argument that must be one number. */
export const numberAt = ({ positional }: MakerArguments, place: number): number | undefined =>
  positional[place]?.shape.length === 0 ? positional[place].data[0] : undefined;
