import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import type { Mark } from '../../../src/core/tutor/marking/answer/mark.ts';
import { markDocument } from '../../../src/core/tutor/marking/markDocument.ts';
import { matrixAnswer } from './matrixAnswers.ts';
import { scalarAnswer } from './scalarAnswers.ts';
import { updateAnswer } from './updateAnswers.ts';
import type { WrongAnswer } from './wrongAnswer.ts';

export type Named = 'right' | 'several' | 'unknown' | 'wrong';

export interface Confused {
  readonly answer: WrongAnswer;
  readonly mark: Mark;
  readonly named: Named;
  /** What was named, `several`, or `unknown`. */
  readonly column: string;
}

export const marksOf = (text: string): readonly Mark[] =>
  markDocument(evaluateDocument(parseDocument(text), plainSurroundings));

const makers = [scalarAnswer, scalarAnswer, matrixAnswer, matrixAnswer, updateAnswer];

/** Wrong answers of all kinds, marked. The same numbers for the same seed. */
export function* confused(count: number, seed: string): Iterable<Confused> {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    const answer = (makers[i % makers.length] ?? scalarAnswer)(random);
    const mark = marksOf(answer.text).at(-1);
    if (mark === undefined) throw new Error(`no question in\n${answer.text}`);
    const [first] = mark.mistakes;
    const column =
      first === undefined
        ? mark.credit > 0
          ? 'right'
          : 'unknown'
        : mark.mistakes.length > 1
          ? mark.together
            ? 'pair'
            : 'several'
          : first;
    const named =
      column === 'several' ? 'several' : column === 'unknown' ? 'unknown' : column === answer.code ? 'right' : 'wrong';
    yield { answer, mark, named, column };
  }
}
