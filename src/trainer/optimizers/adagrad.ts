import type { Optimizer } from '../engine/optimizer.ts';

const EPSILON = 1e-10;

export const adagrad: Optimizer = {
  name: 'adagrad',
  memory: ['sum of squares'],
  step({ w, g, memory: [s], lr }) {
    if (s === undefined) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i] ?? 0;
      const sum = (s[i] ?? 0) + gradient * gradient;
      s[i] = sum;
      w[i] = (w[i] ?? 0) - (lr * gradient) / (Math.sqrt(sum) + EPSILON);
    }
  },
  kernel: {
    memory: ['s'],
    steps: [
      ['s', 's + g * g'],
      ['w', `w - lr * g / (sqrt(s) + ${EPSILON})`],
    ],
  },
  prose: {
    summary: 'Divides each gradient by the root of the sum of all its squares so far.',
    insight: 'The sum only grows, so the steps shrink like 1/√t: entries that rarely get a gradient keep long steps.',
    latex: 's \\leftarrow s + dW^2, \\quad W \\leftarrow W - \\mathit{lr} \\cdot \\frac{dW}{\\sqrt{s} + 10^{-10}}',
  },
  // Steps 0.1/√1, 0.1/√2, 0.1/√3.
  example: [0.9, 0.8292893218813, 0.7715542949623],
};
