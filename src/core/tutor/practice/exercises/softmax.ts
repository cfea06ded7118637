import type { MakeExercise } from './exercise.ts';

export const softmaxExercise: MakeExercise = (draw, difficulty) => {
  const classes = difficulty === 1 ? 3 : draw.whole(2, 3);
  const label = (): number => draw.whole(0, classes - 1);
  const scores = (): string => `[${Array.from({ length: classes }, () => draw.whole(-3, 5)).join(', ')}]`;
  if (difficulty === 1)
    return {
      lines: [`s = [${scores()}]`, 'p = softmax(s)', `L = cross_entropy(s, [${label()}])`],
      questions: ['value(p)', 'value(L)', 'grad(s)'],
      exact: false,
    };
  if (difficulty === 2)
    return {
      lines: [
        `x = [${draw.vector(2, 2)}]`,
        `W = ${draw.matrix(2, classes, 2)}`,
        `b = ${draw.vector(classes, 1)}`,
        's = x @ W + b',
        `L = cross_entropy(s, [${label()}])`,
      ],
      questions: ['value(s)', 'value(L)', 'grad(s)', 'grad(W)', 'grad(b)', 'grad(x)'],
      exact: false,
    };
  let examples = draw.matrix(2, 2, 2);
  // Two rows that are alike would be one example.
  while (/^\[(\[.+\]), \1\]$/.test(examples)) examples = draw.matrix(2, 2, 2);
  return {
    lines: [
      `X = ${examples}`,
      `W = ${draw.matrix(2, classes, 2)}`,
      `b = ${draw.vector(classes, 1)}`,
      's = X @ W + b',
      'h = relu(s)',
      `L = cross_entropy(h, [${label()}, ${label()}])`,
    ],
    questions: ['value(L)', 'grad(h)', 'grad(s)', 'grad(W)', 'grad(b)'],
    exact: false,
  };
};
