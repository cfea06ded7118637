/** Whether an exercise can be done with a pencil: no problems, no ties and kinks, small answers, not all of them zero. */
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { remarksAt } from '../../explain/remarks.ts';
import { askedAt, expectedFor } from '../marking/answer/question.ts';

const LARGEST = 200;
const SMALLEST = 0.001;

export interface ExerciseWish {
  /** Only whole numbers and decimals of at most two places. */
  readonly exact: boolean;
  /** No value and no answer is further from zero. */
  readonly largest?: number;
  /** No answer but 0 is nearer to zero. */
  readonly smallest?: number;
}

/** Looks at one cell; questions and values of others do not count. */
export function isAgreeable(
  evaluation: Evaluation,
  cell: number,
  { exact, largest = LARGEST, smallest = SMALLEST }: ExerciseWish,
): boolean {
  const { document, statements } = evaluation;
  const { first, last } = document.cells[cell] ?? { first: 0, last: 0 };
  let numbers = 0;
  let zeros = 0;
  const different = new Set<number>();
  for (let statement = first; statement < last; statement++) {
    const result = statements[statement];
    if (result === undefined || hasProblem(evaluation, statement)) return false;
    for (let node = result.first; node < result.last; node++) if (!isPlain(evaluation, node, largest)) return false;
    if (document.statements[statement]?.tree.kind !== 'question') continue;
    const asked = askedAt(evaluation, statement);
    const expected = asked && expectedFor(asked);
    if (expected === undefined) return false;
    for (const entry of expected.data) {
      if (!isPleasant(entry, exact, largest) || (entry !== 0 && Math.abs(entry) < smallest)) return false;
      numbers++;
      if (entry === 0) zeros++;
      different.add(Math.abs(entry));
    }
  }
  return numbers === 0 || (zeros <= numbers / 2 && different.size >= Math.min(2, numbers));
}

const hasProblem = ({ document, statements }: Evaluation, statement: number): boolean =>
  (document.statements[statement]?.problems.length ?? 0) > 0 ||
  (statements[statement]?.problems.some(({ severity }) => severity === 'error' || severity === 'warning') ?? false);

function isPlain(evaluation: Evaluation, node: number, largest: number): boolean {
  const { data } = evaluation.tape.valueOf(node);
  return (
    data.every((entry) => Math.abs(entry) <= largest) &&
    remarksAt(evaluation, node, undefined).every(({ kind }) => kind !== 'kink')
  );
}

function isPleasant(entry: number, exact: boolean, largest: number): boolean {
  const size = Math.abs(entry);
  if (!(size <= largest)) return false;
  return exact ? Math.abs(size * 100 - Math.round(size * 100)) < 1e-7 : true;
}
