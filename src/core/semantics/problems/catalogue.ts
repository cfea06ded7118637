/** Every kind of problem that a text can have, in the order of the reference page. */
import { syntaxProblems } from '../../syntax/advice/syntaxProblems.ts';
import { answerProblems } from './answerProblems.ts';
import { callProblems } from './callProblems.ts';
import { nameProblems } from './nameProblems.ts';
import { numberProblems } from './numberProblems.ts';
import { outputProblems } from './outputProblems.ts';
import type { ProblemKind } from './problemKind.ts';
import { shapeProblems } from './shapeProblems.ts';
import { trainingProblems } from './trainingProblems.ts';

interface ProblemGroup {
  readonly title: string;
  readonly problems: readonly ProblemKind[];
}

/** How many problems of a text are sent to the editor at most. */
export const MOST_PROBLEMS = 500;

const andMore = {
  code: 'and-more',
  severity: 'info',
  title: 'More problems than are shown',
  explanation: `The gravest ${MOST_PROBLEMS} problems of a text are shown; the rest are counted. Often one line further up is behind many of them.`,
  example: `${Array.from({ length: MOST_PROBLEMS - 1 }, (_, i) => `a${i} = missing${i}\n`).join('')}b = ⟦missing⟧\nc = lost`,
  remedy: undefined,
  with: ['unknown-name'],
} as const satisfies ProblemKind;

const groups = [
  { title: 'Syntax', problems: syntaxProblems },
  { title: 'Names', problems: nameProblems },
  { title: 'Calls', problems: callProblems },
  { title: 'Shapes and sizes', problems: shapeProblems },
  { title: 'Infinity and nan', problems: numberProblems },
  { title: 'Outputs, gradients, questions', problems: outputProblems },
  { title: 'Training and data', problems: trainingProblems },
  { title: 'Answers and backward passes of your own', problems: answerProblems },
  { title: 'The list of problems', problems: [andMore] },
] as const satisfies readonly ProblemGroup[];

export const problemGroups: readonly ProblemGroup[] = groups;

/** Every code that a problem can have. */
export type ProblemCode = (typeof groups)[number]['problems'][number]['code'];

export const problemKinds: ReadonlyMap<string, ProblemKind> = new Map(
  problemGroups.flatMap(({ problems }) => problems.map((kind) => [kind.code, kind] as const)),
);
