import type { Draw } from './draw.ts';
import type { MakeExercise } from './exercise.ts';

/** A few halves: tanh is flat beyond 2, and dull at 0. */
const half = (draw: Draw, most: number): number => draw.nonZero(most) / 2;

const between = (sum: number): boolean => Math.abs(sum) >= 0.5 && Math.abs(sum) <= 2;

export const tanhExercise: MakeExercise = (draw, difficulty) => {
  for (;;) {
    const [w, x, b, v] = [half(draw, 8), half(draw, 8), half(draw, 8), draw.whole(2, 4) * (draw.chance(0.5) ? 1 : -1)];
    const first = w * x + b;
    if (!between(first)) continue;
    if (difficulty === 1)
      return {
        lines: [`w = ${w}; x = ${x}; b = ${b}`, 'p = w * x', 's = p + b', 'h = tanh(s)'],
        questions: ['value(s)', 'value(h)', 'grad(s)', 'grad(w)', 'grad(x)', 'grad(b)'],
        exact: false,
      };
    if (difficulty === 2) {
      const lines = [`w = ${w}; x = ${x}; b = ${b}; v = ${v}`, 'p = w * x', 's = p + b', 'h = tanh(s)'];
      return {
        lines: [...lines, draw.chance(0.5) ? 'f = v * h' : 'f = (h - v) ** 2'],
        questions: ['value(h)', 'value(f)', 'grad(h)', 'grad(s)', 'grad(w)', 'grad(x)', 'grad(b)'],
        exact: false,
      };
    }
    const next = half(draw, 8);
    if (!between(w * Math.tanh(first) + next)) continue;
    return {
      lines: [
        `w = ${w}; x1 = ${x}; x2 = ${next}; b = ${b}`,
        's1 = w * x1 + b',
        'h1 = tanh(s1)',
        's2 = w * h1 + x2',
        'h2 = tanh(s2)',
      ],
      questions: ['value(h2)', 'grad(s2)', 'grad(h1)', 'grad(s1)', 'grad(x2)', 'grad(w)'],
      exact: false,
    };
  }
};
