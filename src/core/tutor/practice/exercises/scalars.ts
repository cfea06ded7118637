import type { Draw } from './draw.ts';
import type { Exercise, MakeExercise } from './exercise.ts';
import { type ProgramWish, scalarProgram } from './scalarProgram.ts';

export const gatesExercise: MakeExercise = (draw, difficulty) =>
  drawn(
    draw,
    {
      leaves: difficulty + 2,
      binary: difficulty === 1 ? ['+', '*'] : ['+', '-', '*', '*'],
      unary: difficulty === 1 ? ['scale'] : ['scale', 'shift', 'square'],
      unaryCount: difficulty === 1 ? draw.whole(0, 1) : draw.whole(0, 2),
      forks: 0,
      askAll: difficulty < 3,
    },
    (formulas) => formulas.some(isProduct) && formulas.some((formula) => /^\w+ [+-] /.test(formula)),
  );

export const forks: MakeExercise = (draw, difficulty) =>
  drawn(
    draw,
    {
      leaves: difficulty === 3 ? 3 : 2,
      binary: ['+', '*', '*', '-'],
      unary: ['shift', 'scale', 'square'],
      unaryCount: difficulty === 1 ? draw.whole(0, 1) : draw.whole(1, 2),
      forks: difficulty,
      askAll: difficulty < 3,
    },
    (formulas) => formulas.some(isProduct),
  );

export const maxExercise: MakeExercise = (draw, difficulty) =>
  drawn(
    draw,
    {
      leaves: difficulty + 2,
      binary: ['+', '*', 'max', 'max', 'min'],
      unary: ['relu', 'scale'],
      unaryCount: difficulty === 1 ? 0 : draw.whole(1, 2),
      forks: difficulty === 3 ? 1 : 0,
      askAll: difficulty < 3,
    },
    (formulas) =>
      formulas.some((formula) => /^(?:max|min)/.test(formula)) &&
      formulas.some((formula) => !/^[mr]\w*\(/.test(formula)),
  );

const isProduct = (formula: string): boolean => /^[a-z]\w* \* /.test(formula);

/** Draws again until the gates that the topic is about are there. */
function drawn(draw: Draw, wish: ProgramWish, fits: (formulas: readonly string[]) => boolean): Exercise {
  for (;;) {
    const made = scalarProgram(draw, wish);
    if (fits(made.lines.slice(1).map((line) => line.replace(/^\w+ = /, '')))) return made;
  }
}
