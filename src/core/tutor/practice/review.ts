/** Review: a few mixed questions about rules that a learner has broken before, each where that mistake would show. */
import type { Work } from '../../base/work.ts';
import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import { parseDocument } from '../../syntax/document.ts';
import { replaced } from '../course/courseText.ts';
import { askedAt, questionsIn } from '../marking/answer/question.ts';
import { mistakes } from '../mistakes/index.ts';
import { againstMistake, changesAnswer } from './againstMistake.ts';

/** Mistakes that one review asks about. */
const MOST_MISTAKES = 5;
/** Of each mistake. */
const MOST_QUESTIONS = 2;

/** A text that asks where these mistakes would show, a cell for each; undefined where there is none for any of them. */
export function* reviewWork(codes: readonly string[], seed: number): Work<string | undefined> {
  const wanted = codes.slice(0, MOST_MISTAKES);
  const cells: string[] = [];
  for (const [i, code] of wanted.entries()) {
    const mistake = mistakes.find((known) => known.code === code);
    const practice = mistake && againstMistake(mistake.code, 2, seed + i);
    if (mistake && practice) cells.push(askedAbout(practice.text, changesAnswer(mistake)));
    yield (i + 1) / wanted.length;
  }
  if (cells.length === 0) return undefined;
  return [
    '# %% [markdown] Review',
    '# A few questions about rules that you have broken before, mixed. What you get right comes back less often.',
    '',
    ...cells.map((cell, i) => `# %% [practice] ${i + 1} of ${cells.length}\n${cell}\n`),
  ].join('\n');
}

/** The lines of an exercise's practice cell, with the first questions that `shows` picks; all where it picks none. */
function askedAbout(text: string, shows: ReturnType<typeof changesAnswer>): string {
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  const { document } = evaluation;
  const cell = document.cells.find(({ kind }) => kind === 'practice');
  if (cell === undefined) return text;
  const questions = questionsIn(evaluation, cell.index);
  const kept = questions
    .filter((statement) => {
      const asked = askedAt(evaluation, statement);
      return asked !== undefined && shows(asked);
    })
    .slice(0, MOST_QUESTIONS);
  const dropped = kept.length === 0 ? [] : questions.filter((statement) => !kept.includes(statement));
  const left = replaced(
    document.text,
    dropped.map((statement) => {
      const from = document.starts[statement] ?? 0;
      return { from, to: from + (document.statements[statement]?.text.length ?? 0), text: '' };
    }),
  );
  return left
    .slice(cell.marker.to)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');
}
