/** A `.bp` text taken apart for print. */

import { showShape } from '../../../base/show.ts';
import type { Evaluation } from '../../../evaluate/evaluation.ts';
import { chainRule } from '../../../explain/chainRule.ts';
import { labelOf } from '../../../explain/formula/label.ts';
import { tensorWritten, type Written, written } from '../../../explain/formula/written.ts';
import type { Cell } from '../../../syntax/tree.ts';
import { revealFor } from '../../help/reveal.ts';
import { askedAt, expectedFor, questionsIn } from '../../marking/answer/question.ts';

export interface PrintedQuestion {
  /** From 1, over the whole sheet. */
  readonly number: number;
  /** `∂f/∂x`, `q`, `∂f/∂W [0, 1]` */
  readonly asked: Written;
  /** Of the answer; empty for a number. */
  readonly shape: string;
  readonly rows: number;
  /** Six significant digits; undefined where there is no answer. */
  readonly answer: Written | undefined;
  /** The chain rule with its numbers, where it is short enough to be of use. */
  readonly work: readonly Written[];
}

export type WorksheetPart =
  | { readonly kind: 'heading'; readonly title: string }
  /** Markdown with formulas in dollars, as a `[markdown]` cell holds it. */
  | { readonly kind: 'prose'; readonly lines: readonly string[] }
  /** Lines of the text as they stand, without questions and answers. */
  | { readonly kind: 'given'; readonly lines: readonly string[] }
  | { readonly kind: 'questions'; readonly questions: readonly PrintedQuestion[] };

export interface WorksheetPage {
  readonly title: string;
  /** From 1; undefined where there is one sheet only. */
  readonly variant: number | undefined;
  readonly parts: readonly WorksheetPart[];
}

const DIGITS = 6;
const MOST_LINES = 4;
const LONGEST = 120;

export function worksheetPage(evaluation: Evaluation, variant: number | undefined): WorksheetPage {
  const { cells } = evaluation.document;
  const titled = cells.find(({ title }) => title !== '');
  let number = 0;
  const parts = cells.flatMap((cell): readonly WorksheetPart[] => {
    if (cell.kind === 'pause') return [];
    const heading: readonly WorksheetPart[] =
      cell.title === '' || cell === titled ? [] : [{ kind: 'heading', title: cell.title }];
    const lines = linesOf(evaluation, cell);
    if (cell.kind === 'markdown')
      return [...heading, { kind: 'prose', lines: lines.map((line) => line.replace(/^\s*# ?/, '')) }];
    const questions = questionsIn(evaluation, cell.index).flatMap((statement) => {
      const printed = questionAt(evaluation, statement, number + 1);
      if (printed) number++;
      return printed ? [printed] : [];
    });
    return [
      ...heading,
      ...(lines.length > 0 ? [{ kind: 'given', lines } as const] : []),
      ...(questions.length > 0 ? [{ kind: 'questions', questions } as const] : []),
    ];
  });
  return { title: titled?.title ?? 'Worksheet', variant, parts };
}

/** A mark in the place of a question, which no text that was typed holds. */
const GONE = '\u0000';

function linesOf({ document }: Evaluation, { marker, span, first, last }: Cell): readonly string[] {
  let text = document.text.slice(marker.to, span.to);
  for (let i = last - 1; i >= first; i--) {
    const statement = document.statements[i];
    if (statement?.tree.kind !== 'question') continue;
    const from = (document.starts[i] ?? 0) - marker.to;
    text = text.slice(0, from) + GONE + text.slice(from + statement.text.length);
  }
  const lines = text.split(/\r\n|\r|\n/).flatMap((line) => {
    if (!line.includes(GONE)) return [line.trimEnd()];
    const left = line
      .replace(/#.*$/, '')
      .replaceAll(new RegExp(`;?\\s*${GONE}\\s*;?`, 'g'), '')
      .trim();
    return left === '' ? [] : [left];
  });
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines;
}

function questionAt(evaluation: Evaluation, statement: number, number: number): PrintedQuestion | undefined {
  const asked = askedAt(evaluation, statement);
  if (asked === undefined) return undefined;
  const { node, output, result } = asked;
  const story =
    result.asks === 'grad' && output !== undefined ? chainRule(evaluation, node, output, DIGITS) : undefined;
  const base = story?.derivative ?? written(labelOf(evaluation, node));
  const place = result.index.length > 0 ? result.index.join(', ') : undefined;
  const expected = expectedFor(asked);
  const plain = revealFor(evaluation, statement)?.answer;
  const tex = expected && written(tensorWritten(expected, DIGITS)).tex;
  const lines = story?.lines ?? [];
  const isShort = lines.length <= MOST_LINES && lines.every((line) => line.plain.length <= LONGEST);
  return {
    number,
    asked: place === undefined ? base : { plain: `${base.plain} [${place}]`, tex: `${base.tex}\\,[${place}]` },
    shape: asked.shape.length === 0 ? '' : showShape(asked.shape),
    rows: asked.shape.length < 2 ? 1 : (asked.shape.at(-2) ?? 1),
    answer: plain === undefined || tex === undefined ? undefined : { plain, tex },
    work: isShort && place === undefined && node !== output ? lines : [],
  };
}
