import { reduction } from './reduction.ts';

export const norm = reduction({
  name: 'norm',
  symbol: '‖x‖',
  pattern: 'gradient scaler',
  takesNothing: true,
  reduce(x, { start, step, length }) {
    let squares = 0;
    for (let i = 0; i < length; i++) squares += (x[start + i * step] ?? 0) ** 2;
    return Math.sqrt(squares);
  },
  pull(x, { start, step, length }, out, upstream, into) {
    if (out === 0) return;
    for (let i = 0; i < length; i++) {
      const at = start + i * step;
      into[at] = (into[at] ?? 0) + upstream * ((x[at] ?? 0) / out);
    }
  },
  push(x, { start, step, length }, dx) {
    let squares = 0;
    let moved = 0;
    for (let i = 0; i < length; i++) {
      const entry = x[start + i * step] ?? 0;
      squares += entry * entry;
      moved += 2 * entry * (dx[start + i * step] ?? 0);
    }
    return squares === 0 ? 0 : moved / (2 * Math.sqrt(squares));
  },
  kernel: {
    value: 'sqrt(sum(x * x, axis=axis, keepdims=keepdims))',
    rules: ['where(out == 0, 0, upstream * (x / out))'],
  },
  rules: ['upstream * x / out'],
  expansion: 'sqrt(sum(x**2, axis=axis, keepdims=keepdims))',
  prose: {
    summary: 'The length of a vector: the root of the sum of squares, of all entries or along one axis.',
    insight:
      'The gradient is the unit vector in the direction of {x}, times upstream; at the zero vector it is taken as 0.',
    latex: '\\left\\lVert {x} \\right\\rVert',
    pytorch: 'torch.linalg.vector_norm({x}, {dims})',
    shapes: '(m, n) gives (); with axis=0 it gives (n,), with axis=0 and keepdims=true (1, n)',
  },
  examples: [
    { inputs: [[3, -4]], out: 5, gradients: [[0.6, -0.8]] },
    { inputs: [[0, 0]], out: 0, gradients: [[0, 0]] },
  ],
});
