import { describe, expect, test } from 'vitest';
import type { Numbers } from '../../../src/core/tensor/tensor.ts';
import { kernelMultiplier, plainMultiplier } from '../../../src/trainer/engine/specialists/multiplier.ts';

const drawn = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 12.9898) * 2 - Math.cos(i * 0.37));

function furthest(got: Numbers, want: Numbers): number {
  let most = 0;
  for (let i = 0; i < want.length; i++)
    most = Math.max(most, Math.abs((got[i] ?? 0) - (want[i] ?? 0)) / Math.max(1, Math.abs(want[i] ?? 0)));
  return most;
}

const sizes = [
  [64, 80, 16],
  [31, 17, 33],
  [1, 300, 70],
  [130, 1, 150],
  [40, 530, 1],
  [7, 785, 11],
  [257, 9, 10],
] as const;

describe.each(sizes)('products of (%i, %i) and (%i columns) in WebAssembly are those of the plain code', (m, k, n) => {
  const fast = kernelMultiplier();
  const a = drawn(m * k, 1);
  const b = drawn(k * n, 2);
  const u = drawn(m * n, 3);
  test('forward, added to what is there', () => {
    const [got, want] = [drawn(m * n, 4), new Float64Array(drawn(m * n, 4))];
    fast?.add(m, k, n, a, b, got);
    plainMultiplier.add(m, k, n, a, b, want);
    expect(furthest(got, want)).toBeLessThan(1e-4);
  });
  test('back to the left', () => {
    const [got, want] = [drawn(m * k, 5), new Float64Array(drawn(m * k, 5))];
    fast?.addToLeft(m, k, n, u, b, got);
    plainMultiplier.addToLeft(m, k, n, u, b, want);
    expect(furthest(got, want)).toBeLessThan(1e-4);
  });
  test('back to the right', () => {
    const [got, want] = [drawn(k * n, 6), new Float64Array(drawn(k * n, 6))];
    fast?.addToRight(m, k, n, a, u, got);
    plainMultiplier.addToRight(m, k, n, a, u, want);
    expect(furthest(got, want)).toBeLessThan(1e-4);
  });
});
