import type { Draw } from './draw.ts';
import type { MakeExercise } from './exercise.ts';

/** Rows of a table: one of them comes twice, and where there are three another one may not come at all. */
function indices(draw: Draw, rows: number): string {
  const [twice = 0, once = 1] = draw.shuffled(Array.from({ length: rows }, (_, row) => row));
  return `[${draw.shuffled([twice, twice, once]).join(', ')}]`;
}

export const lookups: MakeExercise = (draw, difficulty) => {
  const rows = draw.whole(2, 3);
  const table = `E = ${draw.matrix(rows, 2, 4)}; ids = ${indices(draw, rows)}`;
  if (difficulty === 1)
    return {
      lines: [table, 'X = E[ids]', `f = sum(X * ${draw.matrix(3, 2, 5)})`],
      questions: ['value(X)', 'grad(X)', 'grad(E)'],
      exact: true,
    };
  if (difficulty === 2)
    return {
      lines: [table, `w = ${draw.vector(2, 3)}`, 's = E[ids] @ w', `f = dot(s, ${draw.vector(3, 4)})`],
      questions: ['value(s)', 'grad(s)', 'grad(w)', 'grad(E)'],
      exact: true,
    };
  return {
    lines: [
      table,
      `W = ${draw.matrix(2, 2, 2)}`,
      'Y = E[ids] @ W',
      'H = relu(Y)',
      `f = sum(H * ${draw.matrix(3, 2, 3)})`,
    ],
    questions: ['value(Y)', 'grad(H)', 'grad(Y)', 'grad(W)', 'grad(E)'],
    exact: true,
  };
};
