import type { MakeExercise } from './exercise.ts';

export const windows: MakeExercise = (draw, difficulty) => {
  if (difficulty === 1) {
    const kind = draw.one(['conv1d', 'conv1d', 'max_pool2d', 'avg_pool2d']);
    if (kind === 'conv1d')
      return {
        lines: [
          `x = ${draw.vector(4, 5)}`,
          `w = ${draw.vector(draw.whole(2, 3), 4)}`,
          'y = conv1d(x, w)',
          `f = sum(y * ${draw.whole(2, 4)} + y)`,
        ],
        questions: ['value(y)', 'grad(y)', 'grad(w)', 'grad(x)'],
        exact: true,
      };
    return {
      lines: [`I = ${draw.matrix(2, 4, 9)}`, `M = ${kind}(I, 2)`, `f = sum(M * ${draw.matrix(1, 2, 4)})`],
      questions: ['value(M)', 'grad(M)', 'grad(I)'],
      exact: true,
    };
  }
  if (difficulty === 2)
    return {
      lines: [
        `I = ${draw.matrix(3, 3, 4)}`,
        `K = ${draw.matrix(2, 2, 3)}`,
        'Y = conv2d(I, K)',
        `f = sum(Y * ${draw.matrix(2, 2, 3)})`,
      ],
      questions: ['value(Y)', 'grad(Y)', 'grad(K)', 'grad(I)'],
      exact: true,
    };
  return {
    lines: [
      `I = ${draw.matrix(3, 5, 3)}`,
      `K = ${draw.matrix(2, 2, 3)}`,
      'Y = conv2d(I, K)',
      'M = max_pool2d(Y, 2)',
      `f = sum(M * ${draw.matrix(1, 2, 4)})`,
    ],
    questions: ['value(M)', 'grad(M)', 'grad(Y)', 'grad(K)', 'grad(I)'],
    exact: true,
  };
};
