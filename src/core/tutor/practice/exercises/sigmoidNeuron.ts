import type { MakeExercise } from './exercise.ts';

export const sigmoidNeuron: MakeExercise = (draw, difficulty) => {
  const [w0, w1, w2, x0, x1] = Array.from({ length: 5 }, () => draw.nonZero(3));
  if (difficulty === 1) {
    return {
      lines: [
        `w = ${draw.nonZero(6)}; x = ${draw.nonZero(6) / 2}; b = ${draw.nonZero(8) / 2}`,
        'p = w * x',
        's = p + b',
        'o = sigmoid(s)',
      ],
      questions: ['value(s)', 'value(o)', 'grad(s)', 'grad(w)', 'grad(x)', 'grad(b)'],
      exact: false,
    };
  }
  const numbers = `w0 = ${w0}; w1 = ${w1}; w2 = ${w2}; x0 = ${x0}; x1 = ${x1}`;
  const sum = ['a = w0 * x0', 'b = w1 * x1', 'c = a + b', 'd = c + w2'];
  const leaves = ['grad(w0)', 'grad(x0)', 'grad(w1)', 'grad(x1)', 'grad(w2)'];
  if (difficulty === 2)
    return {
      lines: [numbers, ...sum, 'o = sigmoid(d)'],
      questions: ['value(d)', 'value(o)', 'grad(d)', ...leaves],
      exact: false,
    };
  return draw.chance(0.5)
    ? {
        lines: [numbers, ...sum, 'e = -d', 'p = exp(e)', 's = p + 1', 'f = 1 / s'],
        questions: ['value(f)', 'grad(s)', 'grad(e)', 'grad(d)', ...leaves],
        exact: false,
      }
    : {
        lines: [numbers, ...sum, 'o = sigmoid(d)', `t = ${draw.whole(0, 1)}`, 'r = o - t', 'L = r ** 2'],
        questions: ['value(L)', 'grad(o)', 'grad(d)', ...leaves],
        exact: false,
      };
};
