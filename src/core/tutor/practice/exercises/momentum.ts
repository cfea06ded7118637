import type { MakeExercise } from './exercise.ts';

export const momentum: MakeExercise = (draw, difficulty) => {
  const weight = draw.nonZero(9);
  const rate = draw.one([0.1, 0.2, 0.3]);
  // No step goes beyond the minimum.
  const steep = rate === 0.1 ? draw.whole(2, 4) : 2;
  const shifted = `(W ${draw.one(['-', '+'])} ${draw.whole(1, 9)}) ** 2`;
  const loss =
    rate === 0.3
      ? draw.one(['W ** 2', shifted, shifted])
      : draw.one(['W ** 2', `${steep} * W ** 2`, shifted, shifted, `${steep} * ${shifted}`, `${steep} * ${shifted}`]);
  // With beta = 1 − lr, two forms of the velocity would give the same.
  const beta = draw.one(rate === 0.1 ? [0.5, 0.8] : rate === 0.2 ? [0.5, 0.9] : [0.5, 0.8, 0.9]);
  if (difficulty === 1)
    return {
      lines: [`W = ${weight}`, `L = ${loss}`, 'backward(L)', `W1 = W - ${rate} * grad(W)`],
      questions: ['grad(W)', 'value(W1)'],
      exact: true,
    };
  const first = [
    `W = ${weight}; v0 = ${draw.nonZero(4)}`,
    `lr = ${rate}; beta = ${beta}`,
    `L = ${loss}`,
    'backward(L)',
    'v1 = beta * v0 + grad(W)',
    'W1 = W - lr * v1',
  ];
  if (difficulty === 2) return { lines: first, questions: ['grad(W)', 'value(v1)', 'value(W1)'], exact: true };
  return {
    lines: [
      ...first,
      `L1 = ${loss.replace('W', 'W1')}`,
      'backward(L1)',
      'v2 = beta * v1 + grad(W1)',
      'W2 = W1 - lr * v2',
    ],
    questions: ['value(v1)', 'value(W1)', 'grad(W1)', 'value(v2)', 'value(W2)'],
    exact: true,
  };
};
