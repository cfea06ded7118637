import { describe, expect, test } from 'vitest';
import { optimizers } from '../../../src/trainer/optimizers/index.ts';

describe.each(optimizers)('$name', (optimizer) => {
  test('its first steps are those worked out by hand', () => {
    const w = Float64Array.of(1);
    const memory = optimizer.memory.map(() => new Float64Array(1));
    for (const [i, want] of optimizer.example.entries()) {
      optimizer.step({ w, g: Float64Array.of(1), memory, lr: 0.1, momentum: 0.9, t: i + 1 });
      expect(Math.abs((w[0] ?? 0) - want)).toBeLessThan(1e-8);
    }
  });

  test('works on float32 arrays and leaves the gradient alone', () => {
    const w = Float32Array.of(1, 2);
    const g = Float32Array.of(1, -1);
    const memory = optimizer.memory.map(() => new Float32Array(2));
    optimizer.step({ w, g, memory, lr: 0.1, momentum: 0, t: 1 });
    expect([...g]).toEqual([1, -1]);
    expect(w[0]).toBeLessThan(1);
    expect(w[1]).toBeGreaterThan(2);
  });
});
