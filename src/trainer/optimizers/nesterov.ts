import type { Optimizer } from '../engine/optimizer.ts';

export const nesterov: Optimizer = {
  name: 'nesterov',
  memory: ['velocity'],
  step({ w, g, memory: [v], lr, momentum }) {
    if (v === undefined) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i] ?? 0;
      const velocity = gradient + momentum * (v[i] ?? 0);
      v[i] = velocity;
      w[i] = (w[i] ?? 0) - lr * (gradient + momentum * velocity);
    }
  },
  kernel: {
    memory: ['v'],
    steps: [
      ['v', 'g + momentum * v'],
      ['w', 'w - lr * (g + momentum * v)'],
    ],
  },
  prose: {
    summary: 'Momentum that looks one step ahead: the step is the gradient plus β times the new velocity.',
    insight: 'Where the slope turns, it brakes one step earlier than plain momentum.',
    latex: 'v \\leftarrow dW + \\beta v, \\quad W \\leftarrow W - \\mathit{lr} \\cdot (dW + \\beta v)',
  },
  example: [0.81, 0.539, 0.1951],
};
