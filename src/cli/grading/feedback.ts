import type { Mark } from '../../core/tutor/marking/answer/mark.ts';
import { isRight } from '../../core/tutor/marking/answer/mark.ts';
import { mistakeOf } from '../../core/tutor/mistakes/index.ts';
import type { Feedback } from './gradingOptions.ts';

/** A mark that tells no more than the level allows: below `full` no number, no direction and no factor. */
export function atLevel<Marked extends Mark>(mark: Marked, level: Feedback): Marked {
  // What cannot be read, or is no answer, is said at every level: it has nothing of the answer in it.
  if (level === 'full' || (level !== 'none' && mark.verdict === 'invalid')) return mark;
  const tells = level === 'mistake';
  return {
    ...mark,
    mistakes: tells ? mark.mistakes : [],
    secondPoint: undefined,
    message: level === 'none' ? '' : tells ? mistakeWords(mark) : verdictWords(mark),
  };
}

const VERDICTS: Readonly<Record<Mark['verdict'], string>> = {
  right: 'Right.',
  rounded: 'Right, rounded.',
  wrong: 'Not right yet.',
  invalid: '',
  unanswered: '',
};

const verdictWords = (mark: Mark): string =>
  mark.followed ? 'This step follows from an earlier answer that is not right yet.' : VERDICTS[mark.verdict];

function mistakeWords(mark: Mark): string {
  if (isRight(mark) || mark.followed || mark.mistakes.length === 0) return verdictWords(mark);
  const titles = mark.mistakes.flatMap((code) => mistakeOf(code)?.title ?? []);
  return `Not right yet: it looks as if ${titles.join(mark.together ? ', and ' : ', or ')}.`;
}
