/**
 * Backward lines that are to be put in order (a Parsons problem): in an `[order]` cell each line `grad(x) = z * grad(q)` gives one
 * gradient from those of lines above it. Some lines are wrong, and to be taken out. Any order in which every line stands below the lines
 * that it uses is right.
 */
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { isOrdering } from '../../../syntax/cells.ts';
import type { Expression } from '../../../syntax/tree.ts';
import { walk } from '../../../syntax/walk.ts';
import { isRight, type Mark } from './mark.ts';
import { asksToOrder } from './question.ts';

/** Names whose gradients an expression reads: q for `z * grad(q)`. */
export function gradientsRead(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  walk(expression, (part) => {
    const [first] = part.kind === 'call' && part.callee.name === 'grad' ? part.args : [];
    if (first?.value.kind === 'name') names.add(first.value.name);
  });
  return names;
}

/**
 * The marks of a text, with those of lines that are to be ordered judged by their place too: one mark for each gradient. As long as a
 * gradient has two lines, no line of its cell is judged. `placeOf`: where a line stands, in a hand-in that is marked in the original's text.
 */
export function markedInOrder(
  evaluation: Evaluation,
  marks: readonly Mark[],
  placeOf: (statement: number) => number = (statement) => statement,
): readonly Mark[] {
  if (!evaluation.document.cells.some(isOrdering)) return marks;
  const byCell = new Map<number, Mark[]>();
  for (const mark of marks) {
    if (!asksToOrder(evaluation, mark.cell)) continue;
    const before = byCell.get(mark.cell);
    if (before) before.push(mark);
    else byCell.set(mark.cell, [mark]);
  }
  const judged = new Map<number, Mark>();
  for (const lines of byCell.values())
    for (const mark of markedLines(evaluation, lines, placeOf)) judged.set(mark.statement, mark);
  return marks.flatMap((mark) => (asksToOrder(evaluation, mark.cell) ? (judged.get(mark.statement) ?? []) : [mark]));
}

function markedLines(
  evaluation: Evaluation,
  lines: readonly Mark[],
  placeOf: (statement: number) => number,
): readonly Mark[] {
  const byGradient = new Map<string, Mark[]>();
  for (const mark of lines) {
    const before = byGradient.get(mark.question);
    if (before) before.push(mark);
    else byGradient.set(mark.question, [mark]);
  }
  const chosen = [...byGradient.values()].map((same) => {
    const written = same.filter((mark) => mark.written !== undefined);
    return { mark: written[0] ?? same[0], count: written.length };
  });
  if (chosen.some(({ count }) => count > 1))
    return chosen.flatMap(({ mark, count }) => (mark ? [notYet(mark, count)] : []));
  const inPlace = chosen
    .flatMap(({ mark }) => (mark ? [mark] : []))
    .toSorted((a, b) => placeOf(a.statement) - placeOf(b.statement));
  const given = new Map(
    inPlace.flatMap((mark) => (mark.written === undefined ? [] : [[nameAsked(evaluation, mark), mark]])),
  );
  const output = evaluation.cells[lines[0]?.cell ?? -1]?.outputName;
  const above = new Map<string, Mark>();
  return inPlace.map((mark) => {
    const placed = isRight(mark) ? inItsPlace(evaluation, mark, { given, above, output }) : mark;
    if (mark.written !== undefined) above.set(nameAsked(evaluation, mark), placed);
    return placed;
  });
}

const nameAsked = ({ statements }: Evaluation, { statement }: Mark): string =>
  statements[statement]?.question?.name ?? '';

const notYet = (mark: Mark, lines: number): Mark => ({
  ...mark,
  verdict: 'unanswered',
  mistakes: [],
  together: false,
  secondPoint: undefined,
  credit: 0,
  followed: false,
  follows: [],
  message: lines > 1 ? `${lines} lines give ${mark.question}: take out what is wrong, then all lines are marked.` : '',
});

interface Lines {
  /** All lines of the cell, and those above this one with their marks, by the name whose gradient they give. */
  readonly given: ReadonlyMap<string, Mark>;
  readonly above: ReadonlyMap<string, Mark>;
  readonly output: string | undefined;
}

/** A line with the right formula: whether what it uses stands above it, and is right itself. */
function inItsPlace(evaluation: Evaluation, mark: Mark, { given, above, output }: Lines): Mark {
  const expression = evaluation.statements[mark.statement]?.question?.answerExpression;
  // The output's own gradient is 1, with a line that says so or without.
  const used = [...(expression ? gradientsRead(expression) : [])].filter((name) => name !== output || given.has(name));
  const later = used.filter((name) => !above.has(name) && given.has(name));
  const missing = used.filter((name) => !given.has(name));
  const shaky = used.flatMap((name) => {
    const found = above.get(name);
    return found && !isRight(found) ? [found] : [];
  });
  if (later.length > 0)
    return misplaced(
      mark,
      `The formula is right, but it comes before what it uses: move this line below that of ${listed(later)}.`,
    );
  if (missing.length > 0)
    return misplaced(mark, `The formula is right, but no line gives ${listed(missing)}, which it uses.`);
  if (shaky.length === 0) return mark;
  const from = listed(shaky.map((one) => nameAsked(evaluation, one)));
  return {
    ...misplaced(mark, `This line is right and in its place; ${from}, which it uses, is not yet.`),
    followed: true,
    follows: shaky.map(({ statement }) => statement),
  };
}

const misplaced = (mark: Mark, message: string): Mark => ({ ...mark, verdict: 'wrong', credit: 0, message });

const listed = (names: readonly string[]): string => names.map((name) => `grad(${name})`).join(' and ');
