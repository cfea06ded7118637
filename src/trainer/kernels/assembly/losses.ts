// Losses at the end of a chain. Each reads the rows of `values`, writes the gradient of the mean loss to `deltas`, and
// answers the sum over its rows. Rows from `rows` to the padded count are cleared.

/** eˣ to about 1e-7, by the polynomial of Cephes' expf; exactly 0 below −60, where padded columns are and shares too small to matter. */
@inline function exponential(x: v128): v128 {
  const bounded = f32x4.max(x, f32x4.splat(-60));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)));
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.987569150e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(p, power), f32x4.gt(x, f32x4.splat(-60)));
}

@inline function largestLane(a: v128): f32 {
  const b = f32x4.max(a, v128.shuffle<f32>(a, a, 2, 3, 2, 3));
  return max(f32x4.extract_lane(b, 0), f32x4.extract_lane(b, 1));
}

@inline function sumOfLanes(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}

@inline function labelPlace(labels: usize, order: usize, row: i32): usize {
  return <usize>load<u32>(labels + (<usize>load<u32>(order + (<usize>row << 2)) << 2)) << 2;
}

/**
 * Softmax with cross entropy. The logs of the sums are taken of their product, a few at a time. Padded columns hold
 * −1e30.
 */
function crossEntropy(values: usize, deltas: usize, stride: usize, columns: i32, labels: usize, order: usize, first: i32, end: i32, rows: i32): f64 {
  let product: f64 = 1;
  let loss: f64 = 0;
  const share: f32 = 1 / <f32>rows;
  const bytes = <usize>columns << 2;
  for (let row = first; row < end; row++) {
    const from = values + <usize>row * stride;
    const to = deltas + <usize>row * stride;
    if (row >= rows) {
      memory.fill(to, 0, bytes);
      continue;
    }
    let top = v128.load(from);
    for (let j: usize = 16; j < bytes; j += 16) top = f32x4.max(top, v128.load(from + j));
    const most = largestLane(top);
    const shift = f32x4.splat(most);
    let parts = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16) {
      const e = exponential(f32x4.sub(v128.load(from + j), shift));
      v128.store(to + j, e);
      parts = f32x4.add(parts, e);
    }
    const sum = sumOfLanes(parts);
    const scale = f32x4.splat(share / sum);
    for (let j: usize = 0; j < bytes; j += 16) v128.store(to + j, f32x4.mul(v128.load(to + j), scale));
    const label = labelPlace(labels, order, row);
    store<f32>(to + label, load<f32>(to + label) - share);
    product *= <f64>sum;
    loss -= <f64>(load<f32>(from + label) - most);
    if (product > 1e200) {
      loss += Math.log(product);
      product = 1;
    }
  }
  return loss + Math.log(product);
}

