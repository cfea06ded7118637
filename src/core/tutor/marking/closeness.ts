import { sameShape, type Tensor } from '../../tensor/tensor.ts';
import type { WrittenAnswer, WrittenNumber } from './writtenAnswer.ts';

/** `exact`: no difference beyond the last digits of a double, or rounded to four digits or more. */
export type Closeness = 'exact' | 'rounded' | 'no';

const LAST_DIGITS = 1e-9;
const COMPUTED = 1e-6;
/** Rounded on the way with about four digits, or a slope that loses digits, such as (1 − f)·f where f is near 1. */
const ON_THE_WAY = 5e-4;

/** What is this small beside a tensor's largest entry is what rounding leaves of a zero. */
const BESIDE = 1e-14;

/** Few digits in full: such a number is not rounded without need. */
const isShort = (value: number): boolean => Math.abs(value - Number(value.toPrecision(4))) <= 1e-12 * Math.abs(value);

/**
 * Whether a number as written is `truth`. A literal counts when it is `truth` rounded to its own last place, with two
 * significant digits at least, three where `truth` itself has only a few. Zero is never a rounding of what is not zero.
 * `noise` is what the order of summation can change.
 */
export function closeness(given: WrittenNumber, truth: number, noise = 0): Closeness {
  const { value, unit, digits } = given;
  if (Object.is(value, truth) || value === truth) return 'exact';
  if (!Number.isFinite(value) || !Number.isFinite(truth)) return 'no';
  const difference = Math.abs(value - truth);
  if (difference <= Math.max(LAST_DIGITS * Math.abs(truth), noise)) return 'exact';
  if (value === 0 || truth === 0 || Math.sign(value) !== Math.sign(truth)) return 'no';
  const short = isShort(truth);
  if (unit === undefined) {
    if (difference <= COMPUTED * Math.abs(truth)) return 'exact';
  } else if (difference <= 0.5 * unit * (1 + 1e-6)) {
    if (digits >= 4) return 'exact';
    if (digits === 3 || (digits === 2 && !short)) return 'rounded';
  }
  return difference <= ON_THE_WAY * Math.abs(truth) && !(short && isShort(value)) ? 'rounded' : 'no';
}

/** The worst of all entries; `no` where shapes differ. */
export function answerCloseness(given: WrittenAnswer, truth: Tensor, noise?: Tensor): Closeness {
  if (!sameShape(given.shape, truth.shape)) return 'no';
  let worst: Closeness = 'exact';
  let largest = 0;
  for (const entry of truth.data) largest = Math.max(largest, Math.abs(entry));
  const last = given.entries.length > 1 ? BESIDE * largest : 0;
  for (const [at, entry] of given.entries.entries()) {
    const close = closeness(entry, truth.data[at] ?? 0, Math.max(last, noise?.data[at] ?? 0));
    if (close === 'no') return 'no';
    if (close === 'rounded') worst = 'rounded';
  }
  return worst;
}
