import type { Exercise, MakeExercise } from '../exercise.ts';
import { scalarProgram } from './scalarProgram.ts';

export const gates: MakeExercise = (draw, difficulty) =>
  scalarProgram(draw, {
    leaves: difficulty + 2,
    binary: difficulty === 1 ? ['+', '*'] : ['+', '-', '*', '*'],
    unary: difficulty === 1 ? ['scale'] : ['scale', 'shift', 'square'],
    unaryCount: difficulty === 1 ? draw.whole(0, 1) : draw.whole(0, 2),
    forks: 0,
    askAll: difficulty < 3,
  });

export const forks: MakeExercise = (draw, difficulty) =>
  scalarProgram(draw, {
    leaves: difficulty === 3 ? 3 : 2,
    binary: ['+', '*', '*', '-'],
    unary: ['shift', 'scale', 'square'],
    unaryCount: difficulty === 1 ? draw.whole(0, 1) : draw.whole(1, 2),
    forks: difficulty,
    askAll: difficulty < 3,
  });

export function max(...[draw, difficulty]: Parameters<MakeExercise>): Exercise {
  const made = scalarProgram(draw, {
    leaves: difficulty + 2,
    binary: ['+', '*', 'max', 'max', 'min'],
    unary: ['relu', 'scale'],
    unaryCount: difficulty === 1 ? 0 : draw.whole(1, 2),
    forks: difficulty === 3 ? 1 : 0,
    askAll: difficulty < 3,
  });
  if (made.lines.some((line) => /max|min|relu/.test(line))) return made;
  const [output = 'f'] = (made.lines.at(-1) ?? '').split(' ');
  return {
    ...made,
    lines: [...made.lines.slice(0, -1), (made.lines.at(-1) ?? '').replace(/ = (\w+) [-+*] (\w+)$/, ' = max($1, $2)')],
    questions: [...made.questions.filter((question) => question !== `grad(${output})`)],
  };
}
