import type { Optimizer } from '../engine/optimizer.ts';

export const sgd: Optimizer = {
  name: 'sgd',
  memory: ['velocity'],
  step({ w, g, memory: [v], lr, momentum }) {
    if (v === undefined) return;
    for (let i = 0; i < w.length; i++) {
      const velocity = (g[i] ?? 0) + momentum * (v[i] ?? 0);
      v[i] = velocity;
      w[i] = (w[i] ?? 0) - lr * velocity;
    }
  },
  kernel: {
    memory: ['v'],
    steps: [
      ['v', 'g + momentum * v'],
      ['w', 'w - lr * v'],
    ],
  },
  prose: {
    summary: 'Steps against the velocity, a sum of past gradients that fade by β a step.',
    insight:
      'Steady gradients add up to lr/(1 − β) a step; those that change sign cancel. With β = 0 it is plain gradient descent.',
    latex: 'v \\leftarrow dW + \\beta v, \\quad W \\leftarrow W - \\mathit{lr} \\cdot v',
  },
  example: [0.9, 0.71, 0.439],
};
