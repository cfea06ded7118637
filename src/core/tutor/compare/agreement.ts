import { type Shape, sameShape, type Tensor } from '../../tensor/tensor.ts';
import { turned } from '../entries.ts';
import type { GivenArray } from './givenArray.ts';

/** `lies`: the same numbers, in another arrangement. */
export type Agreement =
  | { readonly kind: 'same' }
  | { readonly kind: 'lies'; readonly how: 'turned' | 'flat' }
  | { readonly kind: 'shape' }
  /** Flat indices of the entries that differ. */
  | { readonly kind: 'differs'; readonly wrong: readonly number[] };

const RELATIVE = 1e-4;
/** What the order of summation and float32 leave of a zero, beside the largest entry. */
const BESIDE = 1e-6;
/** With fewer decimals than two, rounding hides mistakes. */
const COARSEST = 0.01;

export function agreementOf(given: GivenArray, truth: Tensor): Agreement {
  const { shape } = given.tensor;
  if (sameShape(shape, truth.shape)) {
    const wrong = differing(given, truth.data);
    return wrong.length === 0 ? { kind: 'same' } : { kind: 'differs', wrong };
  }
  if (given.tensor.data.length !== truth.data.length) return { kind: 'shape' };
  if (sameShape(withoutOnes(shape), withoutOnes(truth.shape)))
    return differing(given, truth.data).length === 0 ? { kind: 'lies', how: 'flat' } : { kind: 'shape' };
  return shape.length === 2 &&
    sameShape(shape.toReversed(), truth.shape) &&
    differing(given, turned(truth).data).length === 0
    ? { kind: 'lies', how: 'turned' }
    : { kind: 'shape' };
}

const withoutOnes = (shape: Shape): Shape => shape.filter((length) => length !== 1);

function differing({ tensor, units }: GivenArray, truth: ArrayLike<number>): readonly number[] {
  let largest = 0;
  for (let i = 0; i < truth.length; i++) {
    const size = Math.abs(truth[i] ?? 0);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  const wrong: number[] = [];
  for (let i = 0; i < truth.length; i++) {
    const a = tensor.data[i] ?? Number.NaN;
    const b = truth[i] ?? Number.NaN;
    if (Object.is(a, b) || a === b) continue;
    const unit = units?.[i] ?? 0;
    const rounding = unit <= COARSEST ? 0.5 * unit * (1 + 1e-6) : 0;
    const allowed = Math.max(RELATIVE * Math.max(Math.abs(a), Math.abs(b)), rounding, BESIDE * largest);
    if (!(Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= allowed)) wrong.push(i);
  }
  return wrong;
}
