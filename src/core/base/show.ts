/** Numbers and shapes, written for people. The one place that decides how they look. */

const MINUS = '−';

/** What has been written of late: in a picture one number stands at a gate, on its edges and in sentences. */
const lately = new Map<number, string>();
let latelyDigits = 0;
const REMEMBERED = 4096;

/**
 * A number with `digits` significant digits (default 4): no trailing zeros, a real minus sign, scientific notation
 * where fixed notation would print zeros or a long row of digits.
 */
export function showNumber(value: number, digits = 4): string {
  if (digits !== latelyDigits || lately.size > REMEMBERED) {
    lately.clear();
    latelyDigits = digits;
  }
  let text = lately.get(value);
  if (text === undefined) {
    text = written(value, digits);
    lately.set(value, text);
  }
  return text;
}

function written(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return `${MINUS}inf`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (Number.isInteger(value) && size < 1e6) return sign + String(size);
  if (digits >= 1 && digits <= 6) {
    const fixed = size.toPrecision(digits);
    if (!fixed.includes('e') && !fixed.startsWith('0.000')) return sign + trimmed(fixed);
  }
  const [mantissa = '', exponent = '0'] = size.toExponential(Math.max(0, digits - 1)).split('e');
  const power = Number(exponent);
  if (power < -3 || power >= Math.max(6, digits))
    return `${sign}${trimmed(mantissa)}e${power < 0 ? '-' : ''}${Math.abs(power)}`;
  return sign + trimmed(size.toFixed(Math.max(0, digits - 1 - power)));
}

/** As `showNumber`; a number that would look whole though it is not gets its next digits. */
export function showUnwhole(value: number, digits = 4): string {
  const text = showNumber(value, digits);
  return !Number.isInteger(value) && Number.isInteger(Number(text.replace(MINUS, '-')))
    ? showNumber(value, digits + 2)
    : text;
}

/** Every digit: the shortest text that reads back as the same double. */
export function showExact(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : `${MINUS}inf`;
  if (value === 0) return '0';
  return String(value).replace('-', MINUS).replace('e−', 'e-').replace('e+', 'e');
}

/** A written number as a factor after the first: a negative one in brackets. */
export const factor = (written: string): string => (written.startsWith(MINUS) ? `(${written})` : written);

/** `(3, 4)`, `(5,)` for a vector, `()` for a scalar: as NumPy prints a shape and as `zeros(3, 4)` takes one. The only notation of a shape. */
export const showShape = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;

/** A count with thin spaces between thousands: `60 000`. */
export const showCount = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, '\u2009');

/** Without the zeros at the end of its decimals. */
function trimmed(digits: string): string {
  if (!digits.includes('.')) return digits;
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, digits[end - 1] === '.' ? end - 1 : end);
}
