import type { Optimizer, ParameterMove } from '../engine/optimizer.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

function adamStep({ w, g, memory: [m, s], lr, t }: ParameterMove): void {
  if (m === undefined || s === undefined) return;
  const stride = lr / (1 - BETA1 ** t);
  const scale = Math.sqrt(1 - BETA2 ** t);
  for (let i = 0; i < w.length; i++) {
    const gradient = g[i] ?? 0;
    const mean = BETA1 * (m[i] ?? 0) + (1 - BETA1) * gradient;
    const square = BETA2 * (s[i] ?? 0) + (1 - BETA2) * gradient * gradient;
    m[i] = mean;
    s[i] = square;
    w[i] = (w[i] ?? 0) - (stride * mean) / (Math.sqrt(square) / scale + EPSILON);
  }
}

export const adam: Optimizer = {
  name: 'adam',
  memory: ['mean', 'mean square'],
  step: adamStep,
  kernel: {
    memory: ['m', 's'],
    steps: [
      ['m', `${BETA1} * m + ${1 - BETA1} * g`],
      ['s', `${BETA2} * s + ${1 - BETA2} * g * g`],
      ['w', `w - first * m / (sqrt(s) * second + ${EPSILON})`],
    ],
    numbers: ({ lr, t }) => [lr / (1 - BETA1 ** t), 1 / Math.sqrt(1 - BETA2 ** t)],
  },
  prose: {
    summary:
      'A fading mean of gradients over the root of a fading mean of their squares, both corrected for starting at zero.',
    insight:
      'The first steps all have length lr, whatever the gradient’s size. It has its own β (0.9 and 0.999); momentum does not act.',
    latex:
      'm \\leftarrow 0.9\\, m + 0.1\\, dW, \\quad s \\leftarrow 0.999\\, s + 0.001\\, dW^2, \\quad W \\leftarrow W - \\mathit{lr} \\cdot \\frac{m / (1 - 0.9^t)}{\\sqrt{s / (1 - 0.999^t)} + 10^{-8}}',
  },
  example: [0.9, 0.8, 0.7],
};

export const adamw: Optimizer = {
  ...adam,
  name: 'adamw',
  decoupled: true,
  prose: {
    summary: 'Adam whose weight decay shrinks W itself, by lr · weight_decay, and is not part of the gradient.',
    insight:
      'In Adam the decay is divided by the gradient’s size like everything else, so weights with large gradients hardly decay; here all decay alike.',
    latex: `W \\leftarrow (1 - \\mathit{lr}\\,\\lambda)\\, W, \\quad ${adam.prose.latex}`,
  },
};
