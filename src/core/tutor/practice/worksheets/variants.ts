/** The same exercises with other numbers. */
import { evaluateDocument } from '../../../evaluate/evaluate.ts';
import type { Evaluation, Surroundings } from '../../../evaluate/evaluation.ts';
import { parseDocument } from '../../../syntax/document.ts';
import type { Cell, Document, Expression } from '../../../syntax/tree.ts';
import { isAgreeable } from '../agreeable.ts';
import { Draw } from '../exercises/draw.ts';

interface VariantsWish {
  readonly seed: number;
  readonly count: number;
  readonly surroundings: Surroundings;
}

/** A whole number that stands for an input, sign included; spans in the whole text. */
interface Slot {
  readonly from: number;
  readonly to: number;
}

const ATTEMPTS = 400;

/**
 * Texts that differ in the whole numbers given in practice cells, each small and none of them 0. A cell for which no
 * agreeable numbers are found keeps its own.
 */
export function variantsOf(text: string, { seed, count, surroundings }: VariantsWish): readonly string[] {
  const evaluate = (of: string): Evaluation => evaluateDocument(parseDocument(of), surroundings);
  const seen = new Set<string>([text]);
  return Array.from({ length: count }, (_, variant) => {
    const draw = new Draw(`variant ${seed} ${variant}`);
    let now = text;
    for (const cell of parseDocument(text).cells) {
      if (cell.kind !== 'practice') continue;
      now = withOtherNumbers(now, cell.index, draw, evaluate, seen);
    }
    seen.add(now);
    return now;
  });
}

function withOtherNumbers(
  text: string,
  cell: number,
  draw: Draw,
  evaluate: (text: string) => Evaluation,
  seen: ReadonlySet<string>,
): string {
  const before = evaluate(text);
  const { document } = before;
  const here = document.cells[cell];
  const slots = here ? slotsOf(document, here) : [];
  if (slots.length === 0) return text;
  const exact = isAgreeable(before, cell, { exact: true });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const most = attempt < ATTEMPTS / 2 ? 5 : 3;
    const candidate = slots
      .toReversed()
      .reduce((now, { from, to }) => `${now.slice(0, from)}${draw.nonZero(most)}${now.slice(to)}`, text);
    if (!seen.has(candidate) && isAgreeable(evaluate(candidate), cell, { exact })) return candidate;
  }
  return text;
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
