/** Complex numbers, as far as the complex step needs them: every function is analytic where it is used. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });

export const plus = (a: Complex, b: Complex): Complex => complex(a.re + b.re, a.im + b.im);
export const minus = (a: Complex, b: Complex): Complex => complex(a.re - b.re, a.im - b.im);
export const negated = (a: Complex): Complex => complex(-a.re, -a.im);
export const complexProduct = (a: Complex, b: Complex): Complex =>
  complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
export const complexScaled = (a: Complex, by: number): Complex => complex(a.re * by, a.im * by);

/** Smith's division, which neither overflows nor underflows early. */
export function over(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const r = b.im / b.re;
    const d = b.re + b.im * r;
    return complex((a.re + a.im * r) / d, (a.im - a.re * r) / d);
  }
  const r = b.re / b.im;
  const d = b.re * r + b.im;
  return complex((a.re * r + a.im) / d, (a.im * r - a.re) / d);
}

export function expOf(a: Complex): Complex {
  const size = Math.exp(a.re);
  return complex(size * Math.cos(a.im), size * Math.sin(a.im));
}
/** The angle is counted from the nearer side of the real axis, so that a tiny imaginary part stays tiny. */
export const logOf = (a: Complex): Complex => complex(Math.log(Math.hypot(a.re, a.im)), Math.atan(a.im / a.re));
export const sinOf = (a: Complex): Complex =>
  complex(Math.sin(a.re) * Math.cosh(a.im), Math.cos(a.re) * Math.sinh(a.im));
export const cosOf = (a: Complex): Complex =>
  complex(Math.cos(a.re) * Math.cosh(a.im), -Math.sin(a.re) * Math.sinh(a.im));

/** On the right half plane; nan where the root of the real part is not real. */
export function sqrtOf(a: Complex): Complex {
  const re = Math.sqrt((Math.hypot(a.re, a.im) + a.re) / 2);
  return a.re < 0 ? complex(Number.NaN, Number.NaN) : complex(re, a.im / (2 * re));
}
