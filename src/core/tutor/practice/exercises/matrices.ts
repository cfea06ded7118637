import type { MakeExercise } from './exercise.ts';

export const matrices: MakeExercise = (draw, difficulty) => {
  const rows = draw.whole(2, 3);
  const columns = rows === 3 ? 2 : draw.whole(2, 3);
  if (difficulty === 1)
    return draw.chance(0.5)
      ? {
          lines: [
            `W = ${draw.matrix(rows, columns, 3)}`,
            `x = ${draw.vector(columns, 3)}`,
            `b = ${draw.vector(rows, 3)}`,
            'y = W @ x + b',
            `f = dot(${draw.vector(rows, 4)}, y)`,
          ],
          questions: ['value(y)', 'grad(y)', 'grad(b)', 'grad(x)', 'grad(W)'],
          exact: true,
        }
      : {
          lines: [
            `a = ${draw.vector(3, 4)}`,
            `b = ${draw.vector(3, 4)}`,
            'p = a * b',
            `s = sum(p)`,
            `f = ${draw.whole(2, 4)} * s`,
          ],
          questions: ['value(f)', 'grad(s)', 'grad(p)', 'grad(a)', 'grad(b)'],
          exact: true,
        };
  const inner = draw.whole(2, 3);
  const given = [
    `X = ${draw.matrix(2, inner, 3)}`,
    `W = ${draw.matrix(inner, columns, 3)}`,
    `b = ${draw.vector(columns, 2)}`,
    'Y = X @ W + b',
  ];
  if (difficulty === 2)
    return {
      lines: [...given, `f = sum(Y * ${draw.matrix(2, columns, 3)})`],
      questions: ['value(Y)', 'grad(Y)', 'grad(W)', 'grad(b)', 'grad(X)'],
      exact: true,
    };
  return {
    lines: [...given, 'H = relu(Y)', `v = ${draw.vector(columns, 3)}`, 'z = H @ v', 'f = sum(z * z)'],
    questions: ['value(f)', 'grad(z)', 'grad(v)', 'grad(Y)', 'grad(W)', 'grad(b)'],
    exact: true,
  };
};
