/** When a number as written counts as the truth. What is said here is said to learners in `media/language.md`, "Digits". */
import { sameShape, type Tensor } from '../../../tensor/tensor.ts';
import type { Digits } from './digits.ts';
import type { WrittenAnswer, WrittenNumber } from './writtenAnswer.ts';

/** `exact`: no difference beyond the last digits of a double, or rounded to four digits or more. */
export type Closeness = 'exact' | 'rounded' | 'no';

export interface Policy {
  /** What the author asks for. Undefined: two significant digits or two decimals, and at most 5 % off. */
  readonly digits?: Digits | undefined;
  /** Two digits are enough for a short number as well: for what follows from rounded numbers. */
  readonly lenient?: boolean;
  /** What the order of summation, or the rounding of the learner's own numbers, can change. */
  readonly noise?: number;
}

const LAST_DIGITS = 1e-9;
/** Of numbers that were worked out in the answer itself. */
const COMPUTED = 1e-6;
/** Rounded on the way with about four digits, or a slope that loses digits, such as (1 − f)·f where f is near 1. */
const ON_THE_WAY = 5e-4;
/** A rounded number is no further off than this. */
export const FARTHEST = 0.05;
/** A tie may be rounded either way, and decimal fractions are no exact doubles. */
const TIE = 1 + 1e-6;

/** What is this small beside a tensor's largest entry is what rounding leaves of a zero. */
const BESIDE = 1e-14;

/** Few digits in full: such a number is not rounded without need. */
const isShort = (value: number): boolean => Math.abs(value - Number(value.toPrecision(4))) <= 1e-12 * Math.abs(value);
/** A whole number or a decimal fraction: rounding on the way does not change it. */
const isDecimal = (value: number): boolean => Math.abs(value - Number(value.toPrecision(9))) <= 1e-13 * Math.abs(value);

/** The place of the `count`-th significant digit: 0.01 for the second of 0.393. */
const placeOfDigit = (value: number, count: number): number =>
  10 ** (Math.floor(Math.log10(Math.abs(value))) - count + 1);

/**
 * Whether a number as written is `truth`. A literal counts when it is `truth` rounded at its own last place, so that digits
 * which were written claim themselves, and when it is as exact as is asked for. Zero is never a rounding of what is not zero.
 */
export function closeness(given: WrittenNumber, truth: number, policy: Policy = {}): Closeness {
  const { value, unit, digits, zeros = 0, isFormula = false } = given;
  const { noise = 0 } = policy;
  if (value === truth) return 'exact';
  if (!Number.isFinite(value) || !Number.isFinite(truth)) return 'no';
  const difference = Math.abs(value - truth);
  if (difference <= Math.max(LAST_DIGITS * Math.abs(truth), noise)) return 'exact';
  if (isFormula || value === 0 || truth === 0 || Math.sign(value) !== Math.sign(truth)) return 'no';
  if (unit !== undefined) {
    if (difference <= 0.5 * unit * TIE) {
      if (digits >= 4) return isFineEnough(value, digits, unit, truth, policy) ? 'exact' : 'no';
      if (isFineEnough(value, digits, unit, truth, policy)) return 'rounded';
    } else if (zeros >= 2 && difference <= 0.5 * unit * 10 ** zeros * TIE) {
      // 123000 is 123456 rounded to three digits.
      const rough = unit * 10 ** zeros;
      if (isFineEnough(value, digits - zeros, rough, truth, policy)) return 'rounded';
    }
  }
  if (unit === undefined && difference <= COMPUTED * Math.abs(truth)) return 'exact';
  return difference <= ON_THE_WAY * Math.abs(truth) && !isDecimal(truth) ? 'rounded' : 'no';
}

/** Whether a number that is `truth` rounded at its own last place has as many digits as are asked for. */
function isFineEnough(
  value: number,
  digits: number,
  unit: number,
  truth: number,
  { digits: asked, lenient }: Policy,
): boolean {
  const difference = Math.abs(value - truth);
  if (asked) {
    const place = asked.kind === 'decimals' ? 10 ** -asked.count : placeOfDigit(truth, asked.count);
    return unit <= place * TIE || difference <= 0.5 * place * TIE;
  }
  if (difference > FARTHEST * Math.abs(truth)) return false;
  // Zeros at the end may be left out: 0.2 for 0.1966, which is 0.20, and 2 for 1.996.
  if (
    difference <= 0.005 * TIE &&
    Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 * Math.max(1, Math.abs(value))
  )
    return true;
  const least = isShort(truth) && lenient !== true ? 3 : 2;
  return digits >= least || (unit < 1 && difference <= 0.5 * placeOfDigit(truth, least) * TIE);
}

/** How close each entry is; undefined where shapes differ. */
export function entriesCloseness(
  given: WrittenAnswer,
  truth: Tensor,
  noise?: Tensor,
  lenient = false,
): readonly Closeness[] | undefined {
  if (!sameShape(given.shape, truth.shape)) return undefined;
  let largest = 0;
  for (const entry of truth.data) largest = Math.max(largest, Math.abs(entry));
  const last = given.entries.length > 1 ? BESIDE * largest : 0;
  return given.entries.map((entry, at) =>
    closeness(entry, truth.data[at] ?? 0, {
      digits: given.digits,
      lenient,
      noise: Math.max(last, noise?.data[at] ?? 0),
    }),
  );
}

/** The worst of all entries; `no` where shapes differ. */
export function answerCloseness(given: WrittenAnswer, truth: Tensor, noise?: Tensor, lenient = false): Closeness {
  const entries = entriesCloseness(given, truth, noise, lenient);
  if (entries === undefined || entries.includes('no')) return 'no';
  return entries.includes('rounded') ? 'rounded' : 'exact';
}
