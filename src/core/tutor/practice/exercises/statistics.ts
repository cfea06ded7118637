import type { Draw } from './draw.ts';
import type { MakeExercise } from './exercise.ts';

/** Whole numbers that all differ: equal ones would hide which entry a mistake moved. */
const different = (draw: Draw, count: number): string =>
  `[${draw.shuffled([-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6]).slice(0, count).join(', ')}]`;

export const statistics: MakeExercise = (draw, difficulty) => {
  if (difficulty === 1) {
    const kind = draw.one(['var', 'std']);
    return {
      lines: [
        `v = ${different(draw, draw.whole(3, 4))}; k = ${draw.whole(2, 6)}`,
        'm = mean(v)',
        `s = ${kind}(v)`,
        'f = k * s',
      ],
      questions: ['value(m)', 'value(s)', 'grad(s)', 'grad(v)'],
      exact: false,
    };
  }
  if (difficulty === 2)
    return {
      lines: [
        `x = ${different(draw, 3)}`,
        `g = ${draw.vector(3, 3)}; b = ${draw.vector(3, 2)}`,
        'y = layer_norm(x, g, b)',
        `f = dot(y, ${draw.vector(3, 4)})`,
      ],
      questions: ['value(y)', 'grad(y)', 'grad(g)', 'grad(b)', 'grad(x)'],
      exact: false,
    };
  return {
    lines: [
      `X = [${[0, 1, 2].map(() => different(draw, 2)).join(', ')}]`,
      `g = ${draw.vector(2, 3)}; b = ${draw.vector(2, 2)}`,
      'Y = batch_norm(X, g, b)',
      `f = sum(Y * ${draw.matrix(3, 2, 3)})`,
    ],
    questions: ['value(Y)', 'grad(g)', 'grad(b)', 'grad(X)'],
    exact: false,
  };
};
