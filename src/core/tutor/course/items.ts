/** Questions as items for a learning-management system: the wrong options are numbers that real mistakes give. */
import { showNumber } from '../../base/show.ts';
import type { Evaluation } from '../../evaluate/evaluation.ts';
import { type Asked, askedAt, expectedFor, questionAsked } from '../marking/answer/question.ts';
import { valuesBy } from '../marking/diagnosis/updateDiagnosis.ts';
import { mistakes } from '../mistakes/index.ts';
import type { Mistake, MistakeCode } from '../mistakes/mistake.ts';
import { givenLines } from './courseText.ts';

export interface Option {
  /** As it is printed and compared. */
  readonly text: string;
  readonly value: number;
  /** Undefined: the right one. */
  readonly mistake: MistakeCode | undefined;
  readonly explanation: string;
}

export interface Item {
  /** `grad(x)` */
  readonly question: string;
  readonly cell: string;
  /** The lines that are given, without questions. */
  readonly given: readonly string[];
  readonly points: number;
  /** The right one first, then the likeliest mistakes. */
  readonly options: readonly Option[];
  /** How far a typed number may be off. */
  readonly tolerance: number;
}

export interface Refused {
  readonly question: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

const COMMON = 0.8;
const MOST_WRONG = 4;
const LEAST_WRONG = 2;
const DIGITS = 4;
/** Half a unit of the third digit, as the marking of hand-ins allows at the least. */
const TOLERANCE = 0.005;

/** An item for each question about a single number, and why the others are none. */
export function itemsOf(evaluation: Evaluation): {
  readonly items: readonly Item[];
  readonly refused: readonly Refused[];
} {
  const items: Item[] = [];
  const refused: Refused[] = [];
  const { document } = evaluation;
  document.statements.forEach(({ tree }, statement) => {
    if (tree.kind !== 'question') return;
    const asked = askedAt(evaluation, statement);
    const question = asked ? questionAsked(asked.result) : `${tree.asks}(${tree.target.name})`;
    const made = asked ? itemFor(asked, question) : 'it has an error';
    if (typeof made !== 'string') items.push(made);
    else {
      const line = document.text.slice(0, document.starts[statement]).split('\n').length;
      refused.push({ question, line, reason: made });
    }
  });
  return { items, refused };
}

function itemFor(asked: Asked, question: string): Item | string {
  const right = expectedFor(asked);
  if (right === undefined) return 'its cell has no output';
  if (right.data.length !== 1) return 'it asks for more than one number: ask for an entry, as in grad(W)[0, 1]';
  const value = right.data[0] ?? Number.NaN;
  if (!Number.isFinite(value)) return 'its answer is not a finite number';
  const given = givenAbove(asked);
  const wrong = wrongNumbers(asked, value);
  if (typeof wrong === 'string') return wrong;
  if (wrong.length < LEAST_WRONG)
    return `only ${wrong.length === 1 ? 'one mistake gives' : 'no mistakes give'} a wrong number here`;
  const options: readonly Option[] = [
    { text: showNumber(value, DIGITS), value, mistake: undefined, explanation: 'Right.' },
    ...wrong.slice(0, MOST_WRONG),
  ];
  const words = new Set(options.map(({ text }) => text));
  if (words.size < options.length) return 'two options are the same number at four digits';
  return {
    question,
    cell: asked.evaluation.document.cells[asked.cell]?.title ?? '',
    given,
    points: 1,
    options,
    tolerance: Math.min(Math.abs(value) * TOLERANCE, nearestOf(value, wrong) / 2),
  };
}

const nearestOf = (value: number, wrong: readonly Option[]): number =>
  wrong.reduce((least, option) => Math.min(least, Math.abs(option.value - value)), Number.POSITIVE_INFINITY);

/** One option for each mistake with a number of its own; a sentence where two mistakes give one. */
function wrongNumbers(asked: Asked, right: number): readonly Option[] | string {
  const found: { readonly mistake: Mistake; readonly value: number; readonly weight: number }[] = [];
  for (const mistake of mistakes)
    for (const variant of mistake.variants) {
      if (variant.share < COMMON) continue;
      const whole =
        asked.result.asks === 'value'
          ? variant.update && valuesBy(asked, variant.update, undefined)(asked.node)
          : variant.rule && asked.graph?.run(asked.node, variant.rule).gradient;
      if (whole === undefined) continue;
      const picked =
        whole.shape.length === asked.evaluation.tape.shapeOf(asked.node).length ? asked.pick(whole) : whole;
      const value = picked.data[0] ?? Number.NaN;
      if (picked.data.length !== 1 || !Number.isFinite(value) || isSame(value, right)) continue;
      if (found.some((other) => other.mistake === mistake && isSame(other.value, value))) continue;
      const twin = found.find((other) => isSame(other.value, value));
      if (twin) return `two mistakes give ${showNumber(value, DIGITS)}: ${twin.mistake.title}, and ${mistake.title}`;
      found.push({ mistake, value, weight: mistake.prior * variant.share });
    }
  const best = new Map<MistakeCode, (typeof found)[number]>();
  for (const one of found) {
    const before = best.get(one.mistake.code);
    if (before === undefined || before.weight < one.weight) best.set(one.mistake.code, one);
  }
  return [...best.values()]
    .sort((a, b) => b.weight - a.weight)
    .map(({ mistake, value }) => ({
      text: showNumber(value, DIGITS),
      value,
      mistake: mistake.code,
      explanation: `It looks as if ${mistake.title}: ${mistake.general}.`,
    }));
}

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** What the numbers come from: the given lines of the cell, and before them those of earlier code cells. */
const givenAbove = ({ evaluation: { document }, cell }: Asked): readonly string[] =>
  document.cells
    .filter(({ index, kind }) => index === cell || (index < cell && kind === 'code'))
    .flatMap((one) => givenLines(document, one))
    .flatMap((line) => line.split(/\r\n|\n|\r/));
