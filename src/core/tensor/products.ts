import type { Numbers } from './tensor.ts';

/** One matrix product inside larger arrays: sizes of `(m, k) @ (k, n)` and where each matrix begins. */
export interface ProductPlace {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Offsets of the left factor, the right factor and the product. */
  readonly a: number;
  readonly b: number;
  readonly out: number;
}

/** out += a @ b, four rows of b at a time, so that each entry of `out` is read and written a quarter as often. */
export function addProduct(a: Numbers, b: Numbers, out: Numbers, at: ProductPlace): void {
  const { m, k, n } = at;
  for (let row = 0; row < m; row++) {
    const rowA = at.a + row * k;
    const rowOut = at.out + row * n;
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const a0 = a[rowA + p] ?? 0;
      const a1 = a[rowA + p + 1] ?? 0;
      const a2 = a[rowA + p + 2] ?? 0;
      const a3 = a[rowA + p + 3] ?? 0;
      const b0 = at.b + p * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++)
        out[rowOut + j] =
          (out[rowOut + j] ?? 0) +
          (a0 * (b[b0 + j] ?? 0) + a1 * (b[b1 + j] ?? 0) + a2 * (b[b2 + j] ?? 0) + a3 * (b[b3 + j] ?? 0));
    }
    for (; p < k; p++) {
      const factor = a[rowA + p] ?? 0;
      const rowB = at.b + p * n;
      for (let j = 0; j < n; j++) out[rowOut + j] = (out[rowOut + j] ?? 0) + factor * (b[rowB + j] ?? 0);
    }
  }
}

/** The left factor's gradient: da += upstream @ b.T, with `at.out` the offset of upstream. */
export function addProductWithRightTransposed(upstream: Numbers, b: Numbers, da: Numbers, at: ProductPlace): void {
  const { m, k, n } = at;
  for (let row = 0; row < m; row++) {
    const rowUp = at.out + row * n;
    const rowA = at.a + row * k;
    for (let p = 0; p < k; p++) {
      const rowB = at.b + p * n;
      let even = 0;
      let odd = 0;
      let j = 0;
      for (; j + 2 <= n; j += 2) {
        even += (upstream[rowUp + j] ?? 0) * (b[rowB + j] ?? 0);
        odd += (upstream[rowUp + j + 1] ?? 0) * (b[rowB + j + 1] ?? 0);
      }
      if (j < n) even += (upstream[rowUp + j] ?? 0) * (b[rowB + j] ?? 0);
      da[rowA + p] = (da[rowA + p] ?? 0) + even + odd;
    }
  }
}

/** The right factor's gradient: db += a.T @ upstream, with `at.out` the offset of upstream. Four rows of upstream at a time. */
export function addProductWithLeftTransposed(a: Numbers, upstream: Numbers, db: Numbers, at: ProductPlace): void {
  const { m, k, n } = at;
  let row = 0;
  for (; row + 4 <= m; row += 4) {
    const u0 = at.out + row * n;
    const u1 = u0 + n;
    const u2 = u1 + n;
    const u3 = u2 + n;
    for (let p = 0; p < k; p++) {
      const first = at.a + row * k + p;
      const a0 = a[first] ?? 0;
      const a1 = a[first + k] ?? 0;
      const a2 = a[first + 2 * k] ?? 0;
      const a3 = a[first + 3 * k] ?? 0;
      const rowB = at.b + p * n;
      for (let j = 0; j < n; j++)
        db[rowB + j] =
          (db[rowB + j] ?? 0) +
          (a0 * (upstream[u0 + j] ?? 0) +
            a1 * (upstream[u1 + j] ?? 0) +
            a2 * (upstream[u2 + j] ?? 0) +
            a3 * (upstream[u3 + j] ?? 0));
    }
  }
  for (; row < m; row++)
    for (let p = 0; p < k; p++) {
      const factor = a[at.a + row * k + p] ?? 0;
      const rowB = at.b + p * n;
      const rowUp = at.out + row * n;
      for (let j = 0; j < n; j++) db[rowB + j] = (db[rowB + j] ?? 0) + factor * (upstream[rowUp + j] ?? 0);
    }
}
