/** The same exercises with other numbers. */
import { finish, type Work } from '../../../base/work.ts';
import { evaluateDocument } from '../../../evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../../evaluate/evaluation.ts';
import { parseDocument } from '../../../syntax/document.ts';
import type { Cell, Document, Expression } from '../../../syntax/tree.ts';
import { askedAt, expectedFor } from '../../marking/answer/question.ts';
import { isAgreeable } from '../agreeable.ts';
import { Draw } from '../exercises/draw.ts';

interface VariantsWish {
  readonly seed: number | string;
  readonly count: number;
  readonly surroundings: Surroundings;
  /** Cells whose numbers change: practice cells, or all that ask something. */
  readonly cells?: 'practice' | 'asking';
  /** Answers stay about as large as they are. */
  readonly keepsSizes?: boolean;
  /** Texts that are taken already. */
  readonly taken?: readonly string[];
}

/** A whole number that stands for an input, sign included; spans in the whole text. */
interface Slot {
  readonly from: number;
  readonly to: number;
}

const ATTEMPTS = 400;

/** All at once. */
export const worksheetVariants = (text: string, wish: VariantsWish): readonly string[] =>
  finish(variantTexts(text, wish));

/**
 * Texts that differ in the whole numbers given in practice cells, each small and none of them 0. A cell for which no
 * agreeable numbers are found keeps its own.
 */
export function* variantTexts(text: string, wish: VariantsWish): Work<readonly string[]> {
  const { seed, count, surroundings, cells = 'practice', keepsSizes = false, taken = [] } = wish;
  const evaluate = (of: string): Evaluation => evaluateDocument(parseDocument(of), surroundings);
  const seen = new Set<string>([text, ...taken]);
  const { cells: all, statements } = parseDocument(text);
  const texts: string[] = [];
  for (let variant = 0; variant < count; variant++) {
    const draw = new Draw(`variant ${seed} ${variant}`);
    let now = text;
    for (const cell of all) {
      const asks = statements.slice(cell.first, cell.last).some(({ tree }) => tree.kind === 'question');
      if (cell.kind !== 'practice' && !(cells === 'asking' && asks)) continue;
      for (const candidate of candidates(now, cell.index, { draw, evaluate, seen, keepsSizes })) {
        yield variant / count;
        if (candidate !== undefined) now = candidate;
      }
    }
    seen.add(now);
    texts.push(now);
  }
  return texts;
}

interface Search {
  readonly draw: Draw;
  readonly evaluate: (text: string) => Evaluation;
  readonly seen: ReadonlySet<string>;
  readonly keepsSizes: boolean;
}

/** Tries numbers for one cell: undefined for each try that is not agreeable; the last, if any, is the text with those that are. */
function* candidates(
  text: string,
  cell: number,
  { draw, evaluate, seen, keepsSizes }: Search,
): Generator<string | undefined> {
  const before = evaluate(text);
  const { document } = before;
  const here = document.cells[cell];
  const slots = here ? slotsOf(document, here) : [];
  if (slots.length === 0) return;
  const exact = isAgreeable(before, cell, { exact: true });
  const wish = keepsSizes ? { exact, ...sizesOf(before, cell) } : { exact };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const most = attempt < ATTEMPTS / 2 ? 5 : 3;
    const candidate = slots
      .toReversed()
      .reduce((now, { from, to }) => `${now.slice(0, from)}${draw.nonZero(most)}${now.slice(to)}`, text);
    const fits = !seen.has(candidate) && isAgreeable(evaluate(candidate), cell, wish);
    yield fits ? candidate : undefined;
    if (fits) return;
  }
}

const SMALL = 12;
const LARGER = 2;
const SMALLER = 5;

/** Room for twice the largest value or answer that a cell has now, and for a fifth of its smallest answer. */
function sizesOf(evaluation: Evaluation, cell: number): { readonly largest: number; readonly smallest: number } {
  const { first, last } = evaluation.document.cells[cell] ?? { first: 0, last: 0 };
  let largest = SMALL;
  let smallest = Number.POSITIVE_INFINITY;
  for (let statement = first; statement < last; statement++) {
    const asked = askedAt(evaluation, statement);
    for (const entry of (asked && expectedFor(asked))?.data ?? []) {
      largest = Math.max(largest, LARGER * Math.abs(entry));
      if (entry !== 0) smallest = Math.min(smallest, Math.abs(entry) / SMALLER);
    }
    const { first: from = 0, last: to = 0 } = evaluation.statements[statement] ?? {};
    for (let node = from; node < to; node++)
      for (const entry of evaluation.tape.valueOf(node).data) largest = Math.max(largest, LARGER * Math.abs(entry));
  }
  return { largest, smallest: Number.isFinite(smallest) ? smallest : 0 };
}

function slotsOf(document: Document, { first, last }: Cell): readonly Slot[] {
  const labels = labelNames(document);
  const slots: Slot[] = [];
  for (let i = first; i < last; i++) {
    const statement = document.statements[i];
    const tree = statement?.tree;
    if (tree?.kind !== 'assignment' || tree.targets.some(({ name }) => labels.has(name))) continue;
    const inside: Slot[] = [];
    const start = document.starts[i] ?? 0;
    if (collect(tree.value, inside))
      slots.push(...inside.map(({ from, to }) => ({ from: start + from, to: start + to })));
  }
  return slots;
}

/** False where an expression is more than numbers in lists. */
function collect(expression: Expression, slots: Slot[]): boolean {
  if (expression.kind === 'list') return expression.entries.every((entry) => collect(entry, slots));
  const number = expression.kind === 'unary' ? expression.operand : expression;
  if (number.kind !== 'number') return false;
  if (Number.isInteger(number.value)) slots.push(expression);
  return true;
}

/** Names that stand for classes: other numbers there would be other classes, or none. */
const labelNames = ({ text }: Document): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/\b(?:cross_entropy|hinge|accuracy|onehot)\(([^()]*)\)/g)].flatMap(
      ([, args = '']) => (args.split(',').at(-1) ?? '').match(/\p{L}\w*/gu) ?? [],
    ),
  );