/** The same for at most four classes: four rows at a time, transposed, so that a class is a vector. */
function crossEntropyOfFour(values: usize, deltas: usize, stride: usize, columns: i32, labels: usize, order: usize, first: i32, end: i32, rows: i32): f64 {
  let product: f64 = 1;
  let loss: f64 = 0;
  const share: f32 = 1 / <f32>rows;
  const shares = f32x4.splat(share);
  let products = f32x4.splat(1);
  let behind = f32x4.splat(0);
  let pending = 0;
  let row = first;
  for (; row + 4 <= end && row + 4 <= rows; row += 4) {
    const p = values + <usize>row * stride;
    const q = deltas + <usize>row * stride;
    const x0 = v128.load(p), x1 = v128.load(p + stride), x2 = v128.load(p + 2 * stride), x3 = v128.load(p + 3 * stride);
    const t0 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const t2 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const c0 = v128.shuffle<f32>(t0, t2, 0, 1, 4, 5), c1 = v128.shuffle<f32>(t0, t2, 2, 3, 6, 7);
    const c2 = v128.shuffle<f32>(t1, t3, 0, 1, 4, 5), c3 = v128.shuffle<f32>(t1, t3, 2, 3, 6, 7);
    const top = f32x4.max(f32x4.max(c0, c1), f32x4.max(c2, c3));
    const e0 = exponential(f32x4.sub(c0, top)), e1 = exponential(f32x4.sub(c1, top));
    const e2 = exponential(f32x4.sub(c2, top)), e3 = exponential(f32x4.sub(c3, top));
    const sum = f32x4.add(f32x4.add(e0, e1), f32x4.add(e2, e3));
    const scale = f32x4.div(shares, sum);
    const o0 = f32x4.mul(e0, scale), o1 = f32x4.mul(e1, scale), o2 = f32x4.mul(e2, scale), o3 = f32x4.mul(e3, scale);
    const u0 = v128.shuffle<f32>(o0, o1, 0, 4, 1, 5), u1 = v128.shuffle<f32>(o0, o1, 2, 6, 3, 7);
    const u2 = v128.shuffle<f32>(o2, o3, 0, 4, 1, 5), u3 = v128.shuffle<f32>(o2, o3, 2, 6, 3, 7);
    v128.store(q, v128.shuffle<f32>(u0, u2, 0, 1, 4, 5));
    v128.store(q + stride, v128.shuffle<f32>(u0, u2, 2, 3, 6, 7));
    v128.store(q + 2 * stride, v128.shuffle<f32>(u1, u3, 0, 1, 4, 5));
    v128.store(q + 3 * stride, v128.shuffle<f32>(u1, u3, 2, 3, 6, 7));
    const y0 = labelPlace(labels, order, row), y1 = labelPlace(labels, order, row + 1);
    const y2 = labelPlace(labels, order, row + 2), y3 = labelPlace(labels, order, row + 3);
    store<f32>(q + y0, load<f32>(q + y0) - share);
    store<f32>(q + stride + y1, load<f32>(q + stride + y1) - share);
    store<f32>(q + 2 * stride + y2, load<f32>(q + 2 * stride + y2) - share);
    store<f32>(q + 3 * stride + y3, load<f32>(q + 3 * stride + y3) - share);
    // Never above the top, so that no loss is below zero.
    let chosen = f32x4.splat(load<f32>(p + y0));
    chosen = f32x4.replace_lane(chosen, 1, load<f32>(p + stride + y1));
    chosen = f32x4.replace_lane(chosen, 2, load<f32>(p + 2 * stride + y2));
    chosen = f32x4.replace_lane(chosen, 3, load<f32>(p + 3 * stride + y3));
    behind = f32x4.add(behind, f32x4.sub(top, chosen));
    products = f32x4.mul(products, sum);
    // Each sum is from 1 to 4: 32 of them stay far below the largest float.
    if (++pending == 32) {
      loss += <f64>sumOfLanes(behind) + logOfLanes(products);
      behind = f32x4.splat(0);
      products = f32x4.splat(1);
      pending = 0;
    }
  }
  loss += <f64>sumOfLanes(behind) + logOfLanes(products);
  return row < end ? loss + crossEntropy(values, deltas, stride, columns, labels, order, row, end, rows) : loss + Math.log(product);
}

@inline function logOfLanes(a: v128): f64 {
  const low = <f64>f32x4.extract_lane(a, 0) * <f64>f32x4.extract_lane(a, 1);
  return Math.log(low * (<f64>f32x4.extract_lane(a, 2) * <f64>f32x4.extract_lane(a, 3)));
}

/** Squared errors; targets are rows of padded floats, `targetStride` bytes apart. */
function squaredErrors(values: usize, deltas: usize, stride: usize, columns: i32, outputs: i32, targets: usize, targetStride: usize, order: usize, first: i32, end: i32, rows: i32): f64 {
  let loss: f64 = 0;
  const bytes = <usize>columns << 2;
  const scale = f32x4.splat(2 / (<f32>rows * <f32>outputs));
  for (let row = first; row < end; row++) {
    const from = values + <usize>row * stride;
    const to = deltas + <usize>row * stride;
    if (row >= rows) {
      memory.fill(to, 0, bytes);
      continue;
    }
    const target = targets + <usize>load<u32>(order + (<usize>row << 2)) * targetStride;
    let squares = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16) {
      const error = f32x4.sub(v128.load(from + j), v128.load(target + j));
      squares = f32x4.add(squares, f32x4.mul(error, error));
      v128.store(to + j, f32x4.mul(error, scale));
    }
    loss += <f64>sumOfLanes(squares);
  }
  return loss / <f64>outputs;
}
