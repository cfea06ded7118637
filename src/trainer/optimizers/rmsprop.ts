import type { Optimizer } from '../engine/optimizer.ts';

const ALPHA = 0.99;
const EPSILON = 1e-8;

export const rmsprop: Optimizer = {
  name: 'rmsprop',
  memory: ['velocity', 'mean square'],
  step({ w, g, memory: [v, s], lr, momentum }) {
    if (v === undefined || s === undefined) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i] ?? 0;
      const square = ALPHA * (s[i] ?? 0) + (1 - ALPHA) * gradient * gradient;
      s[i] = square;
      const velocity = gradient / (Math.sqrt(square) + EPSILON) + momentum * (v[i] ?? 0);
      v[i] = velocity;
      w[i] = (w[i] ?? 0) - lr * velocity;
    }
  },
  kernel: {
    memory: ['v', 's'],
    steps: [
      ['s', `${ALPHA} * s + ${1 - ALPHA} * g * g`],
      ['v', `g / (sqrt(s) + ${EPSILON}) + momentum * v`],
      ['w', 'w - lr * v'],
    ],
  },
  prose: {
    summary: 'Divides each gradient by its own recent size, so that all entries take steps of about the same length.',
    insight: 'Only the direction of a steady gradient counts: scaling the loss changes nothing.',
    latex:
      's \\leftarrow 0.99\\, s + 0.01\\, dW^2, \\quad v \\leftarrow \\frac{dW}{\\sqrt{s} + 10^{-8}} + \\beta v, \\quad W \\leftarrow W - \\mathit{lr} \\cdot v',
  },
  // s = 0.01, 0.0199: steps 1/0.1 = 10, then 9 + 1/√0.0199 = 16.08881
  example: [1e-7, -1.6088809647571],
};
